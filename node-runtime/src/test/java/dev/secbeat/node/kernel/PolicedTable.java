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
    private static final long UNIT = 1L << PolicyAbi.WINDOW_SHIFT;

    private final LibBpf bpf = LibBpf.open();
    private final Table policed;
    private final Table windows;

    PolicedTable(XdpDataPlane plane) {
        policed = new Table(plane, "policed", PolicyAbi.POLICED_SET_BYTES);
        windows = new Table(plane, "windows", PolicyAbi.WINDOWS_SET_BYTES);
    }

    private interface SetWork {
        /** Returns whether the set was changed. */
        boolean on(MemorySegment set);
    }

    /** Places taken. */
    int sources() {
        int[] found = {0};
        policed.forEachSet(set -> {
            for (int way = 0; way < PolicyAbi.POLICED_WAYS; way++) {
                found[0] += set.get(JAVA_LONG, (long) way * PLACE_BYTES) == 0 ? 0 : 1;
            }
            return false;
        });
        return found[0];
    }

    /**
     * Ages buckets and windows, as if so many nanoseconds had passed; a negative number takes time back.
     *
     * @return the nanoseconds that they were aged by: the next whole number of windows' units
     */
    long age(long nanos) {
        long units = Math.ceilDiv(nanos << PolicyAbi.POLICE_SHIFT, UNIT);
        policed.forEachSet(set -> {
            boolean any = false;
            for (int way = 0; way < PolicyAbi.POLICED_WAYS; way++) {
                long place = (long) way * PLACE_BYTES;
                for (int i = 0; set.get(JAVA_LONG, place) != 0 && i < DIMENSIONS; i++) {
                    long due = place + Long.BYTES + (long) i * Long.BYTES;
                    set.set(JAVA_LONG, due, set.get(JAVA_LONG, due) - units * UNIT);
                    any = true;
                }
            }
            return any;
        });
        windows.forEachSet(set -> {
            for (long at = 0; at < PolicyAbi.WINDOWS_SET_BYTES; at += Long.BYTES) {
                set.set(JAVA_LONG, at, set.get(JAVA_LONG, at) - (units << Integer.SIZE));
            }
            return true;
        });
        return (units * UNIT) >> PolicyAbi.POLICE_SHIFT;
    }

    /** Makes every source one that will have paid at {@code nanos} by the exact clock, whatever it owed. */
    void owe(long nanos) {
        policed.forEachSet(set -> {
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

    private final class Table {
        private final String name;
        private final int fd;
        private final int sets;
        private final int setBytes;

        Table(XdpDataPlane plane, String name, int setBytes) {
            this.name = name;
            this.setBytes = setBytes;
            fd = plane.mapFd(name);
            sets = MapInfo.of(bpf, fd, name).maxEntries();
        }

        void forEachSet(SetWork work) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment key = arena.allocate(JAVA_INT);
                MemorySegment set = arena.allocate(setBytes, Long.BYTES);
                for (int i = 0; i < sets; i++) {
                    key.set(JAVA_INT, 0, i);
                    Errno.check(bpf.mapLookup(fd, key, set), "bpf_map_lookup_elem(" + name + ")");
                    if (work.on(set)) {
                        Errno.check(bpf.mapUpdate(fd, key, set, MapHandle.ANY), "bpf_map_update_elem(" + name + ")");
                    }
                }
            }
        }
    }
}
