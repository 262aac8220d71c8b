// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of counting, on whole simulated fleets: three regions, two nodes each. */
class FleetCountingTest {
    private static final int LIMIT = 100;
    private static final RateRule RULE = RateRule.perSecond(Dimension.REQUESTS, LIMIT, 60);
    private static final SourceKey ATTACKER = SourceKey.of(Prefix.parse("203.0.113.42"));
    private static final SourceKey CLIENT = SourceKey.of(Prefix.parse("198.51.100.7"));
    private static final double SLOWEST_MILLIS = 150;

    /** One way, half of the round trips of the user's example: US-EU 100, US-APAC 200, EU-APAC 300. */
    private static SimNetwork.Weather wan() {
        double[][] cross = {{0, 50, 100}, {50, 0, SLOWEST_MILLIS}, {100, SLOWEST_MILLIS, 0}};
        return new SimNetwork.Weather(1, (from, to, dice) -> cross[from][to], 0, 0, 0);
    }

    private static List<SimNode> oneNodeARegion(SimFleet fleet) {
        return List.of(fleet.nodes.get(0), fleet.nodes.get(2), fleet.nodes.get(4));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void threeTimesTheLimitIsBlockedEverywhereWithinTheSlowestDelay(long seed) {
        SimFleet fleet = new SimFleet(seed, 3, 2, RULE, wan(), true);
        fleet.run(3000, () -> {});
        Arrivals attack = new Arrivals(fleet, ATTACKER, oneNodeARegion(fleet), 300, 2, 3000);

        fleet.run(1500, attack::step);

        long crossed = fleet.oracle.reachedNanos(ATTACKER, LIMIT + 1);
        for (SimNode node : fleet.nodes) {
            long after =
                    (Objects.requireNonNull(node.firstBlockedNanos.get(ATTACKER.asPrefix())) - crossed) / 1_000_000;
            assertThat(after).as("ms from crossing to block on %s", node.id).isBetween(0L, (long) SLOWEST_MILLIS + 15);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aClientJustUnderTheLimitOverThreeRegionsIsNeverBlocked(long seed) {
        SimFleet fleet = new SimFleet(seed, 3, 2, RULE, wan().rough(40, 0.02, 0.02), true);
        Arrivals client = new Arrivals(fleet, CLIENT, oneNodeARegion(fleet), 99, 4, 500);

        fleet.run(20_000, client::step);

        assertThat(fleet.oracle.most(CLIENT)).isBetween(95, LIMIT);
        assertThat(fleet.everBlocked(CLIENT.asPrefix())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aLastingOverloadOfFifteenPercentIsFound(long seed) {
        SimFleet fleet = new SimFleet(seed, 3, 2, RULE, wan().rough(20, 0.02, 0.02), true);
        Arrivals client = new Arrivals(fleet, ATTACKER, oneNodeARegion(fleet), 115, 3, 500);

        fleet.run(20_000, client::step);

        assertThat(fleet.blockedEverywhere(ATTACKER.asPrefix())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCutOfFifteenSecondsEndsWithoutABurst(boolean keptBack) {
        SimFleet fleet = new SimFleet(11, 3, 2, RULE, wan().rough(10, 0, 0), true);
        Arrivals client = new Arrivals(fleet, CLIENT, oneNodeARegion(fleet), 97, 4, 500);
        fleet.run(4000, client::step);
        var apac = fleet.nodes.get(4).id.region();
        if (keptBack) {
            fleet.network.hold(apac);
        } else {
            fleet.network.cut(apac);
        }
        fleet.run(15_000, client::step);
        fleet.network.heal(fleet.nowNanos());

        fleet.run(4000, client::step);

        assertThat(fleet.oracle.most(CLIENT)).isLessThanOrEqualTo(LIMIT);
        assertThat(fleet.everBlocked(CLIENT.asPrefix())).isFalse();
        double seenByApac = fleet.nodes.get(4).loop().topSources(1).getFirst().global();
        assertThat(seenByApac).as("counts have met again").isBetween(90.0, 104.0);
    }

    @Test
    void aCutRegionGoesOnByItselfAndLearnsOfBlocksAfterwards() {
        SimFleet fleet = new SimFleet(12, 3, 2, RULE, wan(), true);
        fleet.run(3000, () -> {});
        SimNode apac = fleet.nodes.get(4);
        fleet.network.cut(apac.id.region());
        Arrivals local = new Arrivals(fleet, ATTACKER, List.of(apac), 150, 1, 3500);
        Arrivals elsewhere = new Arrivals(fleet, CLIENT, List.of(fleet.nodes.get(0)), 150, 1, 3500);
        fleet.run(4000, () -> {
            local.step();
            elsewhere.step();
        });
        assertThat(apac.blocks(ATTACKER.asPrefix())).isTrue();
        assertThat(fleet.nodes.get(0).blocks(ATTACKER.asPrefix())).isFalse();

        fleet.network.heal(fleet.nowNanos());
        fleet.run(3000, () -> {});

        assertThat(fleet.blockedEverywhere(ATTACKER.asPrefix())).isTrue();
        assertThat(fleet.blockedEverywhere(CLIENT.asPrefix())).isTrue();
        assertThat(fleet.nodes.stream()
                        .map(node -> node.loop().blocks().digest())
                        .distinct())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRestartLosesNoShareOfTheWindowAndBlocksNobody(long seed) {
        SimFleet fleet = new SimFleet(seed, 3, 2, RULE, wan().rough(10, 0.01, 0.01), true);
        Arrivals client = new Arrivals(fleet, CLIENT, oneNodeARegion(fleet), 97, 4, 500);
        fleet.run(4000, client::step);
        SimNode node = fleet.nodes.get(2);
        node.kill();
        fleet.run(300, client::step);
        fleet.restart(node);
        fleet.run(5000, client::step);

        assertThat(fleet.everBlocked(CLIENT.asPrefix())).isFalse();
        assertThat(node.loop().topSources(1).getFirst().global()).isBetween(88.0, 104.0);
    }

    @Test
    void aRestartedNodeIsWarmInUnderOneSecond() {
        SimFleet fleet = new SimFleet(5, 3, 2, RULE, wan(), true);
        fleet.run(3000, () -> {});
        Arrivals attack = new Arrivals(fleet, ATTACKER, oneNodeARegion(fleet), 300, 2, 3000);
        Arrivals client = new Arrivals(fleet, CLIENT, oneNodeARegion(fleet), 90, 2, 3000);
        Runnable traffic = () -> {
            attack.step();
            client.step();
        };
        fleet.run(3000, traffic);
        SimNode node = fleet.nodes.get(1);
        fleet.restart(node);

        fleet.run(500, traffic);

        assertThat(node.loop().enforcer().standing(ATTACKER.asPrefix())).isPresent();
        assertThat(node.loop().topSources(8))
                .anyMatch(top -> top.source().equals(CLIENT) && top.global() > 70 && top.global() < 110);
    }

    @Test
    void aFrozenNodeDoesNotMistakeWhatPiledUpForABurst() {
        SimFleet fleet = new SimFleet(6, 1, 1, RULE, wan(), true);
        SimNode node = fleet.nodes.getFirst();
        Arrivals client = new Arrivals(fleet, CLIENT, List.of(node), 90, 4, 100);
        fleet.run(3000, client::step);
        node.freeze(10_000_000_000L);

        fleet.run(15_000, client::step);

        assertThat(fleet.everBlocked(CLIENT.asPrefix())).isFalse();
        node.freeze(700_000_000L);
        fleet.run(3_000, client::step);
        assertThat(fleet.everBlocked(CLIENT.asPrefix())).isFalse();
    }

    @Test
    void burstsThatMoveBetweenRegionsAreNotAddedUpThroughDelay() {
        SimFleet fleet = new SimFleet(7, 3, 2, RULE, wan(), true);
        fleet.run(3000, () -> {});
        long[] step = {0};
        fleet.run(12_000, () -> {
            long millis = step[0]++;
            // 95 requests at once, each 1010 ms, in another region every time: at most 95 in any second.
            if (millis % 1010 == 0) {
                SimNode target = fleet.nodes.get((int) (millis / 1010 % 3) * 2);
                for (int i = 0; i < 95; i++) {
                    fleet.request(CLIENT, target);
                }
            }
        });

        assertThat(fleet.oracle.most(CLIENT)).isEqualTo(95);
        assertThat(fleet.everBlocked(CLIENT.asPrefix())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void againstTheExactCountNoSourceIsBlockedWithoutCause(long seed) {
        SimFleet fleet = new SimFleet(seed, 3, 2, RULE, wan().rough(60, 0.05, 0.05), true);
        List<SourceKey> sources = new ArrayList<>();
        List<Arrivals> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            SourceKey source = SourceKey.of(Prefix.parse("198.18.0." + (i + 1)));
            sources.add(source);
            List<SimNode> targets = new ArrayList<>(fleet.nodes);
            Collections.shuffle(targets, fleet.random);
            targets = targets.subList(0, 1 + fleet.random.nextInt(6));
            double rate = 20 + fleet.random.nextInt(130);
            clients.add(new Arrivals(fleet, source, targets, rate, 1 + fleet.random.nextInt(200), 500));
        }
        for (int round = 0; round < 6; round++) {
            fleet.run(1500, () -> clients.forEach(Arrivals::step));
            disturb(fleet, round);
        }

        for (SourceKey source : sources) {
            if (fleet.everBlocked(source.asPrefix())) {
                assertThat(fleet.oracle.most(source))
                        .as("%s was blocked", source)
                        .isGreaterThan(LIMIT);
            }
        }
        assertThat(sources).as("some were over, some were not").anyMatch(s -> fleet.everBlocked(s.asPrefix()));
        assertThat(sources).anyMatch(s -> !fleet.everBlocked(s.asPrefix()));
    }

    private static void disturb(SimFleet fleet, int round) {
        SimNode node = fleet.nodes.get(fleet.random.nextInt(6));
        switch (round) {
            case 0 -> fleet.network.cut(node.id.region());
            case 1, 3 -> fleet.network.heal(fleet.nowNanos());
            case 2 -> fleet.network.hold(node.id.region());
            default -> fleet.restart(node);
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(transcript(21)).isEqualTo(transcript(21)).isNotEqualTo(transcript(22));
    }

    private static List<FleetEvent> transcript(long seed) {
        SimFleet fleet = new SimFleet(seed, 3, 2, RULE, wan().rough(30, 0.1, 0.1), true);
        Arrivals attack = new Arrivals(fleet, ATTACKER, fleet.nodes, 250, 5, 100);
        fleet.run(2500, attack::step);
        List<FleetEvent> events = new ArrayList<>();
        fleet.nodes.forEach(node -> events.addAll(node.events));
        return events;
    }

    @Test
    void farFromTheLimitCostsNextToNothing() {
        SimFleet fleet = new SimFleet(9, 3, 2, RULE, wan(), true);
        List<Arrivals> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            SourceKey source = SourceKey.of(Prefix.parse("198.18.1." + i));
            clients.add(new Arrivals(fleet, source, List.of(fleet.nodes.get(i % 6)), 2, 50, 100));
        }
        fleet.run(5000, () -> clients.forEach(Arrivals::step));

        long perNodeSecond = fleet.network.sent / (6 * 5 * 5);
        assertThat(perNodeSecond).as("messages a node sends each peer a second").isLessThanOrEqualTo(3);
    }
}
