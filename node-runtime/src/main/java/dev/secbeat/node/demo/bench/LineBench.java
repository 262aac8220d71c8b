// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.kernel.PacketBench;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import dev.secbeat.node.kernel.PacketBenchLines;
import dev.secbeat.node.kernel.PacketBenchLines.Table;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The least that a look-up can cost on this machine: one random cache line of a table as large as the filter's, and nothing
 * else. One thread.
 */
final class LineBench {
    /** The part of the benchmark's method that is about this. */
    static final String METHOD =
            " one_line_TABLE_ns: the same driver with random IPv4 sources and a program that does nothing"
                    + " but wait for one random cache line out of one_line_TABLE_mb of memory, as much as TABLE has (of sources: one"
                    + " CPU's), mapped alike; _net_ns: less the driver with a program that only drops. SCENARIO_over_one_line:"
                    + " SCENARIO_net_ns over that of the table in which the scenario's packets are decided (exact, prefix; sources"
                    + " for misses). One is what one look-up into memory costs; every packet also asks the other tables.";

    private static final double BYTES_PER_LINE = 64;

    private final PacketBench bench;
    private final DataPlaneBench.Effort effort;

    LineBench(PacketBench bench, DataPlaneBench.Effort effort) {
        this.bench = bench;
        this.effort = effort;
    }

    /** Puts the figures, and relates those of packets to them that are there already. */
    void measure(Consumer<String> tell, Map<String, Double> figures) {
        tell.accept("measuring what the memory allows: " + effort.rounds() + " rounds");
        var lines = new PacketBenchLines(bench);
        var rounds = new Rounds();
        Map<String, Table> tables = new LinkedHashMap<>();
        rounds.add("driver", () -> bench.nanos(Program.EMPTY, Sources.SPOOFED, Family.IPV4, effort.packets()));
        for (Table table : Table.values()) {
            String name = "one_line_" + table.name().toLowerCase(Locale.ROOT);
            tables.put(name, table);
            rounds.add(name, () -> lines.nanos(table, effort.packets()));
        }
        Map<String, Double> nanos = rounds.measure(effort.rounds(), effort.runsPerRound());
        double driver = nanos.getOrDefault("driver", Double.NaN);
        tell.accept(String.format("%-26s %8s %8s %8s", "", "ns", "net ns", "MB"));
        tables.forEach((name, table) -> {
            double value = nanos.getOrDefault(name, Double.NaN);
            double megabytes = lines.lines(table) * BYTES_PER_LINE / 1e6;
            figures.put(name + "_mb", megabytes);
            figures.put(name + "_ns", value);
            figures.put(name + "_net_ns", value - driver);
            tell.accept(String.format(Locale.ROOT, "%-26s %8.1f %8.1f %8.1f", name, value, value - driver, megabytes));
        });
        for (String family : new String[] {"_v4", "_v6"}) {
            relate("exact_hit" + family, "exact" + family, figures);
            relate("prefix_hit" + family, "prefix" + family, figures);
            relate("miss_spoofed" + family, "sources", figures);
        }
    }

    private static void relate(String scenario, String table, Map<String, Double> figures) {
        double packet = figures.getOrDefault(scenario + "_net_ns", Double.NaN);
        double line = figures.getOrDefault("one_line_" + table + "_net_ns", Double.NaN);
        figures.put(scenario + "_over_one_line", packet / Math.max(line, 1));
    }
}
