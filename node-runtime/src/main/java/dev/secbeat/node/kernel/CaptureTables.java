// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pinned maps that a capture works with. Owned by one thread. */
final class CaptureTables {
    private static final List<KernelMap> NEEDED =
            List.of(KernelMap.META, KernelMap.SAMPLES, KernelMap.CAPTURE, KernelMap.SAMPLER, KernelMap.EVENTS);

    private final LibBpf bpf;
    private final Map<KernelMap, Integer> fds;
    private final CaptureMap capture;
    private final SampleRing ring;
    private final int cpus;
    private final Path pin;
    private final @Nullable Object pinned;

    private CaptureTables(
            LibBpf bpf, LibC c, PinDirectory pins, Map<KernelMap, Integer> fds, int ringBytes, Arena arena) {
        this.bpf = bpf;
        this.fds = fds;
        this.cpus = Errno.check(bpf.possibleCpus(), "libbpf_num_possible_cpus()");
        this.capture = new CaptureMap(bpf, fd(KernelMap.CAPTURE), arena);
        this.ring = new SampleRing(c, fd(KernelMap.SAMPLES), ringBytes, arena);
        this.pin = pins.map(KernelMap.CAPTURE);
        this.pinned = identity(pin);
    }

    /** Opens them all; they are let go of with {@code lifetime}. */
    @SuppressWarnings("MustBeClosed") // The arena is closed with everything else of the capture.
    static CaptureTables open(LibBpf bpf, LibC c, PinDirectory pins, Lifetime lifetime) {
        Arena arena = Arena.ofShared();
        lifetime.add(arena::close);
        Map<KernelMap, Integer> fds = new EnumMap<>(KernelMap.class);
        int ringBytes = 0;
        for (KernelMap map : NEEDED) {
            Path path = pins.map(map);
            if (!Files.exists(path)) {
                throw otherVersion(pins, "no map " + map.mapName());
            }
            int fd = Errno.check(bpf.get(arena.allocateFrom(path.toString())), "bpf_obj_get(" + path + ")");
            lifetime.add(() -> c.close(fd));
            fds.put(map, fd);
            MapInfo info = MapInfo.of(bpf, fd, path.toString());
            if (!map.hasLayoutOf(info)) {
                throw otherVersion(pins, "the map " + map.mapName() + " as " + info);
            }
            ringBytes = map == KernelMap.SAMPLES ? info.maxEntries() : ringBytes;
        }
        CaptureTables tables = new CaptureTables(bpf, c, pins, fds, ringBytes, arena);
        tables.requireOwnVersion(arena, pins);
        return tables;
    }

    CaptureMap capture() {
        return capture;
    }

    SampleRing ring() {
        return ring;
    }

    /** Empties the ring of what an earlier capture left: at most all that is there now. */
    void discardOldSamples() {
        int _ = ring.drain(sample -> {}, 0, Integer.MAX_VALUE);
    }

    /** All samples that were ever missed. */
    PacketCapture.Losses losses() {
        return new PacketCapture.Losses(
                sum(KernelMap.EVENTS, Abi.EVENT_SAMPLES_LOST, 0), sum(KernelMap.SAMPLER, 0, Abi.SAMPLER_HELD_BACK));
    }

    /** Whether these maps are still the pinned ones, not those of a filter that was detached. */
    boolean arePinned() {
        return Objects.equals(identity(pin), pinned);
    }

    private int fd(KernelMap map) {
        return fds.getOrDefault(map, -1);
    }

    private void requireOwnVersion(Arena arena, PinDirectory pins) {
        MemorySegment meta = arena.allocate(Abi.META_BYTES, Long.BYTES);
        Errno.check(
                bpf.mapLookup(fd(KernelMap.META), arena.allocateFrom(JAVA_INT, 0), meta),
                "bpf_map_lookup_elem(meta, 0)");
        int version = meta.get(JAVA_INT, Abi.META_ABI_VERSION);
        if (version != Abi.VERSION) {
            throw otherVersion(pins, "ABI version " + version + " where this command speaks " + Abi.VERSION);
        }
    }

    /** One value of a per-CPU map, at {@code offset} of each CPU's entry, over all CPUs. */
    private long sum(KernelMap map, int index, int offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate((long) map.valueBytes() * cpus, Long.BYTES);
            Errno.check(
                    bpf.mapLookup(fd(map), arena.allocateFrom(JAVA_INT, index), values),
                    "bpf_map_lookup_elem(" + map.mapName() + ", " + index + ")");
            long sum = 0;
            for (int cpu = 0; cpu < cpus; cpu++) {
                sum += values.get(JAVA_LONG, (long) cpu * map.valueBytes() + offset);
            }
            return sum;
        }
    }

    /** Tells a pin from another of the same name; null when there is none. */
    private static @Nullable Object identity(Path pin) {
        try {
            return Files.readAttributes(pin, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private static XdpException otherVersion(PinDirectory pins, String found) {
        return new XdpException(pins.path() + " holds " + found + ": the filter there was loaded by another version of"
                + " SecBeat. Run the capture of that version, or restart the node with this one");
    }
}
