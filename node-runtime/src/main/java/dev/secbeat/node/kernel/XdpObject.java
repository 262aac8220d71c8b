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
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program with its maps, loaded into the kernel; maps that are pinned already are used instead of new ones, unless their size changed. */
final class XdpObject implements TableSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(XdpObject.class);
    private static final int LOG_BYTES = 1 << 18;
    private static final int LOG_TAIL = 1500;

    private final LibBpf bpf;
    private final LibC c;
    private final MemorySegment object;
    private final MemorySegment verifierLog;
    private final Set<KernelMap.Group> replaced = EnumSet.noneOf(KernelMap.Group.class);
    private final List<CarriedCounters> carried = new ArrayList<>();
    private final int cpus;
    private SynCookies synCookies = SynCookies.OFF;
    private @Nullable ExactHash hash;
    private final Map<KernelMap, Integer> capacities = new EnumMap<>(KernelMap.class);
    private final Set<KernelMap> reused = EnumSet.noneOf(KernelMap.class);

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
            XdpObject loaded = open(bpf, c, arena, ObjectFile.LOG_REFUSALS);
            try {
                loaded.keep(arena, loaded.prepareAndLoad(arena, settings, pins), pins);
                loaded.clock().set(System.nanoTime());
                return loaded;
            } catch (RuntimeException e) {
                loaded.close();
                throw e;
            }
        }
    }

    /**
     * What it takes to prove the program safe, as {@code settings} shape it: loads it once more, with the maps that are
     * pinned if any are, and lets go of it again. Nothing is pinned, attached or written.
     */
    static VerifierLoad verify(LibBpf bpf, LibC c, XdpSettings settings) {
        try (Arena arena = Arena.ofConfined();
                XdpObject loaded = open(bpf, c, arena, ObjectFile.LOG_STATISTICS)) {
            Loaded _ = loaded.prepareAndLoad(arena, settings, new PinDirectory(settings.pinDirectory()));
            return VerifierLoad.of(ProgramInfo.of(bpf, loaded.programFd(), Abi.PROGRAM), loaded.verifierSaid());
        }
    }

    private static XdpObject open(LibBpf bpf, LibC c, Arena arena, int logLevel) {
        MemorySegment log = arena.allocate(LOG_BYTES);
        return new XdpObject(bpf, c, ObjectFile.open(bpf, arena, Abi.RESOURCE, "secbeat", log, logLevel), log);
    }

    int programFd() {
        return programFd(Abi.PROGRAM);
    }

    private int programFd(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = bpf.objectFindProgram(object, arena.allocateFrom(name));
            return Errno.check(bpf.programFd(program), "bpf_program__fd(" + name + ")");
        }
    }

    /** The program's clock; it was set when the program was loaded. */
    TickClock clock() {
        return new TickClock(programFd(Abi.SET_CLOCK));
    }

    @Override
    public int mapFd(KernelMap map) {
        return mapFd(map.mapName());
    }

    /** Of a map that may live and end with this program. */
    int mapFd(String map) {
        return Errno.check(bpf.mapFd(find(map)), "bpf_map__fd(" + map + ")");
    }

    @Override
    public boolean has(KernelMap map) {
        return true;
    }

    @Override
    public int capacity(KernelMap map) {
        return capacities.getOrDefault(map, 0);
    }

    /** What of the settings the loaded program does about SYN floods. */
    SynCookies synCookies() {
        return synCookies;
    }

    @Override
    public boolean kept(KernelMap map) {
        return reused.contains(map);
    }

    /** Whether new maps take the place of pinned ones of {@code group}. */
    boolean replaces(KernelMap.Group group) {
        return replaced.contains(group);
    }

    @Override
    public MemorySegment memory(KernelMap map, Arena lifetime) {
        return c.mapArray(mapFd(map), capacity(map), map.valueBytes(), lifetime);
    }

    @Override
    public ExactHash hash() {
        ExactHash known = hash;
        if (known == null) {
            throw new IllegalStateException("the object is not loaded");
        }
        return known;
    }

    /** Blocks in pinned tables that this object's take the place of: of another size, or of an earlier version. */
    List<HeldBlock> outgrown(PinDirectory pins, long nowNanos) {
        if (!replaced.contains(KernelMap.Group.EXACT_BLOCKS) && !replaced.contains(KernelMap.Group.PREFIX_BLOCKS)) {
            return List.of();
        }
        try (EarlierTables earlier = new EarlierTables(bpf, c, pins, hash())) {
            return earlier.blocks(nowNanos).stream()
                    .filter(block -> replaced.contains(
                            PrefixKey.blockTable(block.prefix()).group()))
                    .toList();
        }
    }

    /** Brings what an earlier version counted into this one's larger maps; right before the program takes over. */
    void carryCounters() {
        carried.forEach(counters -> counters.copyTo(mapFd(counters.map())));
    }

    /**
     * Pins the maps that are new in place of the earlier ones; right after the program took over. The map that tells the
     * version is last: a start that is cut short leaves tables that the next one reads as the earlier version's.
     */
    void repin(PinDirectory pins) {
        List<KernelMap> order = new ArrayList<>(List.of(KernelMap.values()));
        Collections.rotate(order, -1);
        for (KernelMap map : order) {
            if (replaced.contains(map.group())) {
                pins.put(bpf, map, mapFd(map));
                LOG.info("event=map_replaced map={} capacity={}", map.mapName(), capacity(map));
            }
        }
    }

    /** Closes all descriptors; what is pinned or attached stays in the kernel. */
    @Override
    public void close() {
        carried.forEach(CarriedCounters::close);
        bpf.objectClose(object);
    }

    /** Which maps were pinned already, replaced ones included, and what the flat tables are hashed with. */
    private record Loaded(Set<KernelMap> pinned, MemorySegment secret) {}

    private Loaded prepareAndLoad(Arena arena, XdpSettings settings, PinDirectory pins) {
        Set<KernelMap> pinned = EnumSet.noneOf(KernelMap.class);
        replaceEarlierVersion(pins);
        for (KernelMap map : KernelMap.values()) {
            if (!map.isCarriedByName() && Files.exists(pins.map(map))) {
                pinned.add(map);
                compare(map, pins, settings.capacities());
            }
        }
        for (KernelMap map : KernelMap.values()) {
            if (pinned.contains(map) && !replaced.contains(map.group())) {
                reuse(map, pins);
                reused.add(map);
            } else {
                resize(map, settings.capacities());
            }
        }
        carry(pins);
        PolicyTables.resize(bpf, this::find, settings.policy());
        MemorySegment secret = secret(arena, pins);
        hash = ExactHash.read(secret);
        ProgramConstants constants = new ProgramConstants(bpf, c, this::find, cpus);
        constants.write(settings, secret);
        if (settings.synCookies().guards()) {
            HostTcp host = HostTcp.read(c, settings.interfaces());
            synCookies = host.applicable(settings.synCookies());
            constants.write(synCookies, host);
        }
        int result = bpf.objectLoad(object);
        if (result < 0) {
            throw loadFailure(-result);
        }
        return new Loaded(pinned, secret);
    }

    /** Notes what an earlier version laid out otherwise for replacement; the rest of its tables is used on. */
    private void replaceEarlierVersion(PinDirectory pins) {
        if (!Files.exists(pins.map(KernelMap.META))) {
            return;
        }
        int found = new PinnedTables(bpf, c).abiVersion(pins);
        if (found == Abi.VERSION || found == 0) {
            return;
        }
        if (found != EarlierTables.READABLE_VERSION) {
            throw otherLayout(pins.path().toString(), "ABI version " + found);
        }
        replaced.addAll(EarlierTables.LAID_OUT_OTHERWISE);
        LOG.info("event=abi_upgrade pins={} from={} to={}", pins.path(), found, Abi.VERSION);
    }

    private void keep(Arena arena, Loaded loaded, PinDirectory pins) {
        stamp(arena, loaded.secret);
        for (KernelMap map : KernelMap.values()) { // The secret first: tables without it would be worth nothing.
            capacities.put(map, MapInfo.of(bpf, mapFd(map), map.mapName()).maxEntries());
            // Of a group that is replaced, repin() pins also what was not there: all of it in one moment.
            if (!loaded.pinned.contains(map) && !map.isCarriedByName() && !replaced.contains(map.group())) {
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

    /** Notes the group of a pinned map for replacement when it should have another size. */
    private void compare(KernelMap map, PinDirectory pins, MapCapacities wanted) {
        String pin = pins.map(map).toString();
        int fd = pins.open(bpf, pins.map(map));
        try {
            MapInfo info = MapInfo.of(bpf, fd, pin);
            if (!map.hasLayoutOf(info)) {
                throw otherLayout(pin, "the map " + map.mapName() + " as " + info);
            }
            int entries = map.capacity(wanted, cpus);
            boolean grows = info.maxEntries() < entries;
            if (map.holdsCounters() ? grows : entries > 0 && entries != info.maxEntries()) {
                replaced.add(map.group());
            }
        } finally {
            c.close(fd);
        }
    }

    private void reuse(KernelMap map, PinDirectory pins) {
        int fd = pins.open(bpf, pins.map(map));
        try {
            Errno.check(bpf.mapReuseFd(find(map.mapName()), fd), "bpf_map__reuse_fd(" + pins.map(map) + ")");
        } finally {
            c.close(fd);
        }
    }

    private void carry(PinDirectory pins) {
        for (KernelMap map : KernelMap.values()) {
            if (map.holdsCounters() && replaced.contains(map.group()) && Files.exists(pins.map(map))) {
                int fd = pins.open(bpf, pins.map(map));
                int entries = MapInfo.of(bpf, fd, map.mapName()).maxEntries();
                carried.add(new CarriedCounters(bpf, c, map, fd, entries));
            }
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
            int fd = pins.open(bpf, pins.map(KernelMap.META));
            try {
                Errno.check(bpf.mapLookup(fd, arena.allocateFrom(JAVA_INT, 0), meta), "bpf_map_lookup_elem(meta, 0)");
            } finally {
                c.close(fd);
            }
        }
        int found = meta.get(JAVA_INT, Abi.META_ABI_VERSION);
        if (found == 0 && !reused.isEmpty() && !replaced.contains(KernelMap.META.group())) {
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
        String log = verifierSaid();
        String tail = log.substring(Math.max(0, log.length() - LOG_TAIL));
        XdpException plain = Errno.failure(errno, "bpf_object__load(" + Abi.PROGRAM + ")");
        return tail.isEmpty() ? plain : new XdpException(plain.getMessage() + ". The verifier said: " + tail, plain);
    }

    private String verifierSaid() {
        byte[] bytes = verifierLog.toArray(JAVA_BYTE);
        return new String(bytes, 0, indexOfZero(bytes), StandardCharsets.UTF_8).strip();
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
