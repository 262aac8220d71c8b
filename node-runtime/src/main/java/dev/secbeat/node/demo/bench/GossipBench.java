// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.bench.counting.CounterMemory;
import dev.secbeat.node.demo.bench.counting.NodeJvm;
import dev.secbeat.node.demo.bench.counting.Readings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * SecBeat's counters beside those of a well-known library at the same work.
 *
 * @param work of each fleet
 * @param paces of Pekko, in lower case
 * @param memorySlots of SecBeat's table, a power of two from 16384
 * @param memorySources of Pekko; its documentation advises against more than 100,000
 */
record GossipBench(FleetFigures work, List<String> paces, int memorySlots, int memorySources) implements Bench {
    static final GossipBench STANDARD =
            new GossipBench(new FleetFigures(3, 50, 100, 10), List.of("defaults", "fast", "direct"), 1 << 18, 100_000);

    private static final String PEKKO_JAR = "pekko-distributed-data_";
    private static final String PEKKO = "dev.secbeat.node.demo.bench.pekko.";
    private static final List<String> HEAP = List.of("-Xmx512m");
    /** Agrona 2, of whose queues Pekko is made, keeps to Java's inner Unsafe. */
    private static final List<String> PEKKO_FLAGS =
            List.of("-Xmx512m", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

    @Override
    public String name() {
        return "gossip";
    }

    @Override
    public String measures() {
        return "SecBeat's counters beside Apache Pekko's Distributed Data: how late, how many bytes, how much memory";
    }

    @Override
    public String method() {
        return "The same work for each: " + FleetFigures.REGIONS * work.nodesPerRegion()
                + " nodes in one process with the flags of an installed node, in three regions; all that nodes (and"
                + " nats-servers) send goes through one proxy, which delays each byte between regions by 40 ms and counts it."
                + " secbeat_*: node loops and links at three nats-servers. pekko_*: a replicated GCounter for each source;"
                + " defaults: as its reference.conf has it; fast: gossip each 100 ms, subscribers told each 50 ms; direct:"
                + " each request written to all nodes at once, subscribers told each 10 ms. A source asks three nodes, one in"
                + " each region, 300 times a second at a limit of 100, " + work.rounds()
                + " of them one after the other. lag_*: from the request that"
                + " crosses the limit until a node knows, less the 40 ms, over all nodes; first_*, last_*: of the first and last"
                + " node of each round; missed: nodes that did not know within 10 s. NAME_node_kb_s: what a node sends and"
                + " receives; NAME_between_regions_kb_s: what all send across; idle: without sources; one: with those; many:"
                + " with " + work.manySources()
                + " at once, 10 requests a second each over all nodes. bytes_per_source: memory of"
                + " a node for a source that six nodes have counted, in a process of its own.";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("nodes", (double) FleetFigures.REGIONS * work.nodesPerRegion());
        figures.put("rounds", (double) work.rounds());
        tell.accept("SecBeat");
        List<String> flags = new ArrayList<>(HEAP);
        flags.add("-DSECBEAT_LOG_LEVEL="
                + Optional.ofNullable(System.getenv("SECBEAT_LOG_LEVEL")).orElse("WARN"));
        put(figures, "secbeat_", Readings.figures(NodeJvm.run(SecBeatFleet.class.getName(), flags, work.arguments())));
        String filled = NodeJvm.run(CounterMemory.class.getName(), HEAP, List.of(Integer.toString(memorySlots), "3"));
        figures.put("secbeat_bytes_per_source", bytesPerSource(filled));
        if (NodeJvm.has(PEKKO_JAR)) {
            pekko(figures, tell);
        } else {
            tell.accept("Pekko: left out, as its libraries are only in a built checkout (./secbeat build), not in an"
                    + " installed node");
        }
        return figures;
    }

    private void pekko(Map<String, Double> figures, Consumer<String> tell) throws InterruptedException {
        for (String pace : paces) {
            tell.accept("Pekko, " + pace);
            List<String> arguments = new ArrayList<>(List.of(pace));
            arguments.addAll(work.arguments());
            put(
                    figures,
                    "pekko_" + pace + "_",
                    Readings.figures(NodeJvm.run(PEKKO + "PekkoFleet", PEKKO_FLAGS, arguments)));
        }
        tell.accept("Pekko, memory");
        String filled = NodeJvm.run(PEKKO + "PekkoMemory", PEKKO_FLAGS, List.of(Integer.toString(memorySources)));
        figures.put("pekko_bytes_per_source", bytesPerSource(filled));
    }

    private static double bytesPerSource(String output) {
        Map<String, Double> read = Readings.figures(output);
        double taken = read.getOrDefault("memory_mb", Double.NaN) - read.getOrDefault("memory_before_mb", Double.NaN);
        return taken * 1e6 / read.getOrDefault("memory_sources", Double.NaN);
    }

    private static void put(Map<String, Double> figures, String prefix, Map<String, Double> measured) {
        measured.forEach((name, value) -> figures.put(prefix + name, value));
    }
}
