// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.OrderStamp;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of counting for each kind of rule, on whole fleets of loops, against the exact count of what passed. */
class RuleFleetTest {
    private static final RateRule PER_ADDRESS = RateRule.perSecond(Dimension.REQUESTS, 100, 60);
    private static final RateRule PER_NETWORK = PER_ADDRESS.per(new Grouping(24, 48));
    private static final String NETWORK = "203.0.113.0/24";
    private static final String ATTACKER = "203.0.113.42";

    /** The exact largest count of any window of what it is told. */
    private static final class Exact {
        private final long windowMillis;
        private final Deque<Long> window = new ArrayDeque<>();
        private int most;

        Exact(long windowMillis) {
            this.windowMillis = windowMillis;
        }

        void add(long millis) {
            window.addLast(millis);
            while (window.getFirst() < millis - windowMillis) {
                window.removeFirst();
            }
            most = Math.max(most, window.size());
        }
    }

    /** Requests so many times a second, of members in turn. */
    private static Runnable spread(RuleFleet fleet, String members, int count, double perSecond, Exact exact) {
        double[] due = {fleet.millis};
        int[] member = {0};
        return () -> {
            while (due[0] <= fleet.millis) {
                due[0] += 1000 / perSecond;
                member[0] = member[0] % count + 1;
                if (fleet.request(members + member[0])) {
                    exact.add(fleet.millis);
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aNetworkWhoseMembersKeepToTheLimitIsBlockedAsAWhole(long seed) {
        for (String members : List.of("203.0.113.", "2001:db8:1:")) {
            RuleFleet fleet = new RuleFleet(seed, 3, PER_ADDRESS, PER_NETWORK);
            String ending = members.contains(":") ? "::1" : "";
            String network = members.contains(":") ? "2001:db8:1::/48" : NETWORK;
            int[] sent = {0};
            int[] passed = {0};
            fleet.run(3_000, () -> {
                if (fleet.millis % 4 == 0) {
                    passed[0] += fleet.request(members + (1 + sent[0]++ % 100) + ending) ? 1 : 0;
                }
            });

            assertThat(fleet.blockedEverywhere(network)).as(network).isTrue();
            assertThat(passed[0]).as("250 a second come").isBetween(101, 101 + 25);
            for (RuleFleet.Node node : fleet.nodes) {
                assertThat(node.begun.keySet()).as("nothing but the network").containsExactly(Prefix.parse(network));
                assertThat(node.loop.blocks().size()).isOne();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void aNetworkUnderItsLimitIsNeverBlocked(long seed) {
        RuleFleet fleet = new RuleFleet(seed, 3, PER_ADDRESS, PER_NETWORK);
        Exact exact = new Exact(1_000);

        fleet.run(15_000, spread(fleet, "203.0.113.", 60, 98, exact));

        assertThat(exact.most).isBetween(95, 100);
        assertThat(fleet.nodes).allMatch(node -> node.begun.isEmpty());
    }

    @Test
    void anAddressOverItsOwnLimitIsBlockedAloneWhereItsNetworkMayDoMore() {
        RateRule wide = RateRule.perSecond(Dimension.REQUESTS, 1_000, 60).per(new Grouping(24, 0));
        RuleFleet fleet = new RuleFleet(7, 3, PER_ADDRESS, wide);

        fleet.run(3_000, () -> {
            if (fleet.millis % 5 == 0) {
                fleet.request(ATTACKER);
                fleet.request("203.0.113." + (1 + fleet.random.nextInt(40)));
            }
        });

        for (RuleFleet.Node node : fleet.nodes) {
            assertThat(node.begun.keySet()).containsExactly(Prefix.parse(ATTACKER));
        }
    }

    @Test
    void rulesOnSeveralDimensionsHoldAtOnce() {
        RateRule packets = RateRule.perSecond(Dimension.PACKETS, 1_000, 60);
        RateRule bytes = RateRule.perSecond(Dimension.BYTES, 100_000, 60).per(new Grouping(24, 0));
        RuleFleet fleet = new RuleFleet(8, 3, PER_ADDRESS, packets, bytes);

        fleet.run(3_000, () -> {
            for (RuleFleet.Node node : fleet.nodes) {
                node.count("198.51.100.1", Dimension.PACKETS, 1); // 3000 of 1000
                node.count("198.51.100.2", Dimension.PACKETS, fleet.millis % 4 == 0 ? 1 : 0); // 750
                node.count("203.0.113." + (fleet.millis % 200), Dimension.BYTES, 50); // 150,000 of 100,000
            }
        });

        assertThat(fleet.blockedEverywhere("198.51.100.1")).isTrue();
        assertThat(fleet.blockedAnywhere("198.51.100.2")).isFalse();
        assertThat(fleet.blockedEverywhere(NETWORK)).isTrue();
    }

    @Test
    void aMinuteIsCountedBesideASecond() {
        RateRule perMinute = new RateRule(Dimension.REQUESTS, 10, 60_000, 60);
        RuleFleet fleet = new RuleFleet(9, 3, PER_ADDRESS, perMinute);
        Exact slow = new Exact(60_000);
        Exact fast = new Exact(60_000);
        Runnable under = spread(fleet, "198.51.100.", 1, 9.9, slow);
        Runnable over = spread(fleet, "203.0.113.", 1, 15, fast);
        fleet.run(75_000, () -> {
            under.run();
            over.run();
        });

        assertThat(fleet.blockedEverywhere("203.0.113.1")).isTrue();
        assertThat(fast.most).as("blocked once 600 have come in a minute").isBetween(601, 601 + 15);
        assertThat(slow.most).isBetween(590, 600);
        assertThat(fleet.blockedAnywhere("198.51.100.1")).isFalse();
        assertThat(fleet.nodes.getFirst().events.stream()
                        .filter(FleetEvent.Detected.class::isInstance)
                        .map(FleetEvent.Detected.class::cast))
                .allMatch(detected -> detected.limit() == 10.0);
    }

    /** Six times so many requests in one millisecond, and then a rest. */
    private static void atOnce(RuleFleet fleet, String address, int requests, int restMillis) {
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < requests; i++) {
                fleet.request(address);
            }
            fleet.run(restMillis, () -> {});
        }
    }

    @Test
    void aBurstIsAllowedOnceAndMustBeMadeUpFor() {
        RateRule bursts = new RateRule(Dimension.REQUESTS, 100, 1_000, 150, Grouping.ADDRESS, 60, 60);
        RuleFleet fleet = new RuleFleet(10, 3, bursts);
        atOnce(fleet, "198.51.100.1", 240, 3_500); // Two are 480 in four windows, which may hold 550.
        atOnce(fleet, "198.51.100.5", 160, 1_700); // 94 a second, for as long as it likes.
        assertThat(fleet.blockedAnywhere("198.51.100.1")).isFalse();
        assertThat(fleet.blockedAnywhere("198.51.100.5")).isFalse();

        atOnce(fleet, "198.51.100.4", 240, 2_500); // Two are 480 in three windows, which may hold 450.
        assertThat(fleet.blockedEverywhere("198.51.100.4")).isTrue();

        for (int i = 0; i < 251; i++) {
            fleet.request("198.51.100.2");
        }
        fleet.run(100, () -> {});
        assertThat(fleet.blockedEverywhere("198.51.100.2"))
                .as("more than 100 + 150 in a second")
                .isTrue();

        Exact steady = new Exact(1_000);
        fleet.run(12_000, spread(fleet, "198.51.100.", 3, 3 * 150, steady)); // .3 does 150 a second, within the burst
        assertThat(fleet.blockedEverywhere("198.51.100.3"))
                .as("above the limit all the time")
                .isTrue();
    }

    @Test
    void whoComesBackIsShutOutForTwiceAsLongEachTimeOnEveryNode() {
        RateRule doubling = new RateRule(Dimension.REQUESTS, 100, 1_000, 0, Grouping.ADDRESS, 2, 8);
        RuleFleet fleet = new RuleFleet(11, 3, doubling);
        Runnable attack = () -> {
            if (fleet.millis % 3 == 0) {
                fleet.request(ATTACKER);
            }
        };
        fleet.run(30_000, attack);

        Prefix source = Prefix.parse(ATTACKER);
        for (RuleFleet.Node node : fleet.nodes) {
            assertThat(node.begun.get(source)).as("%s", node.id).startsWith(2L, 4L, 8L, 8L);
        }
        fleet.run(8_000 + 8_000 + 1_000, () -> {});
        fleet.run(1_500, attack);
        assertThat(fleet.nodes)
                .allSatisfy(node -> assertThat(node.begun)
                        .as("forgotten after the longest time without")
                        .extractingByKey(source)
                        .satisfies(lengths -> assertThat(lengths.getLast()).isEqualTo(2L)));
    }

    @Test
    void anUnblockWinsOverCountingForItsTimeOnEveryNode() {
        RuleFleet fleet = new RuleFleet(12, 3, PER_ADDRESS, PER_NETWORK);
        Runnable attack = () -> {
            if (fleet.millis % 3 == 0) {
                fleet.request(ATTACKER);
            }
        };
        fleet.run(2_000, attack);
        assertThat(fleet.blockedEverywhere(ATTACKER)).isTrue();

        RuleFleet.Node first = fleet.nodes.getFirst();
        long until = first.epochMillis() + 5_000;
        first.loop.enforcer().unblock(Prefix.parse(ATTACKER), until + 60_000, until, new Scope.Fleet(), OrderStamp.OWN);
        fleet.run(2 * RuleFleet.DELAY_MILLIS, attack);
        for (int i = 0; i < 48; i++) {
            fleet.run(100, attack);
            assertThat(fleet.blockedAnywhere(ATTACKER))
                    .as("at %d", fleet.millis)
                    .isFalse();
        }
        assertThat(first.loop.counters().protectedSpared()).isPositive();
        fleet.run(1_500, attack);
        assertThat(fleet.blockedEverywhere(ATTACKER)).as("its time is over").isTrue();
    }

    @Test
    void aNodeThatHeardNothingOfTheUnblockDoesNotSpreadItsBlock() {
        RuleFleet fleet = new RuleFleet(13, 3, PER_ADDRESS, PER_NETWORK);
        RuleFleet.Node first = fleet.nodes.get(0);
        RuleFleet.Node deaf = fleet.nodes.get(2);
        deaf.cut = true;
        long until = first.epochMillis() + 60_000;
        first.loop.enforcer().unblock(Prefix.parse(ATTACKER), until + 60_000, until, new Scope.Fleet(), OrderStamp.OWN);
        fleet.run(2_000, () -> {
            if (fleet.millis % 5 == 0) { // Each member keeps to its limit, the network does not.
                deaf.count("203.0.113." + (fleet.millis % 100), Dimension.REQUESTS, 1);
            }
        });
        assertThat(deaf.blocks(Prefix.parse(NETWORK))).isTrue();

        deaf.cut = false;
        fleet.run(3_000, () -> {});

        assertThat(fleet.blockedAnywhere(NETWORK)).isFalse();
        for (RuleFleet.Node node : fleet.nodes) {
            assertThat(node.loop.blocks().digest()).as("%s", node.id).isZero();
        }
    }

    @Test
    void aRestartedNodeKnowsOfTheUnblockAndOfWhatIsBlocked() {
        RateRule doubling = new RateRule(Dimension.REQUESTS, 100, 1_000, 0, Grouping.ADDRESS, 4, 16);
        RuleFleet fleet = new RuleFleet(14, 3, doubling);
        Runnable attack = () -> {
            if (fleet.millis % 3 == 0) {
                fleet.request(ATTACKER);
                fleet.request("198.51.100.9");
            }
        };
        fleet.run(1_000, attack);
        RuleFleet.Node node = fleet.nodes.get(1);
        long until = node.epochMillis() + 10_000;
        fleet.nodes
                .getFirst()
                .loop
                .enforcer()
                .unblock(Prefix.parse(ATTACKER), until + 60_000, until, new Scope.Fleet(), OrderStamp.OWN);
        fleet.run(500, attack);
        node.restart();
        fleet.run(6_000, attack);

        assertThat(fleet.blockedAnywhere(ATTACKER)).isFalse();
        Map<Prefix, List<Long>> begun = node.begun;
        assertThat(begun.get(Prefix.parse("198.51.100.9")))
                .as("its peers told it of the first")
                .startsWith(4L)
                .endsWith(8L);
    }
}
