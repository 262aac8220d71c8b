// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.GlobalCounter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Real counters of a fleet under one made-up clock of a millisecond a step, fed by sources that are all equally busy, each
 * asking all nodes in turn. What the counters send is weighed and reaches the others after {@value #DELAY_MILLIS} ms. A
 * source that a node finds over its limit is counted there no more, as its packets then end in the kernel. Deterministic;
 * one thread.
 */
final class HotFleet {
    static final int NODES = 6;
    static final int DELAY_MILLIS = 75;

    private static final int TICK_MILLIS = 100;
    private static final int LIMIT = 100;
    /** Everybody hears of everybody before the sources come. */
    private static final int MEETING_MILLIS = 2_500;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** When reports leave a node. */
    enum Reporting {
        /** When they matter, as a node does it. */
        ADAPTIVE,
        /** Each {@value #TICK_MILLIS} ms and not before: what a counter with a fixed interval does. */
        TICKS
    }

    /**
     * What was seen of the sources' time.
     *
     * @param bytesPerNode sent by a node on average
     * @param seconds it lasted
     * @param lagMillis by source that all nodes found: from the request that crossed the limit until the last node knew,
     *     less the way between two nodes; sorted
     */
    record Seen(double bytesPerNode, double seconds, List<Double> lagMillis) {
        double megabitsPerSecond() {
            return bytesPerNode * 8 / 1e6 / seconds;
        }

        /** Not a number when nothing was found. */
        double lagMillis(int percent) {
            int at = (int) Math.ceil(percent / 100.0 * lagMillis.size()) - 1;
            return lagMillis.isEmpty() ? Double.NaN : lagMillis.get(Math.max(0, at));
        }
    }

    private static final class Message {
        private final int from;
        private final long dueMillis;
        private final byte[] bytes;

        private Message(int from, long dueMillis, byte[] bytes) {
            this.from = from;
            this.dueMillis = dueMillis;
            this.bytes = bytes;
        }
    }

    private final Reporting reporting;
    private final double gapMillis;
    private final double[] nextMillis;
    private final int[] asked;
    private final long[] crossedMillis;
    private final long[][] foundMillis = new long[NODES][];
    private final List<NodeId> names = new ArrayList<>();
    private final List<GlobalCounter> counters = new ArrayList<>();
    private final Deque<Message> onTheWay = new ArrayDeque<>();
    private long nowMillis;
    private long sentBytes;

    private HotFleet(int sources, double limits, Reporting reporting) {
        this.reporting = reporting;
        gapMillis = 1000 / (limits * LIMIT);
        var random = new SplittableRandom(1);
        nextMillis =
                random.doubles(sources, MEETING_MILLIS, MEETING_MILLIS + 1000).toArray();
        asked = new int[sources];
        crossedMillis = new long[sources];
        int room = PeerMessages.settings(sources).sources();
        int components = CounterSettings.COMPONENTS_PER_SOURCE * room;
        for (int node = 0; node < NODES; node++) {
            foundMillis[node] = new long[sources];
            names.add(NodeId.of("region-" + node % 3, "node-" + node));
            var settings = new CounterSettings(100, 1000, room, components, 300_000, TICK_MILLIS, 200, 0.25, node);
            counters.add(new GlobalCounter(names.getLast(), 1, settings));
            counters.getLast().setLimits(List.of(PeerMessages.LIMIT), List.of());
            counters.getLast().setPeers(NODES - 1);
        }
    }

    /**
     * Lets sources come within a second, each with {@code limits} times the limit, and looks on.
     *
     * @param settleMillis not looked at: from when the first source comes
     * @param millis looked at, after that
     */
    static Seen run(int sources, double limits, Reporting reporting, int settleMillis, int millis) {
        HotFleet fleet = new HotFleet(sources, limits, reporting);
        fleet.runUntil(MEETING_MILLIS + settleMillis);
        long before = fleet.sentBytes;
        fleet.runUntil(MEETING_MILLIS + settleMillis + millis);
        return new Seen((fleet.sentBytes - before) / (double) NODES, millis / 1e3, fleet.lags());
    }

    private void runUntil(long endMillis) {
        for (; nowMillis < endMillis; nowMillis++) {
            for (int source = 0; source < asked.length; source++) {
                ask(source);
            }
            while (!onTheWay.isEmpty() && onTheWay.element().dueMillis <= nowMillis) {
                deliver(onTheWay.remove());
            }
            for (int node = 0; node < NODES; node++) {
                turn(node);
            }
        }
    }

    private void ask(int source) {
        for (; nextMillis[source] <= nowMillis; nextMillis[source] += gapMillis) {
            int node = asked[source]++ % NODES;
            if (asked[source] == LIMIT + 1) { // Meant for sources that get there within a window.
                crossedMillis[source] = nowMillis;
            }
            if (foundMillis[node][source] == 0) {
                long now = nowMillis * NANOS_PER_MILLI;
                counters.get(node).count(Family.IPV4, PeerMessages.source(source), Dimension.REQUESTS, 1, now, now);
            }
        }
    }

    private void deliver(Message message) {
        for (int node = 0; node < NODES; node++) {
            if (node != message.from) {
                var _ = counters.get(node).merge(names.get(message.from), message.bytes, nowMillis * NANOS_PER_MILLI);
            }
        }
    }

    private void turn(int node) {
        long now = nowMillis * NANOS_PER_MILLI;
        int _ = counters.get(node)
                .judge(
                        (source, limit, proven, estimate, sustained) -> {
                            int index = (int) (source.bits() - PeerMessages.source(0));
                            foundMillis[node][index] =
                                    foundMillis[node][index] == 0 ? nowMillis : foundMillis[node][index];
                        },
                        now);
        if (reporting == Reporting.ADAPTIVE || nowMillis % TICK_MILLIS == node * TICK_MILLIS / NODES) {
            int _ = counters.get(node).publish(new SendOnly((bytes, length) -> send(node, bytes, length)), now);
        }
    }

    private void send(int node, byte[] bytes, int length) {
        sentBytes += length;
        onTheWay.add(new Message(node, nowMillis + DELAY_MILLIS, Arrays.copyOf(bytes, length)));
    }

    private List<Double> lags() {
        List<Double> lags = new ArrayList<>();
        for (int source = 0; source < asked.length; source++) {
            long last = 0;
            boolean everywhere = true;
            for (long[] found : foundMillis) {
                everywhere &= found[source] > 0;
                last = Math.max(last, found[source]);
            }
            if (everywhere) {
                lags.add((double) last - crossedMillis[source] - DELAY_MILLIS);
            }
        }
        return lags.stream().sorted().toList();
    }
}
