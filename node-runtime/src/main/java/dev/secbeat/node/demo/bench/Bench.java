// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.bench.counting.CountingBench;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One set of figures and how to get it. Stateless. */
public interface Bench {
    /** As on the command line. */
    String name();

    /** What is measured, in one line. */
    String measures();

    /** How it is measured and what the figures' names mean, where that is not plain. */
    default String method() {
        return "";
    }

    /**
     * Measures.
     *
     * @param tell takes lines for people about what is going on
     * @return figures by name; the unit is part of a name
     */
    Map<String, Double> run(Consumer<String> tell) throws InterruptedException;

    /** All benchmarks. */
    static List<Bench> all() {
        return List.of(
                new FleetBench(),
                new NodeBench(),
                new DataPlaneBench(DataPlaneBench.Effort.FULL),
                SimBench.STANDARD,
                CountingBench.STANDARD,
                WanBench.STANDARD,
                OrdersBench.STANDARD,
                GossipBench.STANDARD,
                ConsoleBench.STANDARD);
    }

    static Optional<Bench> named(String name) {
        return all().stream().filter(bench -> bench.name().equals(name)).findFirst();
    }
}
