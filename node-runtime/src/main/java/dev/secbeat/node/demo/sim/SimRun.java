// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Runs a {@link SimPlan}: a fleet that has met, clients that keep to the limit by a hair or more, sources that do not, and
 * where the plan has any one mishap after the other, the last of them over before the end. One thread.
 */
public final class SimRun {
    private static final long MEETING_MILLIS = 2_500;
    /** While something may happen to the fleet. */
    private static final long MISHAPS_MILLIS = 4_500;
    /** Left without mishaps. */
    private static final long QUIET_MILLIS = 10_000;
    /** A step of what a run lasts longer while a source a little over the limit is not due yet. */
    private static final long LONGER_MILLIS = 500;

    /**
     * From the end of a hold until the round trip to a node that started behind it is known: what was told in the bunch and in the two
     * seconds after it is not taken (see PeerClock), and echoes come each second; a bunch may last 200 ms, and two ways come on top.
     */
    private static final long BUNCH_MILLIS = 3_600;

    private static final int CLIENTS = 5;
    private static final int BURSTING_CLIENTS = 3;
    private static final int LASTING = 3;
    private static final int ATTACKERS = 3;
    /** A source has a ledger once its weight is half the limit, in windows: ln 2 for one that keeps to the limit. */
    private static final double BEFORE_LEDGER = 0.7;
    /** Windows are laid side by side from so many beginnings. */
    private static final double PHASE = 0.25;

    private static final int MOST_TARGETS = 60;
    private static final double MOST_OF_LIMIT = 0.99;
    private static final Set<Trouble> MISHAPS =
            EnumSet.of(Trouble.CUT, Trouble.HOLD, Trouble.FREEZE, Trouble.PAUSE, Trouble.STALL, Trouble.RESTART);

    private final SimFleet fleet;
    private final Random random;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Trouble> mishaps;
    private final RateRule rule;
    private final double edgesMillis;
    /** From then on nothing happens to the fleet any more, no node stands still and all know their round trips. */
    private double quietMillis;
    /** Whether a node started while a region was held up. */
    private boolean startedBehindHold;

    private long bunchOverMillis;

    private SimRun(SimPlan plan) {
        rule = plan.rule();
        edgesMillis = plan.edgesMillis();
        fleet = new SimFleet(plan);
        random = fleet.random;
        mishaps = MISHAPS.stream().filter(plan::has).toList();
    }

    /** The same plan gives the same report, byte for byte. */
    public static SimReport of(SimPlan plan) {
        SimRun run = new SimRun(plan);
        run.play();
        return new Verdict(plan, run.fleet, run.senders, run::dueMillis).report();
    }

    private void play() {
        fleet.run(MEETING_MILLIS, () -> {});
        for (int i = 0; i < CLIENTS; i++) {
            add(Sender.Kind.CLIENT, MOST_OF_LIMIT * (0.3 + 0.7 * random.nextDouble()));
        }
        for (int i = 0; i < BURSTING_CLIENTS; i++) {
            add(Sender.Kind.CLIENT, 1, bursts(i == 0));
        }
        for (int i = 0; i < LASTING; i++) {
            add(Sender.Kind.LASTING, 1.02 + 0.2 * random.nextDouble());
        }
        add(Sender.Kind.LASTING, 1.22 + 0.08 * random.nextDouble());
        for (int i = 0; i < ATTACKERS; i++) {
            add(Sender.Kind.ATTACKER, 1.3 + 4 * random.nextDouble());
        }
        long end = now() + QUIET_MILLIS;
        if (!mishaps.isEmpty()) {
            end += MISHAPS_MILLIS;
            while (now() < end - QUIET_MILLIS) {
                mishap();
                traffic(200 + random.nextInt(800));
            }
            heal();
        }
        quietMillis = Math.max((double) Math.max(now(), bunchOverMillis), stillMillis());
        traffic(end - now());
        while (isAnyUndue()) {
            traffic(LONGER_MILLIS);
        }
    }

    /** Whether a source over the limit may still be found. */
    private boolean isAnyUndue() {
        return senders.stream()
                .anyMatch(sender -> sender.kind() != Sender.Kind.CLIENT
                        && now() < dueMillis(sender)
                        && !fleet.foundEverywhere(sender.prefix()));
    }

    /** When windows side by side must have proven the source to be over, from the beginning of the quiet on. */
    private double dueMillis(Sender sender) {
        double edges = edgesMillis / rule.windowMillis() * sender.limits() / (sender.limits() - 1);
        double burst = rule.burst() / ((sender.limits() - 1) * SimPlan.LIMIT);
        double provenMillis =
                (Math.ceil(edges + burst) + BEFORE_LEDGER + PHASE) * rule.windowMillis() + SimPlan.SLOWEST_MILLIS;
        return Math.max(quietMillis, sender.startMillis()) + provenMillis;
    }

    private double stillMillis() {
        return fleet.nodes.stream().mapToDouble(SimNode::frozenUntilNanos).max().orElse(0) / SimFleet.STEP_NANOS;
    }

    private void add(Sender.Kind kind, double limits) {
        double gapMillis = rule.windowMillis() / (limits * SimPlan.LIMIT);
        double jitterMillis = kind == Sender.Kind.CLIENT ? gapMillis : 1 + random.nextInt(20);
        add(kind, limits, new Pace.Even(gapMillis, jitterMillis));
    }

    /**
     * All that the limit allows in any window, by the fastest and the slowest clock, and with the first of them the burst.
     *
     * @param atOnce whether all of it comes at once and as often as may be
     */
    private Pace bursts(boolean atOnce) {
        int window = rule.windowMillis();
        int shortest = window + Math.max(1, window / 2_500);
        int pause = atOnce || random.nextBoolean() ? 0 : random.nextInt(window);
        double on = atOnce || random.nextInt(3) == 0 ? 0 : random.nextDouble() * window;
        return new Pace.Bursts(SimPlan.LIMIT, rule.burst(), (double) shortest + pause, on);
    }

    private void add(Sender.Kind kind, double limits, Pace pace) {
        SourceKey source = SourceKey.of(Prefix.parse("198.18.0." + (senders.size() + 1)));
        List<SimNode> targets = new ArrayList<>(fleet.nodes);
        Collections.shuffle(targets, random);
        targets = targets.subList(0, 1 + random.nextInt(Math.min(targets.size(), MOST_TARGETS)));
        double start = now() + random.nextInt(500);
        Arrivals arrivals = new Arrivals(fleet, source, targets, pace, start);
        senders.add(new Sender(source, kind, limits, targets, start, arrivals));
    }

    private void mishap() {
        SimNode node = fleet.nodes.get(random.nextInt(fleet.nodes.size()));
        if (random.nextInt(3) == 0) {
            heal();
            return;
        }
        switch (mishaps.get(random.nextInt(mishaps.size()))) {
            case CUT -> fleet.network.cut(node.id.region());
            case HOLD -> fleet.network.hold(node.id.region());
            case FREEZE -> node.freeze(random.nextLong(900_000_000));
            case PAUSE -> node.pause(random.nextLong(400_000_000));
            case STALL -> node.stall(random.nextLong(400_000_000));
            case RESTART -> {
                fleet.restart(node);
                startedBehindHold |= fleet.network.isHolding();
            }
            case LOSS, REPEAT, REORDER, SKEW, DRIFT, RULE ->
                throw new IllegalStateException("no mishap, but a circumstance");
        }
    }

    private void heal() {
        fleet.network.heal(fleet.nowNanos());
        if (startedBehindHold) {
            startedBehindHold = false;
            bunchOverMillis = now() + BUNCH_MILLIS;
        }
    }

    private void traffic(long millis) {
        fleet.run(millis, () -> senders.forEach(sender -> sender.arrivals().step()));
    }

    private long now() {
        return fleet.nowNanos() / SimFleet.STEP_NANOS;
    }
}
