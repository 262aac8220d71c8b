// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/** Sums the program's per-CPU counters. Safe for all threads while the maps are open. */
final class StatsReader {
    private final LibBpf bpf;
    private final int statsFd;
    private final int eventsFd;
    private final int cpus;

    StatsReader(LibBpf bpf, int statsFd, int eventsFd) {
        this.bpf = bpf;
        this.statsFd = statsFd;
        this.eventsFd = eventsFd;
        this.cpus = Errno.check(bpf.possibleCpus(), "libbpf_num_possible_cpus()");
    }

    XdpStats read() {
        try (Arena arena = Arena.ofConfined()) {
            Map<XdpReason, XdpStats.Tally> byReason = new EnumMap<>(XdpReason.class);
            for (XdpReason reason : XdpReason.values()) {
                byReason.put(reason, tally(arena, reason));
            }
            return new XdpStats(
                    byReason,
                    event(arena, Abi.EVENT_RING_FULL),
                    event(arena, Abi.EVENT_SOURCE_EVICTED),
                    event(arena, Abi.EVENT_SAMPLES_LOST));
        }
    }

    private XdpStats.Tally tally(Arena arena, XdpReason reason) {
        MemorySegment values = lookup(arena, statsFd, "stats", reason.code(), Abi.COUNTER_BYTES);
        XdpStats.Tally sum = XdpStats.Tally.ZERO;
        for (long at = 0; at < values.byteSize(); at += Abi.COUNTER_BYTES) {
            sum = sum.plus(new XdpStats.Tally(
                    values.get(JAVA_LONG, at + Abi.COUNTER_PACKETS),
                    values.get(JAVA_LONG, at + Abi.COUNTER_BYTE_COUNT)));
        }
        return sum;
    }

    private long event(Arena arena, int event) {
        MemorySegment values = lookup(arena, eventsFd, "events", event, Long.BYTES);
        long sum = 0;
        for (long at = 0; at < values.byteSize(); at += Long.BYTES) {
            sum += values.get(JAVA_LONG, at);
        }
        return sum;
    }

    private MemorySegment lookup(Arena arena, int fd, String map, int index, long valueBytes) {
        MemorySegment values = arena.allocate(valueBytes * cpus, Long.BYTES);
        Errno.check(
                bpf.mapLookup(fd, arena.allocateFrom(JAVA_INT, index), values),
                "bpf_map_lookup_elem(" + map + ", " + index + ")");
        return values;
    }
}
