// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The kernel's table of policed sources, for tests that move its time: nothing may be sent meanwhile. */
final class PolicedTable {
    private static final int PLACE_BYTES = PolicyAbi.POLICED_SET_BYTES / PolicyAbi.POLICED_WAYS;
    private static final int DIMENSIONS = 3;

    private final LibBpf bpf = LibBpf.open();
    private final int fd;
    private final int sets;

    PolicedTable(XdpDataPlane plane) {
        fd = plane.mapFd("policed");
        sets = MapInfo.of(bpf, fd, "policed").maxEntries();
    }

    private interface SetWork {
        /** Returns whether the set was changed. */
        boolean on(MemorySegment set);
    }

    /** Places taken. */
    int sources() {
        int[] found = {0};
        forEachSet(set -> {
            for (int way = 0; way < PolicyAbi.POLICED_WAYS; way++) {
                found[0] += set.get(JAVA_LONG, (long) way * PLACE_BYTES) == 0 ? 0 : 1;
            }
            return false;
        });
        return found[0];
    }

    /** Lets every source pay for so many nanoseconds, as if they had passed; a negative number takes time back. */
    void age(long nanos) {
        forEachSet(set -> {
            boolean any = false;
            for (int way = 0; way < PolicyAbi.POLICED_WAYS; way++) {
                long place = (long) way * PLACE_BYTES;
                for (int i = 0; set.get(JAVA_LONG, place) != 0 && i < DIMENSIONS; i++) {
                    long due = place + Long.BYTES + (long) i * Long.BYTES;
                    set.set(JAVA_LONG, due, set.get(JAVA_LONG, due) - (nanos << PolicyAbi.POLICE_SHIFT));
                    any = true;
                }
            }
            return any;
        });
    }

    /** Makes every source one that will have paid at {@code nanos} by the exact clock, whatever it owed. */
    void owe(long nanos) {
        forEachSet(set -> {
            boolean any = false;
            for (int way = 0; way < PolicyAbi.POLICED_WAYS; way++) {
                long place = (long) way * PLACE_BYTES;
                for (int i = 0; set.get(JAVA_LONG, place) != 0 && i < DIMENSIONS; i++) {
                    set.set(JAVA_LONG, place + Long.BYTES + (long) i * Long.BYTES, nanos << PolicyAbi.POLICE_SHIFT);
                    any = true;
                }
            }
            return any;
        });
    }

    private void forEachSet(SetWork work) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_INT);
            MemorySegment set = arena.allocate(PolicyAbi.POLICED_SET_BYTES, Long.BYTES);
            for (int i = 0; i < sets; i++) {
                key.set(JAVA_INT, 0, i);
                Errno.check(bpf.mapLookup(fd, key, set), "bpf_map_lookup_elem(policed)");
                if (work.on(set)) {
                    Errno.check(bpf.mapUpdate(fd, key, set, MapHandle.ANY), "bpf_map_update_elem(policed)");
                }
            }
        }
    }
}
