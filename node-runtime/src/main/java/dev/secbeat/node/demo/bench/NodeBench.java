// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.runtime.LoopPorts;
import dev.secbeat.node.runtime.LoopSettings;
import dev.secbeat.node.runtime.NodeLoop;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** One node's loop with two peers in the same process: how long a turn takes while many sources are busy. */
final class NodeBench implements Bench {
    private static final int PEERS = 3;
    private static final int SOURCES = 20_000;
    private static final int COUNTS_PER_TURN = 100;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long MEASURE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long LIMIT_PER_SECOND = 100;

    @Override
    public String name() {
        return "node";
    }

    @Override
    public String measures() {
        return "a turn of the node loop, microseconds by percentile, and its memory, with " + SOURCES + " busy sources";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) {
        var wire = new LoopbackWire(PEERS);
        List<NodeLoop> loops = new ArrayList<>();
        long before = usedAfterCollection();
        for (int i = 0; i < PEERS; i++) {
            loops.add(loop(i, wire));
        }
        tell.accept("warming up");
        turn(loops, WARM_UP_NANOS, new Histogram(3));
        tell.accept("measuring");
        var histogram = new Histogram(3);
        long turns = turn(loops, MEASURE_NANOS, histogram);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("turns", (double) turns);
        figures.put("counts_per_s", COUNTS_PER_TURN * turns / (MEASURE_NANOS / 1e9));
        for (double percentile : new double[] {50, 90, 99, 99.9}) {
            figures.put("turn_p" + percentile + "_us", histogram.getValueAtPercentile(percentile) / 1e3);
        }
        figures.put("turn_max_us", histogram.getMaxValue() / 1e3);
        figures.put("heap_per_node_mb", (usedAfterCollection() - before) / 1e6 / PEERS);
        figures.put("sources_tracked", (double) loops.getFirst().counterStats().sources());
        return figures;
    }

    /** Turns all loops each millisecond; records the time of the first one's turns. */
    private static long turn(List<NodeLoop> loops, long forNanos, Histogram histogram) {
        long end = System.nanoTime() + forNanos;
        long next = System.nanoTime();
        long turns = 0;
        while (next - end < 0) {
            for (NodeLoop loop : loops) {
                long start = System.nanoTime();
                loop.doWork(start);
                if (loop == loops.getFirst()) {
                    histogram.recordValue(System.nanoTime() - start);
                    turns++;
                }
            }
            next += TURN_NANOS;
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
        }
        return turns;
    }

    private static NodeLoop loop(int index, LoopbackWire wire) {
        NodeId self = NodeId.of("bench", "node-" + index);
        var rule = RateRule.perSecond(Dimension.REQUESTS, LIMIT_PER_SECOND, 60);
        var ports = new LoopPorts(
                NodeClock.system(), List.of(source(index)), List.of(), wire.channel(index, self), event -> {});
        return new NodeLoop(LoopSettings.standard(self, 1, List.of(rule), List.of()), ports);
    }

    /** A steady crowd: each source far below the limit, as on an ordinary day. */
    private static TrafficSource source(int index) {
        var random = new SplittableRandom(index);
        return observer -> {
            long sinceNanos = System.nanoTime() - TURN_NANOS;
            for (int i = 0; i < COUNTS_PER_TURN; i++) {
                long bits = 0xC612_0000L + random.nextInt(SOURCES); // 198.18.0.0/15
                observer.onCount(Family.IPV4, bits, Dimension.REQUESTS, 1, sinceNanos);
            }
            return COUNTS_PER_TURN;
        };
    }

    private static long usedAfterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
