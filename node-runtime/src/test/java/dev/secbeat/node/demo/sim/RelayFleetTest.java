// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.crdt.RelayTier;
import dev.secbeat.node.crdt.RelayUse;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fleets whose regions hear each other by relays, judged by the central counter. */
class RelayFleetTest {
    private static final int LIMIT = 100;
    private static final int REGIONS = 3;
    private static final int PER_REGION = 4;
    private static final RateRule RULE = RateRule.perSecond(Dimension.REQUESTS, LIMIT, 60);
    private static final SourceKey ATTACKER = SourceKey.of(Prefix.parse("203.0.113.42"));
    private static final SourceKey CLIENT = SourceKey.of(Prefix.parse("198.51.100.7"));
    private static final double[][] CROSS = {{0, 50, 100}, {50, 0, 150}, {100, 150, 0}};

    private final List<SimNode> killed = new ArrayList<>();

    private static SimFleet fleet(long seed) {
        SimNetwork.Weather weather = new SimNetwork.Weather(1, (from, to, dice) -> CROSS[from][to], 0, 0, 0);
        return new SimFleet(seed, REGIONS, PER_REGION, RULE, weather.rough(20, 0.02, 0.02), true, RelayUse.ALWAYS);
    }

    private static List<SimNode> relays(SimFleet fleet) {
        return fleet.nodes.stream().filter(SimNode::isRelay).toList();
    }

    /** Each second a region's relay dies, comes back as another start, stands still or is cut off. */
    private void mishap(SimFleet fleet, Random random) {
        killed.forEach(fleet::restart);
        killed.clear();
        fleet.network.heal(fleet.nowNanos());
        List<SimNode> relays = relays(fleet);
        if (relays.isEmpty()) {
            return;
        }
        SimNode relay = relays.get(random.nextInt(relays.size()));
        switch (random.nextInt(4)) {
            case 0 -> {
                relay.kill();
                killed.add(relay);
            }
            case 1 -> fleet.restart(relay);
            case 2 -> relay.freeze(3_000_000_000L);
            default -> fleet.network.cut(relay.id.region());
        }
    }

    /** The client asks whom it can. */
    private static List<SimNode> targets(SimFleet fleet) {
        return List.of(fleet.nodes.get(1), fleet.nodes.get(PER_REGION + 2), fleet.nodes.get(2 * PER_REGION + 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whileRelaysAreKilledNobodyIsBlockedWithoutCauseAndAfterwardsNobodyOverTheLimitIsMissed(long seed) {
        SimFleet fleet = fleet(seed);
        Random random = new Random(seed);
        Arrivals client = new Arrivals(fleet, CLIENT, targets(fleet), 99, 4, 500);
        fleet.run(4_000, client::step);
        assertThat(relays(fleet)).hasSize(REGIONS);
        for (int i = 0; i < 12; i++) {
            mishap(fleet, random);
            fleet.run(1_500, client::step);
        }
        killed.forEach(fleet::restart);
        fleet.network.heal(fleet.nowNanos());
        fleet.run(6_000, client::step);
        assertThat(fleet.oracle.most(CLIENT)).isBetween(90, LIMIT);
        assertThat(fleet.everBlocked(CLIENT.asPrefix())).isFalse();
        assertThat(relays(fleet)).as("one a region again").hasSize(REGIONS);

        Arrivals attack = new Arrivals(fleet, ATTACKER, targets(fleet), 200, 4, fleet.nowNanos() / 1e6);
        fleet.run(3_000, attack::step);

        assertThat(fleet.blockedEverywhere(ATTACKER.asPrefix())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anAttackDuringAHandOverIsFoundOnceItIsOver(long seed) {
        SimFleet fleet = fleet(seed);
        fleet.run(4_000, () -> {});
        SimNode relay = relays(fleet).getFirst();
        Arrivals attack = new Arrivals(fleet, ATTACKER, targets(fleet), 150, 4, fleet.nowNanos() / 1e6);
        fleet.run(300, attack::step);
        relay.kill();

        fleet.run(4_000, attack::step);

        assertThat(fleet.nodes.stream()
                        .filter(node -> node != relay)
                        .allMatch(node -> node.blocks(ATTACKER.asPrefix())))
                .isTrue();
    }

    @Test
    void whatANodeHearsFromOtherRegionsDoesNotGrowWithTheirNodes() {
        SimReport few = SimRun.of(new SimPlan(3, 6, Trouble.ORDINARY, true));
        SimReport many = SimRun.of(new SimPlan(3, 24, Trouble.ORDINARY, true));
        SimReport direct = SimRun.of(new SimPlan(3, 24, Trouble.ORDINARY, false));

        double ofFew = few.crossed() / few.nodeSeconds();
        double ofMany = many.crossed() / many.nodeSeconds();

        assertThat(ofMany).isLessThan(2 * ofFew);
        assertThat(direct.crossed()).isGreaterThan(many.crossed() * 3 / 2);
        assertThat(few.falseBlocks() + few.missed() + many.falseBlocks() + many.missed())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void everyTroubleTogetherBlocksNobodyWithoutCauseAndMissesNobody(long seed) {
        SimReport report = SimRun.of(new SimPlan(seed, 12, EnumSet.allOf(Trouble.class), true));
        assertThat(report.falseBlocks()).isZero();
        assertThat(report.missed()).isZero();
        assertThat(report.missedLasting()).isZero();
    }

    @Test
    void aFleetTakesToRelaysWhenItIsLargeAndLeavesThemWhenItIsNotAndNobodyIsCountedTwice() {
        int perRegion = RelayTier.MANY_NODES / REGIONS + 1;
        SimNetwork.Weather weather = new SimNetwork.Weather(1, (from, to, dice) -> CROSS[from][to], 20, 0, 0);
        SimFleet fleet = new SimFleet(9, REGIONS, perRegion, RULE, weather, true, RelayUse.LARGE_FLEETS);
        List<SimNode> targets = List.of(fleet.nodes.get(0), fleet.nodes.get(perRegion), fleet.nodes.get(2 * perRegion));
        Arrivals client = new Arrivals(fleet, CLIENT, targets, 99, 4, 200);
        fleet.run(5_000, client::step);
        assertThat(relays(fleet)).hasSize(REGIONS);
        assertThat(fleet.nodes).allMatch(node -> !node.hears(fleet.nodes.getFirst()) || node.regionIndex == 0);

        for (int region = 0; region < REGIONS; region++) {
            int first = region * perRegion;
            fleet.nodes.subList(first + 15, first + perRegion).forEach(SimNode::kill);
        }
        fleet.run(10_000, client::step);
        assertThat(relays(fleet)).isEmpty();
        SimNode left = fleet.nodes.getFirst();
        assertThat(fleet.nodes.get(perRegion).hears(left)).isTrue();
        assertThat(fleet.oracle.most(CLIENT)).isBetween(90, LIMIT);
        assertThat(fleet.everBlocked(CLIENT.asPrefix())).isFalse();

        Arrivals attack = new Arrivals(fleet, ATTACKER, targets, 200, 4, fleet.nowNanos() / 1e6);
        fleet.run(1_500, attack::step);
        assertThat(targets).allMatch(node -> node.blocks(ATTACKER.asPrefix()));
    }

    @Test
    void sharedLimitsGoByRegions() {
        SimFleet fleet = fleet(5);
        fleet.shareLimits();
        fleet.run(4_000, () -> {});
        SimNode apac = fleet.nodes.getLast();
        fleet.network.cut(apac.id.region());

        fleet.run(9_000, () -> {});

        assertThat(apac.loop().counters().limitShare()).isBetween(0.33, 0.34);
        assertThat(fleet.nodes.getFirst().loop().counters().limitShare()).isBetween(0.66, 0.67);
        fleet.network.heal(fleet.nowNanos());
        fleet.run(2_000, () -> {});
        assertThat(apac.loop().counters().limitShare()).isEqualTo(1);
    }
}
