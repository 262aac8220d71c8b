// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.verdict.RateRule;
import java.util.Collection;
import java.util.Random;
import java.util.Set;

/**
 * One run to simulate.
 *
 * @param seed of all that is random in it
 * @param nodes of the whole fleet, 3 to 1000, dealt out to three regions
 * @param troubles what the fleet has to bear
 * @param relay whether regions hear each other by one relay each
 */
public record SimPlan(long seed, int nodes, Set<Trouble> troubles, boolean relay) {
    static final int REGIONS = 3;
    static final int LIMIT = 100;
    static final RateRule RULE = RateRule.perSecond(Dimension.REQUESTS, LIMIT, 60);

    private static final int[] WINDOWS_MILLIS = {500, 1_000, 1_000, 2_000, 5_000, 10_000};
    /** Longest window of a rule with a burst, which delays the proof by many windows. */
    private static final int MOST_BURST_WINDOW_MILLIS = 2_000;

    private static final int SHORT_BLOCK_SECONDS = 2;

    private static final double LOCAL_MILLIS = 0.5;

    /** One way in milliseconds, half of the user's round trips: US-EU 80-120, US-APAC 150-250, EU-APAC 200-300. */
    private static final double[][][] DELAYS = {
        {{LOCAL_MILLIS, LOCAL_MILLIS}, {40, 60}, {75, 125}},
        {{40, 60}, {LOCAL_MILLIS, LOCAL_MILLIS}, {100, 150}},
        {{75, 125}, {100, 150}, {LOCAL_MILLIS, LOCAL_MILLIS}}
    };

    /** The physical limit: what no message between regions takes longer than on a calm day. */
    static final double SLOWEST_MILLIS = 150;

    private static final double EDGES_MILLIS = 350;
    private static final double RELAYED_EDGES_MILLIS = 100;

    private static final double JITTER_MILLIS = 60;
    private static final double LOSS = 0.05;

    public SimPlan {
        if (nodes < REGIONS || nodes > 1000) {
            throw new IllegalArgumentException("nodes is " + nodes + ": 3 to 1000");
        }
        troubles = Set.copyOf(troubles);
    }

    /** A fleet in which everyone hears everyone. */
    public SimPlan(long seed, int nodes, Set<Trouble> troubles) {
        this(seed, nodes, troubles, false);
    }

    /** A fleet that bears everything, or what no fleet is without. */
    public SimPlan(long seed, int nodes, boolean rough) {
        this(seed, nodes, rough ? Trouble.ALL : Trouble.ORDINARY);
    }

    /**
     * The time of a source's events that a fleet of these regions cannot place, in rough weather too: u of docs/accuracy.md,
     * and what a relay on the way adds.
     */
    double edgesMillis() {
        return relay ? EDGES_MILLIS + RELAYED_EDGES_MILLIS : EDGES_MILLIS;
    }

    /** What sources are held to: {@link #LIMIT} a window, and what else the seed says. */
    RateRule rule() {
        if (!has(Trouble.RULE)) {
            return RULE;
        }
        Random random = new Random(~seed);
        int windowMillis = WINDOWS_MILLIS[random.nextInt(WINDOWS_MILLIS.length)];
        boolean bursts = random.nextInt(3) == 0 && windowMillis <= MOST_BURST_WINDOW_MILLIS;
        int blockSeconds = random.nextBoolean() ? SHORT_BLOCK_SECONDS : RULE.blockSeconds();
        return new RateRule(
                random.nextInt(3) == 0 ? Dimension.PACKETS : Dimension.REQUESTS,
                LIMIT * 1000.0 / windowMillis,
                windowMillis,
                bursts ? 1 + random.nextInt(LIMIT) : 0,
                Grouping.ADDRESS,
                blockSeconds,
                blockSeconds);
    }

    boolean has(Trouble trouble) {
        return troubles.contains(trouble);
    }

    /** Whether the run tells how late an undisturbed fleet is. */
    public boolean isCalm() {
        return Trouble.ORDINARY.containsAll(troubles);
    }

    /** What no message from one of the regions to {@code to} takes longer than on a calm day. */
    static double slowestMillis(Collection<Integer> from, int to) {
        return from.stream().mapToDouble(region -> DELAYS[region][to][1]).max().orElse(0);
    }

    SimNetwork.Weather weather() {
        return new SimNetwork.Weather(
                LOCAL_MILLIS,
                (from, to, dice) -> DELAYS[from][to][0] + dice * (DELAYS[from][to][1] - DELAYS[from][to][0]),
                has(Trouble.REORDER) ? JITTER_MILLIS : 0,
                has(Trouble.LOSS) ? LOSS : 0,
                has(Trouble.REPEAT) ? LOSS : 0);
    }
}
