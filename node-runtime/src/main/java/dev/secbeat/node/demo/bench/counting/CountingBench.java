// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import dev.secbeat.node.demo.bench.Aim;
import dev.secbeat.node.demo.bench.Bench;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What counting over all regions costs a node.
 *
 * <p>Times are best of medians: of a process the median of its slices, which leaves out what is short, and of several
 * processes the best, since whatever else a machine does only ever adds time. Sizes and bandwidth are the same each time.
 *
 * @param effort how much to measure
 */
public record CountingBench(Effort effort) implements Bench {
    /** Hot sources that reach a limit are blocked for so long by the rule of the samples. */
    private static final int BLOCK_SECONDS = 60;

    private static final String MERGE_MAIN = "dev.secbeat.node.demo.bench.jmh.MergeMain";

    private static final List<Aim> AIMS = List.of(
            Aim.atLeast("merge_entries_per_s", 5e6),
            Aim.atMost("merge_bytes_per_entry", 1),
            Aim.atMost("memory_mb", 300),
            Aim.atMost("memory_gc_pause_max_ms", 10),
            Aim.atMost("bandwidth_attack_mbit_s", 1),
            Aim.atMost("bandwidth_at_30_percent_mbit_s", 1),
            Aim.atMost("loop_wait_p99_ms", 5));

    /**
     * How much to measure.
     *
     * @param processes for each time
     * @param slices of a process, each {@code sliceMillis} long
     * @param mergedSources that each peer reports while joining is measured
     * @param trackedSlots of the table whose memory is weighed, a power of two from 16384
     * @param hotSources of the fleet whose bandwidth is weighed
     */
    public record Effort(
            int processes, int slices, int sliceMillis, int mergedSources, int trackedSlots, int hotSources) {}

    /** All of it: some five minutes on an idle machine. */
    public static final CountingBench STANDARD = new CountingBench(new Effort(3, 5, 1000, 10_000, 1 << 20, 10_000));

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public String measures() {
        return "what counting over all regions costs a node: joining, memory, bandwidth, waiting; with aims";
    }

    @Override
    public String method() {
        return "Processes have the flags of an installed node (serial collector, both compilers), their heap apart. Times are"
                + " best of medians: the best process's median slice. merge_*: JMH on one thread, messages of 5 real peers"
                + " with 10,000 sources each; merge_and_judge_*: each message is judged at once, too. NAME_bytes_per_entry:"
                + " what is allocated, by JMH's collector profile; a message allocates a little, an entry nothing. memory_*: a"
                + " counter of 2^20 sources and six times as many components after a collection, filled by 1.24 times"
                + " as many sources as it has slots (1 in 100 of them fast), each counted by this node and told of by five; with -Xmx512m -Xmn16m;"
                + " memory_gc_pause_max_ms: the longest pause of the serial collector once the table is full;"
                + " memory_gc_start_max_ms: before, while the program and its tables are made; memory_gc_ordered_ms: the full collection at the end. bandwidth_*: what a node sends to all, six nodes under"
                + " one made-up clock, 75 ms apart, 10,000 sources that each ask all nodes in turn. attack: 3.3 times the limit, until"
                + " blocked, evenly over the 60 s of a block; attack_peak: over the two seconds in which they come; at_P_percent:"
                + " for as long as they stay at P % of the limit. lag_*: from the crossing until the last node knows, less"
                + " the 75 ms. ticks_*: the same with reports each 100 ms only. loop_wait_*: from when a"
                + " report of the kernel is there until the turn that judged it has ended, at 100,000 reports and"
                + " 50,000 peers' entries a second; loop_worst_wait_*: of the worst process, its pauses and whatever else the"
                + " machine did in it; loop_cpu_share: of one core.";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        merge(figures, tell);
        memory(figures, tell);
        bandwidth(figures, tell);
        latency(figures, tell);
        AIMS.forEach(aim -> aim.compare(figures, tell));
        return figures;
    }

    private void merge(Map<String, Double> figures, Consumer<String> tell) throws InterruptedException {
        if (!NodeJvm.has("jmh-core-")) {
            tell.accept(
                    "joining: left out, as JMH is only in a built checkout (./secbeat build), not in an installed node");
            return;
        }
        tell.accept("measuring joining: " + effort.processes + " processes");
        figures.putAll(Readings.figures(NodeJvm.run(
                MERGE_MAIN,
                List.of("-Xmx256m"),
                arguments(effort.processes, effort.slices, effort.sliceMillis, effort.mergedSources))));
    }

    private void memory(Map<String, Double> figures, Consumer<String> tell) throws InterruptedException {
        tell.accept("measuring memory: a table of " + effort.trackedSlots + " sources");
        String output = NodeJvm.run(
                CounterMemory.class.getName(),
                List.of("-Xmx512m", "-Xmn16m", "-Xlog:gc"),
                arguments(effort.trackedSlots, 3));
        figures.putAll(Readings.figures(output));
        int filled = output.indexOf(CounterMemory.FILLED);
        String start = output.substring(0, filled);
        String service = output.substring(filled);
        figures.put("memory_gc_start_max_ms", Readings.longestPauseMillis(start, false));
        figures.put("memory_gc_pauses", (double) Readings.pauses(service));
        figures.put("memory_gc_pause_max_ms", Readings.longestPauseMillis(service, false));
        figures.put("memory_gc_ordered_ms", Readings.longestPauseMillis(service, true));
    }

    private void bandwidth(Map<String, Double> figures, Consumer<String> tell) {
        for (HotFleet.Reporting reporting : HotFleet.Reporting.values()) {
            String prefix = reporting == HotFleet.Reporting.ADAPTIVE ? "" : "ticks_";
            tell.accept("weighing what nodes send, " + (prefix.isEmpty() ? "as they do" : "with fixed ticks"));
            HotFleet.Seen attack = HotFleet.run(effort.hotSources, 3.3, reporting, 0, 2000);
            figures.put(prefix + "bandwidth_attack_mbit_s", attack.bytesPerNode() * 8 / 1e6 / BLOCK_SECONDS);
            figures.put(prefix + "bandwidth_attack_peak_mbit_s", attack.megabitsPerSecond());
            figures.put(prefix + "lag_found", (double) attack.lagMillis().size());
            figures.put(prefix + "lag_p50_ms", attack.lagMillis(50));
            figures.put(prefix + "lag_p99_ms", attack.lagMillis(99));
            for (int percent : new int[] {30, 50, 90}) {
                HotFleet.Seen steady = HotFleet.run(effort.hotSources, percent / 100.0, reporting, 2000, 1000);
                figures.put(prefix + "bandwidth_at_" + percent + "_percent_mbit_s", steady.megabitsPerSecond());
            }
        }
    }

    private void latency(Map<String, Double> figures, Consumer<String> tell) throws InterruptedException {
        tell.accept("measuring the loop: " + effort.processes + " processes");
        List<Map<String, Double>> runs = new ArrayList<>();
        for (int process = 0; process < effort.processes; process++) {
            runs.add(Readings.figures(
                    NodeJvm.run(LoopLatency.class.getName(), List.of("-Xmx256m"), arguments(effort.slices))));
        }
        for (String figure : runs.getFirst().keySet()) {
            var values = runs.stream().mapToDouble(run -> run.getOrDefault(figure, Double.NaN));
            boolean less = figure.startsWith("loop_wait") || figure.startsWith("loop_cpu");
            figures.put(figure, (less ? values.min() : values.max()).orElseThrow());
        }
    }

    private static List<String> arguments(int... numbers) {
        List<String> arguments = new ArrayList<>();
        for (int number : numbers) {
            arguments.add(Integer.toString(number));
        }
        return arguments;
    }
}
