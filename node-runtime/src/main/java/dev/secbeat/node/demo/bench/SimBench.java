// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.sim.SimPlan;
import dev.secbeat.node.demo.sim.SimReport;
import dev.secbeat.node.demo.sim.SimRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Whole fleets in the simulator, judged by a central counter that sees every request at once.
 *
 * @param nodes of a fleet, 3 to 1000
 * @param seed of the first run; the others have the numbers after it
 * @param runs how many seeds, each once calm and once rough
 */
public record SimBench(int nodes, long seed, int runs) implements Bench {
    private static final int TOLD_EACH = 100;

    /** Six nodes, as in the demo, and enough seeds for a first impression. */
    static final SimBench STANDARD = new SimBench(6, 1, 100);

    public SimBench {
        if (runs < 1) {
            throw new IllegalArgumentException("runs is " + runs + ": at least 1");
        }
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public String measures() {
        return "counting over all regions on simulated fleets: how late, how exact, how many bytes (--nodes, --seed, --runs)";
    }

    @Override
    public String method() {
        return "Real loops and codecs under one made-up clock of 1 ms a step, three regions with the one-way delays of 40-60,"
                + " 75-125 and 100-150 ms, node clocks that differ and drift. A run has 8 clients that keep to the limit (30"
                + " to 99 % of it), one source 2 to 10 % over it and 3 sources 1.3 to 5.3 times over it, each spread over up to 60"
                + " nodes, for 9 s. Calm runs give lag_*: from the request that crosses the limit, as a central counter sees"
                + " it, to the block on the last node, less the slowest one-way delay; and overshoot_*: requests that got"
                + " through after the crossing, as a share of the limit. In rough runs messages are lost (5 %), repeated"
                + " and overtaken, regions cut off or held back, nodes frozen and restarted. false_blocks (of calm and rough"
                + " runs): sources blocked that never exceeded the limit in any window. missed: sources over 1.3 times that are"
                + " not blocked on every node in the end; missed_marginal: of those up to 10 % over.";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) {
        SimReport calm = all(false, tell);
        SimReport rough = all(true, tell);
        tell.accept("digest %016x".formatted(calm.plus(rough).digest()));
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("nodes", (double) nodes);
        figures.put("runs", 2.0 * runs);
        figures.put("detections", (double) calm.lagMillis().size());
        for (int percent : new int[] {50, 99, 100}) {
            figures.put("lag_p" + percent + "_ms", percentile(calm.lagMillis(), percent));
        }
        for (int percent : new int[] {50, 99}) {
            figures.put("overshoot_p" + percent, percentile(calm.overshoot(), percent));
        }
        figures.put("false_blocks", (double) calm.falseBlocks() + rough.falseBlocks());
        figures.put("missed", (double) calm.missed() + rough.missed());
        figures.put("missed_marginal", (double) calm.missedMarginal() + rough.missedMarginal());
        figures.put("messages_per_node_s", calm.messages() / calm.nodeSeconds());
        figures.put("bytes_per_node_s", calm.bytes() / calm.nodeSeconds());
        return figures;
    }

    private SimReport all(boolean rough, Consumer<String> tell) {
        SimReport sum = SimReport.NONE;
        for (long at : LongStream.range(seed, seed + runs).toArray()) {
            sum = sum.plus(SimRun.of(new SimPlan(at, nodes, rough)));
            if ((at - seed + 1) % TOLD_EACH == 0) {
                tell.accept((at - seed + 1) + (rough ? " rough" : " calm") + " runs: false blocks " + sum.falseBlocks()
                        + ", missed " + sum.missed());
            }
        }
        return sum;
    }

    private static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        int at = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
        return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, at));
    }
}
