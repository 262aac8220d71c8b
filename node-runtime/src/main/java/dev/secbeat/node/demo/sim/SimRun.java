// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Runs a {@link SimPlan}: a fleet that has met, clients that keep to the limit by a hair or more, sources that do not, and
 * in a rough run one mishap after the other, the last of them over before the end. One thread.
 */
public final class SimRun {
    private static final long MEETING_MILLIS = 2_500;
    private static final long TRAFFIC_MILLIS = 9_000;
    /** Left without mishaps in the end: long enough for what was missed to be made good. */
    private static final long QUIET_MILLIS = 4_000;

    private static final int CLIENTS = 8;
    private static final int ATTACKERS = 3;
    private static final double MOST_OF_LIMIT = 0.99;
    private static final double NANOS_PER_MILLI = 1e6;

    /** How far a source goes. */
    private enum Kind {
        CLIENT,
        MARGINAL,
        ATTACKER
    }

    private record Sender(SourceKey source, Kind kind, Arrivals arrivals) {}

    private final SimPlan plan;
    private final SimFleet fleet;
    private final Random random;
    private final List<Sender> senders = new ArrayList<>();

    private SimRun(SimPlan plan) {
        this.plan = plan;
        fleet = new SimFleet(plan);
        random = fleet.random;
    }

    /** The same plan gives the same report, byte for byte. */
    public static SimReport of(SimPlan plan) {
        SimRun run = new SimRun(plan);
        run.play();
        return run.report();
    }

    private void play() {
        fleet.run(MEETING_MILLIS, () -> {});
        for (int i = 0; i < CLIENTS; i++) {
            add(Kind.CLIENT, MOST_OF_LIMIT * (0.3 + 0.7 * random.nextDouble()));
        }
        add(Kind.MARGINAL, 1.02 + 0.08 * random.nextDouble());
        for (int i = 0; i < ATTACKERS; i++) {
            add(Kind.ATTACKER, 1.3 + 4 * random.nextDouble());
        }
        long end = MEETING_MILLIS + TRAFFIC_MILLIS;
        if (plan.rough()) {
            while (now() < end - QUIET_MILLIS) {
                mishap();
                traffic(200 + random.nextInt(800));
            }
            fleet.network.heal(fleet.nowNanos());
        }
        traffic(end - now());
    }

    private void add(Kind kind, double limits) {
        SourceKey source = SourceKey.of(Prefix.parse("198.18.0." + (senders.size() + 1)));
        List<SimNode> targets = new ArrayList<>(fleet.nodes);
        Collections.shuffle(targets, random);
        targets = targets.subList(0, 1 + random.nextInt(Math.min(targets.size(), 60)));
        double jitter = kind == Kind.CLIENT ? 1000 / (limits * SimPlan.LIMIT) : 1 + random.nextInt(20);
        double start = now() + random.nextInt(500);
        senders.add(
                new Sender(source, kind, new Arrivals(fleet, source, targets, limits * SimPlan.LIMIT, jitter, start)));
    }

    private void mishap() {
        SimNode node = fleet.nodes.get(random.nextInt(fleet.nodes.size()));
        switch (random.nextInt(6)) {
            case 0 -> fleet.network.cut(node.id.region());
            case 1 -> fleet.network.hold(node.id.region());
            case 2 -> node.frozenUntilNanos = fleet.nowNanos() + random.nextLong(900_000_000);
            case 3 -> fleet.restart(node);
            default -> fleet.network.heal(fleet.nowNanos());
        }
    }

    private void traffic(long millis) {
        fleet.run(millis, () -> senders.forEach(sender -> sender.arrivals.step()));
    }

    private long now() {
        return fleet.nowNanos() / (long) NANOS_PER_MILLI;
    }

    private SimReport report() {
        List<Double> lags = new ArrayList<>();
        List<Double> overshoot = new ArrayList<>();
        int falseBlocks = 0;
        int missed = 0;
        int missedMarginal = 0;
        long digest = fleet.network.sentBytes;
        for (Sender sender : senders) {
            boolean over = fleet.oracle.most(sender.source) > SimPlan.LIMIT;
            boolean everywhere = fleet.blockedEverywhere(sender.source.asPrefix());
            falseBlocks += !over && fleet.everBlocked(sender.source.asPrefix()) ? 1 : 0;
            missed += sender.kind == Kind.ATTACKER && !everywhere ? 1 : 0;
            missedMarginal += sender.kind == Kind.MARGINAL && !everywhere ? 1 : 0;
            if (sender.kind == Kind.ATTACKER && everywhere && !plan.rough()) {
                lags.add(lagMillis(sender.source));
                overshoot.add(overshoot(sender.source));
            }
            digest = digest * 31 + fleet.firstBlocks(sender.source.asPrefix());
        }
        return new SimReport(
                lags,
                overshoot,
                falseBlocks,
                missed,
                missedMarginal,
                fleet.nodes.size() * (MEETING_MILLIS + TRAFFIC_MILLIS) / 1e3,
                fleet.network.sent,
                fleet.network.sentBytes,
                digest);
    }

    private double lagMillis(SourceKey source) {
        long crossed = fleet.oracle.reachedNanos(source, SimPlan.LIMIT + 1);
        long last = fleet.nodes.stream()
                .mapToLong(node -> node.firstBlockedNanos.getOrDefault(source.asPrefix(), crossed))
                .max()
                .orElse(crossed);
        return (last - crossed) / NANOS_PER_MILLI - SimPlan.SLOWEST_MILLIS;
    }

    /** What got through after the crossing, as a share of the limit. */
    private double overshoot(SourceKey source) {
        long crossed = fleet.oracle.reachedNanos(source, SimPlan.LIMIT + 1);
        return fleet.oracle.passedSince(source, crossed) / (double) SimPlan.LIMIT;
    }
}
