// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.sim.SimPlan;
import dev.secbeat.node.demo.sim.SimReport;
import dev.secbeat.node.demo.sim.SimRun;
import dev.secbeat.node.demo.sim.Trouble;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Whole fleets in the simulator, judged by a central counter that sees every request at once. Runs go on all processors;
 * their order, hence the digest, does not depend on it.
 *
 * @param nodes of a fleet, 3 to 1000
 * @param seed of the first run; the others have the numbers after it
 * @param runs how many seeds
 * @param troubles what the fleets have to bear; empty to run each seed once with what no fleet is without, and once with
 *     everything
 * @param relay whether regions hear each other by one relay each
 */
public record SimBench(int nodes, long seed, int runs, Optional<Set<Trouble>> troubles, boolean relay)
        implements Bench {
    /** Seeds run between two lines of progress. */
    private static final int TOLD_EACH = 100;

    /** What each node of a simulated fleet keeps of each other. */
    private static final long BYTES_PER_PAIR = 1_600;

    /** Six nodes, as in the demo, and enough seeds for a first impression. */
    static final SimBench STANDARD = new SimBench(6, 1, 100, Optional.empty(), false);

    public SimBench {
        if (runs < 1) {
            throw new IllegalArgumentException("runs is " + runs + ": at least 1");
        }
        if (nodes < 3 || nodes > 1000) {
            throw new IllegalArgumentException("nodes is " + nodes + ": 3 to 1000");
        }
        troubles = troubles.map(Set::copyOf);
    }

    /** A fleet in which everyone hears everyone. */
    public SimBench(int nodes, long seed, int runs, Optional<Set<Trouble>> troubles) {
        this(nodes, seed, runs, troubles, false);
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public String measures() {
        return "counting over all regions on simulated fleets: how late, how exact, how many bytes (--nodes, --seed, --runs,"
                + " --troubles, --relay)";
    }

    @Override
    public String method() {
        return "Real loops and codecs under one made-up clock of 1 ms a step, three regions with the one-way delays of 40-60,"
                + " 75-125 and 100-150 ms, node clocks that differ and drift. A run has 5 clients that keep to the limit (30"
                + " to 99 % of it), 3 that use all of it in bursts, one of them at once as soon as it may, 4 sources a little over it (three 2 to 22 %, one 22 to 30 %) and 3 sources 1.3 to 5.3 times over it, each spread over up to"
                + " 60 nodes, for 10 s, and until the last of the sources a little over it is due by the formula of docs/accuracy.md, some 18 s at"
                + " most, if one is not blocked by then. Calm runs give lag_*: from the request that crosses the limit, as a central counter"
                + " sees it, to the block on the last node, less the slowest one-way delay of all; node_lag_*: the same of"
                + " every node, less the slowest one-way delay to it from where the source is seen; and overshoot_*: requests"
                + " that got through after the crossing, as a share of the limit. In rough runs messages are lost (5 %),"
                + " repeated and overtaken, regions cut off or held back, nodes frozen, stalled within a turn, paused and restarted, for 4.5 s before"
                + " the 10 s, and each seed draws a rule: a window of 0.5 to 10 s, a burst, packets, blocks of 2 s. false_blocks (of calm and rough runs): sources found over the limit at any time while no windows side by side up to then held more than the rule allows. missed: sources over 1.3 times that are not blocked on every node in the end; missed_lasting: the"
                + " same of sources 2 to 30 % over; late: those of them that were blocked later than the formula says. windows_*: from the first request of a source 2 to 30 % over in a calm run"
                + " to its block on the last node, by how far it is over. With --relay regions hear each other by one relay each;"
                + " cross_* is what a node hears from other regions.";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) throws InterruptedException {
        SimReport calm = SimReport.NONE;
        SimReport all = SimReport.NONE;
        for (long from = seed; from < seed + runs; from += TOLD_EACH) {
            long to = Math.min(from + TOLD_EACH, seed + runs);
            List<SimPlan> plans = plans(from, to);
            List<SimReport> reports = runAll(plans);
            for (int i = 0; i < reports.size(); i++) {
                all = all.plus(reports.get(i));
                calm = plans.get(i).isCalm() ? calm.plus(reports.get(i)) : calm;
            }
            tell.accept((to - seed) + " of " + runs + " seeds: false blocks " + all.falseBlocks() + ", missed "
                    + all.missed() + ", missed a little over " + all.missedLasting() + ", late " + all.late());
        }
        tell.accept("digest %016x".formatted(all.digest()));
        SimReport told = calm.nodeSeconds() > 0 ? calm : all;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("nodes", (double) nodes);
        figures.put("runs", (double) runs * (troubles.isPresent() ? 1 : 2));
        figures.put("detections", (double) told.lagMillis().size());
        putPercentiles(figures, told);
        putWindows(figures, told.lasting());
        figures.put("false_blocks", (double) all.falseBlocks());
        figures.put("missed", (double) all.missed());
        figures.put("missed_lasting", (double) all.missedLasting());
        figures.put("late", (double) all.late());
        figures.put("messages_per_node_s", told.messages() / told.nodeSeconds());
        figures.put("bytes_per_node_s", told.bytes() / told.nodeSeconds());
        figures.put("cross_messages_per_node_s", told.crossed() / told.nodeSeconds());
        figures.put("cross_bytes_per_node_s", told.crossedBytes() / told.nodeSeconds());
        return figures;
    }

    private static void putPercentiles(Map<String, Double> figures, SimReport report) {
        if (report.lagMillis().isEmpty()) {
            return; // Told of undisturbed fleets only.
        }
        for (int percent : new int[] {50, 99, 100}) {
            figures.put("lag_p" + percent + "_ms", Percentile.of(report.lagMillis(), percent));
        }
        for (int percent : new int[] {50, 99, 100}) {
            figures.put("node_lag_p" + percent + "_ms", Percentile.of(report.nodeLagMillis(), percent));
        }
        for (int percent : new int[] {50, 99}) {
            figures.put("overshoot_p" + percent, Percentile.of(report.overshoot(), percent));
        }
    }

    private static void putWindows(Map<String, Double> figures, List<SimReport.Lasting> lasting) {
        int[] percents = {2, 5, 10, 15, 22, 30};
        for (int i = 1; i < percents.length; i++) {
            double from = 1 + percents[i - 1] / 100.0;
            double to = 1 + percents[i] / 100.0;
            List<Double> windows = lasting.stream()
                    .filter(one -> one.limits() >= from && one.limits() < to && Double.isFinite(one.windows()))
                    .map(SimReport.Lasting::windows)
                    .toList();
            if (!windows.isEmpty()) {
                String name = "windows_" + percents[i - 1] + "_to_" + percents[i] + "_percent_over_p";
                figures.put(name + 50, Percentile.of(windows, 50));
                figures.put(name + 99, Percentile.of(windows, 99));
                figures.put(name + 100, Percentile.of(windows, 100));
            }
        }
    }

    /** Side by side, as many as there are processors and memory for; the reports are in the order of the plans. */
    private List<SimReport> runAll(List<SimPlan> plans) throws InterruptedException {
        long room = Runtime.getRuntime().maxMemory() / 4 * 3 / (BYTES_PER_PAIR * nodes * nodes);
        int sideBySide = Math.clamp(room, 1, Runtime.getRuntime().availableProcessors());
        List<SimReport> reports = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(sideBySide)) {
            List<Callable<SimReport>> runs = new ArrayList<>();
            plans.forEach(plan -> runs.add(() -> SimRun.of(plan)));
            for (Future<SimReport> report : pool.invokeAll(runs)) {
                reports.add(report.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulated fleet failed", e.getCause());
        }
        return reports;
    }

    /** Of the seeds in their order, each with every weather. */
    private List<SimPlan> plans(long from, long to) {
        List<Set<Trouble>> weathers = troubles.map(List::of).orElse(List.of(Trouble.ORDINARY, Trouble.ALL));
        return LongStream.range(from, to)
                .boxed()
                .flatMap(at -> weathers.stream().map(weather -> new SimPlan(at, nodes, weather, relay)))
                .toList();
    }
}
