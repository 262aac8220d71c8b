// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.verdict.RateRule;

/**
 * One run to simulate.
 *
 * @param seed of all that is random in it
 * @param nodes of the whole fleet, 3 to 1000, dealt out to three regions
 * @param rough whether messages are lost, repeated and overtaken, regions cut off, nodes restarted and stopped for a while
 */
public record SimPlan(long seed, int nodes, boolean rough) {
    static final int REGIONS = 3;
    static final int LIMIT = 100;
    static final RateRule RULE = RateRule.perSecond(Dimension.REQUESTS, LIMIT, 60);

    /** One way in milliseconds, half of the user's round trips: US-EU 80-120, US-APAC 150-250, EU-APAC 200-300. */
    private static final double[][][] DELAYS = {
        {{0, 0}, {40, 60}, {75, 125}},
        {{40, 60}, {0, 0}, {100, 150}},
        {{75, 125}, {100, 150}, {0, 0}}
    };

    /** The physical limit: what no message between regions takes longer than on a calm day. */
    static final double SLOWEST_MILLIS = 150;

    private static final double LOCAL_MILLIS = 0.5;
    private static final double JITTER_MILLIS = 60;
    private static final double LOSS = 0.05;

    public SimPlan {
        if (nodes < REGIONS || nodes > 1000) {
            throw new IllegalArgumentException("nodes is " + nodes + ": 3 to 1000");
        }
    }

    SimNetwork.Weather weather() {
        SimNetwork.Weather calm = new SimNetwork.Weather(
                LOCAL_MILLIS,
                (from, to, dice) -> DELAYS[from][to][0] + dice * (DELAYS[from][to][1] - DELAYS[from][to][0]),
                0,
                0,
                0);
        return rough ? calm.rough(JITTER_MILLIS, LOSS, LOSS) : calm;
    }
}
