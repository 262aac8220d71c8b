// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.wan.Delay;
import dev.secbeat.node.verdict.RateRule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Real loops over real NATS servers with delay between the regions.
 *
 * @param rounds sources one after the other, of each way to report
 * @param nodesPerRegion of the fleet
 */
record WanBench(int rounds, int nodesPerRegion) implements Bench {
    static final WanBench STANDARD = new WanBench(200, 3);

    private static final int REGIONS = 3;
    private static final int WARM_UP_ROUNDS = 10;
    private static final long ONE_WAY_MILLIS = 40;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Three times the limit, as in the user's example: a hundred a second in each region. */
    private static final RateRule RULE = RateRule.perSecond(Dimension.REQUESTS, 100, 600);

    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(1) / 300;

    @Override
    public String name() {
        return "wan";
    }

    @Override
    public String measures() {
        return "how late a source over the limit is blocked by " + REGIONS * nodesPerRegion
                + " loops over three nats-servers, 40 ms one way";
    }

    @Override
    public String method() {
        return "Nine node loops with their links, three at each of three nats-servers, whose routes go through a proxy that"
                + " delays every byte by 40 ms; all on this machine and one clock. In each of " + rounds
                + " rounds a new source asks three nodes, one in each region, in turn, 300 times a second, at a limit of 100."
                + " lag_*: from the request that crosses the limit to the block, less the 40 ms, over all nodes and rounds;"
                + " aim: p50 5 ms, p99 15 ms. last_*: the same of the last node of each round. ticks_*: the same"
                + " with counts sent at fixed ticks of 100 ms only. missed: nodes that did not block within 3 s.";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) throws InterruptedException {
        try {
            try (var folder = TemporaryFolder.create("secbeat-bench-wan")) {
                var members = WanFleet.Members.create(folder.path(), REGIONS, nodesPerRegion);
                Delay oneWay = Delay.ofRoundTrip(2 * ONE_WAY_MILLIS, 2 * ONE_WAY_MILLIS);
                try (var servers = new WanServers(folder.path(), REGIONS, oneWay, members.users())) {
                    return figures(members, servers, tell);
                }
            }
        } catch (IOException e) {
            throw new LabException(
                    "the bench could not start: " + e.getMessage(),
                    "It needs nats-server and setpriv (Debian: nats-server, util-linux) and room for temporary files.");
        }
    }

    private Map<String, Double> figures(WanFleet.Members members, WanServers servers, Consumer<String> tell)
            throws InterruptedException {
        tell.accept("counts sent at once");
        WanLags atOnce = lags(members, servers, 1, Optional.empty());
        tell.accept("counts sent at ticks of 100 ms");
        WanLags ticked = lags(members, servers, 2, Optional.of(TICK_NANOS));
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("nodes", (double) REGIONS * nodesPerRegion);
        figures.put("rounds", (double) rounds);
        atOnce.put(figures, "");
        ticked.put(figures, "ticks_");
        return figures;
    }

    private WanLags lags(WanFleet.Members members, WanServers servers, long incarnation, Optional<Long> tick)
            throws InterruptedException {
        long limit = (long) RULE.countLimit().countPerWindow();
        var played = new WanRounds(rounds, WARM_UP_ROUNDS, REGIONS, limit, GAP_NANOS, GIVE_UP_NANOS, ONE_WAY_MILLIS);
        try (WanFleet fleet = new WanFleet(members, servers::url, incarnation, RULE, tick)) {
            fleet.awaitMeeting();
            return played.play(fleet.nodes(), new Random(incarnation));
        }
    }
}
