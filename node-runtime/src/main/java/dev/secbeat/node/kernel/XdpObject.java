// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program with its maps, loaded into the kernel; maps that are pinned already are used instead of new ones. */
final class XdpObject implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(XdpObject.class);
    private static final int LOG_BYTES = 1 << 18;
    private static final int LOG_TAIL = 1500;

    private final LibBpf bpf;
    private final LibC c;
    private final MemorySegment object;
    private final MemorySegment verifierLog;
    private final List<CarriedCounters> carried = new ArrayList<>();
    private final int cpus;
    private @Nullable ExactHash hash;
    private final Map<KernelMap, Integer> capacities = new EnumMap<>(KernelMap.class);
    private final Set<KernelMap> reused = EnumSet.noneOf(KernelMap.class);
    private final Set<KernelMap> replacing = EnumSet.noneOf(KernelMap.class);

    private XdpObject(LibBpf bpf, LibC c, MemorySegment object, MemorySegment verifierLog) {
        this.bpf = bpf;
        this.c = c;
        this.object = object;
        this.verifierLog = verifierLog;
        this.cpus = Errno.check(bpf.possibleCpus(), "libbpf_num_possible_cpus()");
    }

    /** Loads the object of this jar, with the maps of {@code pins} where they exist, and pins the others. */
    static XdpObject load(LibBpf bpf, LibC c, XdpSettings settings, PinDirectory pins) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = arena.allocate(LOG_BYTES);
            XdpObject loaded = new XdpObject(bpf, c, ObjectFile.open(bpf, arena, Abi.RESOURCE, "secbeat", log), log);
            try {
                loaded.prepareAndLoad(arena, settings, pins);
                return loaded;
            } catch (RuntimeException e) {
                loaded.close();
                throw e;
            }
        }
    }

    int programFd() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = bpf.objectFindProgram(object, arena.allocateFrom(Abi.PROGRAM));
            return Errno.check(bpf.programFd(program), "bpf_program__fd(" + Abi.PROGRAM + ")");
        }
    }

    int mapFd(KernelMap map) {
        return Errno.check(bpf.mapFd(find(map.mapName())), "bpf_map__fd(" + map.mapName() + ")");
    }

    /** Most entries {@code map} can hold as it is in the kernel, which may differ from what was configured. */
    int capacity(KernelMap map) {
        return capacities.getOrDefault(map, 0);
    }

    /** All entries of an array map, in this process's memory until {@code lifetime} closes. */
    MemorySegment memory(KernelMap map, Arena lifetime) {
        long page = c.getpagesize();
        long bytes = (long) capacity(map) * map.valueBytes();
        long pages = Math.ceilDiv(bytes, page) * page;
        return c.mmap(mapFd(map), pages, LibC.PROT_READ | LibC.PROT_WRITE, 0, lifetime)
                .asSlice(0, bytes);
    }

    /** Whether {@code map} is one that was pinned already, with what an earlier daemon left in it. */
    boolean kept(KernelMap map) {
        return reused.contains(map);
    }

    /** How the flat tables are hashed. */
    ExactHash hash() {
        ExactHash known = hash;
        if (known == null) {
            throw new IllegalStateException("the object is not loaded");
        }
        return known;
    }

    /** Brings what an earlier version counted into this one's larger maps; right before the program takes over. */
    void carryCounters() {
        carried.forEach(counters -> counters.copyTo(mapFd(counters.map())));
    }

    /** Pins maps of another size in place of the earlier daemon's; right after the program took over. */
    void repin(PinDirectory pins) {
        carried.forEach(counters -> pins.replace(bpf, counters.map(), mapFd(counters.map())));
        replacing.forEach(map -> pins.replace(bpf, map, mapFd(map)));
    }

    /** Closes all descriptors; what is pinned or attached stays in the kernel. */
    @Override
    public void close() {
        carried.forEach(CarriedCounters::close);
        bpf.objectClose(object);
    }

    private void prepareAndLoad(Arena arena, XdpSettings settings, PinDirectory pins) {
        for (KernelMap map : KernelMap.values()) {
            if (Files.exists(pins.map(map)) && reuse(map, pins.map(map), settings.capacities())) {
                reused.add(map);
            } else {
                resize(map, settings.capacities());
            }
        }
        MemorySegment secret = secret(arena, pins);
        hash = ExactHash.read(secret);
        new ProgramConstants(bpf, this::find, cpus).write(settings, secret);
        int result = bpf.objectLoad(object);
        if (result < 0) {
            throw loadFailure(-result);
        }
        stamp(arena, secret);
        for (KernelMap map : KernelMap.values()) { // The secret first: tables without it would be worth nothing.
            capacities.put(map, MapInfo.of(bpf, mapFd(map), map.mapName()).maxEntries());
            if (!reused.contains(map) && !carries(map) && !replacing.contains(map)) {
                pin(map, pins.map(map));
            }
        }
    }

    private void resize(KernelMap map, MapCapacities wanted) {
        int entries = map.capacity(wanted, cpus);
        if (entries > 0) {
            Errno.check(
                    bpf.mapSetMaxEntries(find(map.mapName()), entries),
                    "bpf_map__set_max_entries(" + map.mapName() + ", " + entries + ")");
        }
    }

    /** False when a larger map must take the place of the pinned one. */
    private boolean reuse(KernelMap map, Path pin, MapCapacities wanted) {
        int fd = get(pin);
        try {
            MapInfo info = MapInfo.of(bpf, fd, pin.toString());
            if (!map.hasLayoutOf(info)) {
                throw otherLayout(pin.toString(), "the map " + map.mapName() + " as " + info);
            }
            int entries = map.capacity(wanted, cpus);
            if (map.holdsCounters() && info.maxEntries() < entries) {
                carried.add(new CarriedCounters(bpf, c, map, get(pin), info.maxEntries()));
                return false;
            }
            if (map.holdsLists() && entries != info.maxEntries()) {
                replacing.add(map);
                return false;
            }
            if (!map.holdsCounters() && entries > 0 && entries != info.maxEntries()) {
                LOG.warn(
                        "event=map_capacity_kept map={} capacity={} configured={} meaning=\"the running table keeps its size\""
                                + " action=\"to apply the configured size, stop the node, run 'secbeat detach --config FILE' and start it\"",
                        map.mapName(),
                        info.maxEntries(),
                        entries);
            }
            Errno.check(bpf.mapReuseFd(find(map.mapName()), fd), "bpf_map__reuse_fd(" + pin + ")");
            return true;
        } finally {
            c.close(fd);
        }
    }

    private boolean carries(KernelMap map) {
        return carried.stream().anyMatch(counters -> counters.map() == map);
    }

    private int get(Path pin) {
        try (Arena arena = Arena.ofConfined()) {
            return Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get(" + pin + ")");
        }
    }

    private void pin(KernelMap map, Path pin) {
        try (Arena arena = Arena.ofConfined()) {
            Errno.check(bpf.pin(mapFd(map), arena.allocateFrom(pin.toString())), "bpf_obj_pin(" + pin + ")");
        }
    }

    /** The hash's secret: of the pinned tables if there are any, else a new one. */
    private MemorySegment secret(Arena arena, PinDirectory pins) {
        MemorySegment meta = arena.allocate(Abi.META_BYTES, Long.BYTES);
        if (reused.contains(KernelMap.META)) {
            int fd = get(pins.map(KernelMap.META));
            try {
                Errno.check(bpf.mapLookup(fd, arena.allocateFrom(JAVA_INT, 0), meta), "bpf_map_lookup_elem(meta, 0)");
            } finally {
                c.close(fd);
            }
        }
        int found = meta.get(JAVA_INT, Abi.META_ABI_VERSION);
        if (found == 0 && !reused.isEmpty()) {
            throw otherLayout(pins.path().toString(), "tables without the secret they are hashed with");
        }
        if (found == 0) {
            ExactHash.draw(meta.asSlice(Abi.META_HASH, Abi.HASH_BYTES));
        } else if (found != Abi.VERSION) {
            throw otherLayout(pins.path().toString(), "ABI version " + found);
        }
        return meta.asSlice(Abi.META_HASH, Abi.HASH_BYTES);
    }

    private void stamp(Arena arena, MemorySegment secret) {
        MemorySegment meta = arena.allocate(Abi.META_BYTES, Long.BYTES);
        meta.set(JAVA_INT, Abi.META_ABI_VERSION, Abi.VERSION);
        MemorySegment.copy(secret, 0, meta, Abi.META_HASH, Abi.HASH_BYTES);
        Errno.check(
                bpf.mapUpdate(mapFd(KernelMap.META), arena.allocateFrom(JAVA_INT, 0), meta, 0),
                "bpf_map_update_elem(meta, 0)");
    }

    private static XdpException otherLayout(String where, String found) {
        return new XdpException(where + " holds " + found
                + ", which another version of SecBeat left; this one speaks ABI"
                + " version " + Abi.VERSION + ". The old program goes on filtering with the blocks it has. To switch,"
                + " stop the node, run 'secbeat detach --pins DIR' with its pin directory (filtering stops for that moment)"
                + " and start it again");
    }

    private MemorySegment find(String map) {
        try (Arena arena = Arena.ofConfined()) {
            return bpf.objectFindMap(object, arena.allocateFrom(map));
        }
    }

    private XdpException loadFailure(int errno) {
        byte[] bytes = verifierLog.toArray(JAVA_BYTE);
        String log = new String(bytes, 0, Math.max(indexOfZero(bytes), 0), StandardCharsets.UTF_8).strip();
        String tail = log.substring(Math.max(0, log.length() - LOG_TAIL));
        XdpException plain = Errno.failure(errno, "bpf_object__load(" + Abi.PROGRAM + ")");
        return tail.isEmpty() ? plain : new XdpException(plain.getMessage() + ". The verifier said: " + tail, plain);
    }

    private static int indexOfZero(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return bytes.length;
    }
}
