// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the memory of this machine allows: the wait for one random cache line of a table as large as one of the filter's. Of
 * a benchmark that is open; owned by its thread.
 */
public final class PacketBenchLines {
    /** Tables that a packet is looked up in. */
    public enum Table {
        /** Blocked IPv4 addresses. */
        EXACT_V4(KernelMap.BLOCK_ADDR4),
        /** Blocked IPv6 /64s; that of addresses is as large. */
        EXACT_V6(KernelMap.BLOCK_NET64),
        /** What lies near an IPv4 address. */
        NEAR_V4(KernelMap.NEAR4),
        /** What lies near an IPv6 address. */
        NEAR_V6(KernelMap.NEAR6),
        /** Blocked IPv4 prefixes. */
        PREFIX_V4(KernelMap.BLOCK_PREFIX4),
        /** Blocked IPv6 prefixes. */
        PREFIX_V6(KernelMap.BLOCK_PREFIX6),
        /** Sources that are counted, of one CPU. */
        SOURCES(KernelMap.SOURCES);

        private final KernelMap map;

        Table(KernelMap map) {
            this.map = map;
        }
    }

    private final PacketBench bench;

    /** Of a benchmark that is open. */
    public PacketBenchLines(PacketBench bench) {
        this.bench = bench;
    }

    /** Cache lines of a table, 1 or more. */
    public int lines(Table table) {
        return lines(bench.bpf(), bench.pins(), table);
    }

    /**
     * Nanoseconds a packet: of the driver with random IPv4 sources and a program that waits for one line of {@code table}'s
     * size. The same driver before a program that only drops is {@link PacketBench.Sources#SPOOFED}'s.
     */
    public double nanos(Table table, int packets) {
        return bench.lineNanos(lines(table), packets);
    }

    /** Of the largest table pinned in {@code pins}. */
    static int most(LibBpf bpf, PinDirectory pins) {
        return Arrays.stream(Table.values())
                .mapToInt(table -> lines(bpf, pins, table))
                .max()
                .orElseThrow();
    }

    private static int lines(LibBpf bpf, PinDirectory pins, Table table) {
        Path pin = pins.map(table.map);
        int fd = pins.open(bpf, pin);
        try {
            MapInfo info = MapInfo.of(bpf, fd, pin.toString());
            long bytes = (long) info.maxEntries() * info.valueBytes();
            int parts = table == Table.SOURCES ? bpf.possibleCpus() : 1;
            return Math.toIntExact(Math.max(1, bytes / parts / BenchObject.LINE_BYTES));
        } finally {
            new LibC().close(fd);
        }
    }
}
