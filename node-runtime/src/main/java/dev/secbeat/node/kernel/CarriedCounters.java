// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Counters of an earlier version, whose pinned map has fewer entries than this version counts reasons or events. The new
 * program brings a larger map, so what was counted moves over: {@link #copyTo} right before the programs are swapped,
 * {@link XdpObject#repin} right after. What the old program counts in between, some milliseconds' worth, is lost to the statistics
 * (not to the filter); if the swap fails, the old map is as it was.
 */
final class CarriedCounters implements AutoCloseable {
    private final LibBpf bpf;
    private final LibC c;
    private final KernelMap map;
    private final int oldFd;
    private final int entries;

    /**
     * Takes over {@code oldFd}.
     *
     * @param entries of the old map
     */
    CarriedCounters(LibBpf bpf, LibC c, KernelMap map, int oldFd, int entries) {
        this.bpf = bpf;
        this.c = c;
        this.map = map;
        this.oldFd = oldFd;
        this.entries = entries;
    }

    KernelMap map() {
        return map;
    }

    /** Copies every CPU's counters into the new map, which no program may be using yet. */
    void copyTo(int newFd) {
        int cpus = Errno.check(bpf.possibleCpus(), "libbpf_num_possible_cpus()");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_INT);
            MemorySegment values = arena.allocate((long) map.valueBytes() * cpus, Long.BYTES);
            for (int index = 0; index < entries; index++) {
                key.set(JAVA_INT, 0, index);
                String which = "(" + map.mapName() + ", " + index + ")";
                Errno.check(bpf.mapLookup(oldFd, key, values), "bpf_map_lookup_elem" + which);
                Errno.check(bpf.mapUpdate(newFd, key, values, MapHandle.ANY), "bpf_map_update_elem" + which);
            }
        }
    }

    @Override
    public void close() {
        c.close(oldFd);
    }
}
