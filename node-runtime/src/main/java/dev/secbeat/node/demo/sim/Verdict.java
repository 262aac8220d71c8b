// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.demo.sim.SimReport.Lasting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Compares what a fleet did with what the central counter saw. */
final class Verdict {
    private static final double NANOS_PER_MILLI = 1e6;
    /** A verdict rests on a window, and on the two before it into which windows side by side may still be entered. */
    private static final int JUDGED_WINDOWS = 3;

    private final SimPlan plan;
    private final SimFleet fleet;
    private final List<Sender> senders;
    private final ToDoubleFunction<Sender> dueMillis;

    /** @param dueMillis true time by which a source a little over the limit must have been blocked on every node */
    Verdict(SimPlan plan, SimFleet fleet, List<Sender> senders, ToDoubleFunction<Sender> dueMillis) {
        this.plan = plan;
        this.fleet = fleet;
        this.senders = senders;
        this.dueMillis = dueMillis;
    }

    SimReport report() {
        List<Double> lags = new ArrayList<>();
        List<Double> nodeLags = new ArrayList<>();
        List<Double> overshoot = new ArrayList<>();
        List<Lasting> lasting = new ArrayList<>();
        int falseBlocks = 0;
        int excused = 0;
        int late = 0;
        int missed = 0;
        long digest = fleet.network.sentBytes;
        for (Sender sender : senders) {
            boolean everywhere = fleet.blockedEverywhere(sender.prefix());
            if (isFalselyBlocked(sender)) {
                boolean byPausedClocks = isByPausedClocks(sender);
                falseBlocks += byPausedClocks ? 0 : 1;
                excused += byPausedClocks ? 1 : 0;
            }
            missed += sender.kind() == Sender.Kind.ATTACKER && !everywhere ? 1 : 0;
            if (sender.kind() == Sender.Kind.LASTING) {
                lasting.add(lasting(sender, everywhere));
                late += everywhere && lastBlockMillis(sender) > dueMillis.applyAsDouble(sender) ? 1 : 0;
            }
            if (sender.kind() == Sender.Kind.ATTACKER && everywhere && plan.isCalm()) {
                lags.add(lastBlockMillis(sender) - crossedMillis(sender) - SimPlan.SLOWEST_MILLIS);
                addNodeLags(sender, nodeLags);
                overshoot.add(overshoot(sender));
            }
            digest = digest * 31 + fleet.firstBlocks(sender.prefix());
        }
        return new SimReport(
                lags,
                nodeLags,
                overshoot,
                lasting,
                falseBlocks,
                excused,
                missed,
                late,
                fleet.nodes.size() * (fleet.nowNanos() / 1e9),
                fleet.network.sent,
                fleet.network.sentBytes,
                fleet.network.crossed,
                fleet.network.crossedBytes,
                digest);
    }

    /** Blocked anywhere before any window held more than the limit. */
    private boolean isFalselyBlocked(Sender sender) {
        boolean over = fleet.oracle.most(sender.source()) > SimPlan.LIMIT;
        return fleet.everBlocked(sender.prefix())
                && (!over || fleet.firstBlockNanos(sender.prefix()) < crossedMillis(sender) * NANOS_PER_MILLI);
    }

    /**
     * Whether all nodes that found it first had clocks that stood still within what they judged by: a window over that moment
     * is longer than the clock shows, and the node has no other.
     */
    private boolean isByPausedClocks(Sender sender) {
        long blockedNanos = fleet.firstBlockNanos(sender.prefix());
        long fromNanos = blockedNanos - (long) (JUDGED_WINDOWS * SimPlan.RULE.windowMillis() * NANOS_PER_MILLI);
        return fleet.nodes.stream()
                .filter(node -> node.firstBlockedNanos.getOrDefault(sender.prefix(), Long.MAX_VALUE) == blockedNanos)
                .allMatch(node -> node.wasPaused(fromNanos, blockedNanos));
    }

    private Lasting lasting(Sender sender, boolean everywhere) {
        double tookMillis = everywhere ? lastBlockMillis(sender) - sender.startMillis() : Double.POSITIVE_INFINITY;
        return new Lasting(sender.limits(), tookMillis / SimPlan.RULE.windowMillis());
    }

    private void addNodeLags(Sender sender, List<Double> lags) {
        Set<Integer> from =
                sender.targets().stream().map(node -> node.regionIndex).collect(Collectors.toSet());
        for (SimNode node : fleet.nodes) {
            double blocked = node.firstBlockedNanos.getOrDefault(sender.prefix(), 0L) / NANOS_PER_MILLI;
            lags.add(blocked - crossedMillis(sender) - SimPlan.slowestMillis(from, node.regionIndex));
        }
    }

    private double crossedMillis(Sender sender) {
        return fleet.oracle.reachedNanos(sender.source(), SimPlan.LIMIT + 1) / NANOS_PER_MILLI;
    }

    private double lastBlockMillis(Sender sender) {
        return fleet.nodes.stream()
                .mapToDouble(node -> node.firstBlockedNanos.getOrDefault(sender.prefix(), 0L) / NANOS_PER_MILLI)
                .max()
                .orElseThrow();
    }

    /** What got through after the crossing, as a share of the limit. */
    private double overshoot(Sender sender) {
        long crossed = fleet.oracle.reachedNanos(sender.source(), SimPlan.LIMIT + 1);
        return fleet.oracle.passedSince(sender.source(), crossed) / (double) SimPlan.LIMIT;
    }
}
