// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.verdict.RateRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code on_partition} promises and what it costs: three regions of two nodes, one of them cut off. */
class FleetPartitionTest {
    private static final int LIMIT = 100;
    private static final RateRule RULE = RateRule.perSecond(Dimension.REQUESTS, LIMIT, 60);
    private static final SourceKey SOURCE = SourceKey.of(Prefix.parse("203.0.113.42"));
    private static final long MEETING_MILLIS = 4_000;
    /** Of silence and of a window, and until the next recount. */
    private static final long NOTICED_MILLIS = 8_000;

    private static SimFleet fleet(long seed, boolean share) {
        double[][] cross = {{0, 50, 100}, {50, 0, 150}, {100, 150, 0}};
        SimNetwork.Weather weather = new SimNetwork.Weather(1, (from, to, dice) -> cross[from][to], 0, 0, 0);
        SimFleet fleet = new SimFleet(seed, 3, 2, RULE, weather.rough(10, 0, 0), true);
        if (share) {
            fleet.shareLimits();
        }
        return fleet;
    }

    private static SimNode apac(SimFleet fleet) {
        return fleet.nodes.get(4);
    }

    private static void cutOffApac(SimFleet fleet, Runnable traffic) {
        fleet.run(MEETING_MILLIS, traffic);
        fleet.network.cut(apac(fleet).id.region());
        fleet.run(NOTICED_MILLIS, traffic);
    }

    private static Arrivals to(SimFleet fleet, List<SimNode> targets, double perSecond, double startMillis) {
        return new Arrivals(fleet, SOURCE, targets, perSecond, 4, startMillis);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "1, false", "2, false", "3, false"})
    void aPartitionMultipliesWhatGetsThroughOnlyWhereLimitsAreNotShared(long seed, boolean share) {
        SimFleet fleet = fleet(seed, share);
        cutOffApac(fleet, () -> {});
        double start = fleet.nowNanos() / 1e6;
        Arrivals here = to(fleet, fleet.nodes.subList(0, 4), 90, start);
        Arrivals there = to(fleet, fleet.nodes.subList(4, 6), 90, start);

        fleet.run(5_000, () -> {
            here.step();
            there.step();
        });

        if (share) {
            assertThat(fleet.blockedEverywhere(SOURCE.asPrefix())).isTrue();
            assertThat(fleet.oracle.most(SOURCE)).isBetween(LIMIT * 9 / 10, LIMIT + LIMIT / 10);
        } else {
            assertThat(fleet.everBlocked(SOURCE.asPrefix())).isFalse();
            assertThat(fleet.oracle.most(SOURCE)).isGreaterThan(170);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "4, true", "1, false", "2, false", "3, false", "4, false"})
    void aClientSpreadEvenlyIsBlockedNeitherDuringTheCutNorByHealing(long seed, boolean keptBack) {
        SimFleet fleet = fleet(seed, true);
        List<SimNode> oneARegion = List.of(fleet.nodes.get(0), fleet.nodes.get(2), fleet.nodes.get(4));
        Arrivals client = to(fleet, oneARegion, 93, 500);
        fleet.run(MEETING_MILLIS, client::step);
        if (keptBack) {
            fleet.network.hold(apac(fleet).id.region());
        } else {
            fleet.network.cut(apac(fleet).id.region());
        }
        fleet.run(15_000, client::step);
        assertThat(fleet.nodes).allMatch(node -> node.loop().counters().limitShare() < 1);
        fleet.network.heal(fleet.nowNanos());

        fleet.run(8_000, client::step);

        assertThat(fleet.everBlocked(SOURCE.asPrefix())).isFalse();
        assertThat(fleet.nodes).allMatch(node -> node.loop().counters().limitShare() == 1);
        assertThat(apac(fleet).loop().topSources(1).getFirst().global()).isBetween(85.0, 100.0);
    }

    /** The price of sharing, which the operator chooses. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientOfOneSideAloneIsBlockedBelowTheLimitWhereLimitsAreShared(boolean share) {
        SimFleet fleet = fleet(7, share);
        Arrivals client = to(fleet, List.of(apac(fleet)), 50, 500);

        cutOffApac(fleet, client::step);

        assertThat(fleet.oracle.most(SOURCE)).isLessThan(60);
        assertThat(apac(fleet).blocks(SOURCE.asPrefix())).isEqualTo(share);
    }

    @Test
    void theLargerSideGoesOnWithItsLargerShare() {
        SimFleet fleet = fleet(8, true);
        Arrivals client = to(fleet, List.of(fleet.nodes.getFirst()), 60, 500);

        cutOffApac(fleet, client::step);

        assertThat(fleet.everBlocked(SOURCE.asPrefix()))
                .as("4 of 6 nodes: 66 a second")
                .isFalse();
        assertThat(fleet.nodes.getFirst().loop().counters().limitShare()).isEqualTo(4 / 6.0);
        assertThat(apac(fleet).loop().counters().limitShare()).isEqualTo(2 / 6.0);
        assertThat(fleet.nodes.getFirst().events)
                .filteredOn(event -> event.toString().contains("limits-shared"))
                .hasSize(1);
    }

    @Test
    void aRestartWithinFiveSecondsLessensNothing() {
        SimFleet fleet = fleet(9, true);
        Arrivals client = to(fleet, List.of(fleet.nodes.getFirst()), 97, 500);
        fleet.run(MEETING_MILLIS, client::step);
        SimNode other = fleet.nodes.get(2);
        other.kill();
        fleet.run(3_000, client::step);
        fleet.restart(other);
        fleet.run(6_000, client::step);

        assertThat(fleet.everBlocked(SOURCE.asPrefix())).isFalse();
        assertThat(fleet.nodes).allMatch(node -> node.loop().counters().limitShare() == 1);
    }

    /** The kernel drops all that the source sends, so nobody counts it any more: only the block itself can tell of it. */
    @Test
    void whatAKernelBlockedAloneIsKnownToAllAfterItsNodeWasKilled() {
        SimFleet fleet = fleet(10, false);
        List<SimNode> region = fleet.nodes.subList(4, 6);
        Arrivals attack = to(fleet, region, 300, MEETING_MILLIS + NOTICED_MILLIS);
        cutOffApac(fleet, attack::step);
        fleet.run(2_000, attack::step);
        assertThat(region).allMatch(node -> node.blocks(SOURCE.asPrefix()));
        assertThat(fleet.nodes.subList(0, 4)).noneMatch(node -> node.blocks(SOURCE.asPrefix()));
        region.forEach(fleet::restart);
        fleet.network.heal(fleet.nowNanos());

        fleet.run(5_000, attack::step);

        assertThat(fleet.blockedEverywhere(SOURCE.asPrefix())).isTrue();
    }
}
