// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.demo.sim.SimReport.Lasting;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Compares what a fleet did with what the central counter saw. */
final class Verdict {
    private static final double NANOS_PER_MILLI = 1e6;

    private final SimPlan plan;
    private final RateRule rule;
    private final SimFleet fleet;
    private final List<Sender> senders;
    private final ToDoubleFunction<Sender> dueMillis;

    /** @param dueMillis true time by which a source a little over the limit must have been blocked on every node */
    Verdict(SimPlan plan, SimFleet fleet, List<Sender> senders, ToDoubleFunction<Sender> dueMillis) {
        this.plan = plan;
        rule = plan.rule();
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
        int late = 0;
        int missed = 0;
        long digest = fleet.network.sentBytes;
        for (Sender sender : senders) {
            boolean everywhere = isFoundEverywhere(sender);
            falseBlocks += isWronged(sender) ? 1 : 0;
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
                missed,
                late,
                fleet.nodes.size() * (fleet.nowNanos() / 1e9),
                fleet.network.sent,
                fleet.network.sentBytes,
                fleet.network.crossed,
                fleet.network.crossedBytes,
                digest);
    }

    /** Blocked by every node: in the end, or where blocks may be over before that, at any time. */
    private boolean isFoundEverywhere(Sender sender) {
        return plan.has(Trouble.RULE)
                ? fleet.foundEverywhere(sender.prefix())
                : fleet.blockedEverywhere(sender.prefix());
    }

    /** Whether at any time a node found it over the limit while no windows up to then were, by that node's clock. */
    private boolean isWronged(Sender sender) {
        return fleet.nodes.stream()
                .anyMatch(node -> node.findings.stream()
                        .filter(finding -> finding.source().equals(sender.source()))
                        .anyMatch(finding -> !isOver(node, finding)));
    }

    private boolean isOver(SimNode node, SimNode.Finding finding) {
        long now = finding.atNanos();
        return fleet.oracle.isOver(finding.source(), rule, now, at -> node.clock.shownNanos(now - at));
    }

    private Lasting lasting(Sender sender, boolean everywhere) {
        double tookMillis = everywhere ? lastBlockMillis(sender) - sender.startMillis() : Double.POSITIVE_INFINITY;
        return new Lasting(sender.limits(), tookMillis / rule.windowMillis());
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
