// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.wan.Delay;
import dev.secbeat.node.verdict.RateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

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
            Path folder = Files.createTempDirectory("secbeat-bench-wan");
            try {
                var members = WanFleet.Members.create(folder, REGIONS, nodesPerRegion);
                Delay oneWay = Delay.ofRoundTrip(2 * ONE_WAY_MILLIS, 2 * ONE_WAY_MILLIS);
                try (var servers = new WanServers(folder, REGIONS, oneWay, members.users())) {
                    return figures(members, servers, tell);
                }
            } finally {
                delete(folder);
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
        List<List<Double>> atOnce = lags(members, servers, 1, Optional.empty());
        tell.accept("counts sent at ticks of 100 ms");
        List<List<Double>> ticked = lags(members, servers, 2, Optional.of(TICK_NANOS));
        Map<String, Double> figures = new LinkedHashMap<>();
        int nodes = REGIONS * nodesPerRegion;
        figures.put("nodes", (double) nodes);
        figures.put("rounds", (double) rounds);
        put(figures, "", atOnce, nodes);
        put(figures, "ticks_", ticked, nodes);
        return figures;
    }

    private static void put(Map<String, Double> figures, String prefix, List<List<Double>> rounds, int nodes) {
        List<Double> all = rounds.stream().flatMap(List::stream).toList();
        List<Double> last = rounds.stream()
                .flatMap(lags -> lags.stream().max(Comparator.naturalOrder()).stream())
                .toList();
        for (int percent : new int[] {50, 99}) {
            figures.put(prefix + "lag_p" + percent + "_ms", Percentile.of(all, percent));
        }
        for (int percent : new int[] {50, 99}) {
            figures.put(prefix + "last_p" + percent + "_ms", Percentile.of(last, percent));
        }
        figures.put(prefix + "missed", (double) rounds.size() * nodes - all.size());
    }

    /** By round: what each node took beyond the way. */
    private List<List<Double>> lags(WanFleet.Members members, WanServers servers, long incarnation, Optional<Long> tick)
            throws InterruptedException {
        Random random = new Random(incarnation);
        List<List<Double>> lags = new ArrayList<>();
        try (WanFleet fleet = new WanFleet(members, servers, incarnation, RULE, tick)) {
            fleet.awaitMeeting();
            for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
                SourceKey source = new SourceKey(Family.IPV4, 0xC612_0000L + round + WARM_UP_ROUNDS); // 198.18.0.0/15
                WanRound played = new WanRound(fleet, source, oneOfEachRegion(fleet.nodes(), random), RULE);
                played.play(GAP_NANOS);
                if (round >= 0) {
                    lags.add(played.blockMillis().stream()
                            .map(took -> took - ONE_WAY_MILLIS)
                            .toList());
                }
                Thread.sleep(random.nextInt(100)); // Rounds begin at any point of the ticks.
            }
        }
        return lags;
    }

    private List<WanNode> oneOfEachRegion(List<WanNode> nodes, Random random) {
        List<WanNode> targets = new ArrayList<>();
        for (int region = 0; region < REGIONS; region++) {
            targets.add(nodes.get(region + REGIONS * random.nextInt(nodesPerRegion)));
        }
        Collections.shuffle(targets, random);
        return targets;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
