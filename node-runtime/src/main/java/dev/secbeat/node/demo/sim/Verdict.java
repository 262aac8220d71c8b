// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.demo.sim.SimReport.Lasting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what a fleet did with what the central counter saw. */
final class Verdict {
    private static final double NANOS_PER_MILLI = 1e6;

    private final SimPlan plan;
    private final SimFleet fleet;
    private final List<Sender> senders;

    Verdict(SimPlan plan, SimFleet fleet, List<Sender> senders) {
        this.plan = plan;
        this.fleet = fleet;
        this.senders = senders;
    }

    SimReport report() {
        List<Double> lags = new ArrayList<>();
        List<Double> nodeLags = new ArrayList<>();
        List<Double> overshoot = new ArrayList<>();
        List<Lasting> lasting = new ArrayList<>();
        int falseBlocks = 0;
        int missed = 0;
        long digest = fleet.network.sentBytes;
        for (Sender sender : senders) {
            boolean everywhere = fleet.blockedEverywhere(sender.prefix());
            falseBlocks += isFalselyBlocked(sender) ? 1 : 0;
            missed += sender.kind() == Sender.Kind.ATTACKER && !everywhere ? 1 : 0;
            if (sender.kind() == Sender.Kind.LASTING) {
                lasting.add(lasting(sender, everywhere));
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
                missed,
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
                && (!over || fleet.firstBlockNanos(sender.prefix()) < crossedMillis(sender) * NANOS_PER_MILLI)
                && !isByPausedClock(sender);
    }

    /**
     * Whether it was first found by a node whose clock stood still since the source came: a window over that moment is longer
     * than the clock shows, and the node has no other.
     */
    private boolean isByPausedClock(Sender sender) {
        long blockedNanos = fleet.firstBlockNanos(sender.prefix());
        long startNanos = (long) (sender.startMillis() * NANOS_PER_MILLI);
        return fleet.nodes.stream()
                .filter(node -> node.firstBlockedNanos.getOrDefault(sender.prefix(), Long.MAX_VALUE) == blockedNanos)
                .anyMatch(node -> node.wasPaused(startNanos, blockedNanos));
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
