// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.RateRule;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counting rules of prefixes at work in the kernel. Their rates are so low, a packet in 100 seconds, that what passes is their
 * depth and nothing else, however long a test takes.
 */
@NeedsKernel
class GroupLimitTest {
    private static final int WINDOW = 60_000;
    private static final double SLOW = 0.01;
    private static final Grouping NETWORK = new Grouping(24, 48);
    private static final long HOUR_MILLIS = 3_600_000;

    private static byte[] syn(String from) {
        return Frame.from(from).tcp(Frame.SYN).ports(40_000, 443).bytes();
    }

    private static byte[] ack(String from) {
        return Frame.from(from).tcp(Frame.ACK).ports(40_000, 443).bytes();
    }

    /** A rule by which {@code most} events pass, and not one more. */
    private static RateRule most(Grouping of, Dimension dimension, int most) {
        return new RateRule(dimension, SLOW, WINDOW, most, of, 60, 60);
    }

    private static XdpBench bench(RateRule... rules) {
        return new XdpBench(policy(rules));
    }

    private static PacketPolicy policy(RateRule... rules) {
        return new PacketPolicy(List.of(), List.of(), Services.MANY_SOURCES, List.of(rules));
    }

    /** The {@code i}-th address of a /24, or the {@code i}-th /64 of a /48. */
    private static String member(String network, int i) {
        return network.contains(":") ? network + Integer.toHexString(i) + "::1" : network + i;
    }

    /** How many of the packets pass, those refused being over a limit and nothing else. */
    private static int passing(XdpBench bench, byte[] frame, int sent) {
        int passed = 0;
        for (int i = 0; i < sent; i++) {
            XdpReason reason = bench.reasonFor(frame);
            assertThat(reason).isIn(XdpReason.CLEAN, XdpReason.OVER_LIMIT);
            passed += reason == XdpReason.CLEAN ? 1 : 0;
        }
        return passed;
    }

    private static int passingOneEach(XdpBench bench, String network, int members) {
        return IntStream.range(0, members)
                .map(i -> passing(bench, ack(member(network, i)), 1))
                .sum();
    }

    @ParameterizedTest
    @CsvSource({"198.51.100., 198.51.101.", "2001:db8:1:, 2001:db8:2:"})
    void whatASpreadSourceSendsIsHeldToTheRuleOfItsPrefixFromTheFirstPacketTooMany(String network, String other) {
        try (var bench = bench(most(NETWORK, Dimension.PACKETS, 10))) {
            assertThat(passingOneEach(bench, network, 100)).isEqualTo(10);
            assertThat(passing(bench, ack(member(network, 1)), 5)).isZero();
            assertThat(passingOneEach(bench, other, 50)).as("another prefix").isEqualTo(10);
        }
    }

    /** However high the limit: of first packets alone an attack consists that such rules are made for. */
    @Test
    void newcomersAreLookedAtUnderAHighLimitAsWell() {
        int most = 32 * LibBpf.open().possibleCpus();
        try (var bench = bench(most(NETWORK, Dimension.PACKETS, most))) {
            int passed = passingOneEach(bench, "198.51.100.", 250);
            assertThat(passed + passing(bench, ack("198.51.100.251"), 2 * most)).isEqualTo(most);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "16, 198.51.100.7, 198.51.227.7, 198.50.100.7",
        "17, 198.51.100.7, 198.51.27.7, 198.51.228.7",
        "24, 198.51.100.7, 198.51.100.135, 198.51.101.7",
        "31, 198.51.100.6, 198.51.100.7, 198.51.100.5",
        "32, 198.51.100.6, 198.51.100.6, 198.51.100.7",
        "32, 2001:db8:1:2::1, 2001:db8:8001:2::1, 2001:db9:1:2::1",
        "47, 2001:db8:1:2::1, 2001:db8:0:8002::1, 2001:db8:2:2::1",
        "63, 2001:db8:1:2::1, 2001:db8:1:3::1, 2001:db8:1:1::1",
        "64, 2001:db8:1:2::1, 2001:db8:1:2:8000::1, 2001:db8:1:3::1"
    })
    void aSourceEndsWhereThePrefixOfTheRuleDoes(int length, String source, String member, String stranger) {
        boolean ipv6 = source.contains(":");
        RateRule rule = most(new Grouping(ipv6 ? 0 : length, ipv6 ? length : 0), Dimension.PACKETS, 6);
        try (var bench = bench(rule)) {
            assertThat(passing(bench, ack(source), 3)).isEqualTo(3);
            assertThat(passing(bench, ack(member), 10)).isEqualTo(3);
            assertThat(passing(bench, ack(source), 5)).isZero();
            assertThat(passing(bench, ack(stranger), 10)).isEqualTo(6);
            String otherFamily = ipv6 ? "198.51.100.7" : "2001:db8:1:2::1";
            assertThat(passing(bench, ack(otherFamily), 50)).isEqualTo(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.", "2001:db8:1:"})
    void bytesAndConnectionsOfAPrefixAreHeldToLikewise(String network) {
        byte[] frame = ack(member(network, 1));
        int frames = 9;
        RateRule bytes = new RateRule(Dimension.BYTES, 1, WINDOW, (long) frames * frame.length - 30, NETWORK, 60, 60);
        try (var bench = bench(bytes)) {
            assertThat(passingOneEach(bench, network, 50)).isEqualTo(frames);
        }
        try (var bench = bench(most(NETWORK, Dimension.CONNECTIONS, 4))) {
            assertThat(passing(bench, frame, 100)).isEqualTo(100);
            assertThat(passing(bench, syn(member(network, 1)), 3)).isEqualTo(3);
            assertThat(passing(bench, syn(member(network, 2)), 3)).isEqualTo(1);
            assertThat(passing(bench, frame, 100)).isEqualTo(100);
        }
    }

    /** The rule of addresses is asked first. */
    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.", "2001:db8:1:"})
    void whatASourcesOwnRuleRefusesTakesNothingFromItsNeighbours(String network) {
        try (var bench = bench(most(NETWORK, Dimension.PACKETS, 10), most(Grouping.ADDRESS, Dimension.PACKETS, 3))) {
            assertThat(passing(bench, ack(member(network, 1)), 100)).isEqualTo(3);
            assertThat(passing(bench, ack(member(network, 2)), 100)).isEqualTo(3);
            assertThat(passingOneEach(bench, network, 50)).as("four were left").isEqualTo(4);
        }
    }

    @Test
    void prefixesInEachOtherAreEachHeldToTheirRule() {
        try (var bench = bench(
                most(new Grouping(16, 0), Dimension.PACKETS, 12),
                most(new Grouping(24, 0), Dimension.PACKETS, 8),
                most(new Grouping(28, 0), Dimension.CONNECTIONS, 2))) {
            assertThat(passing(bench, syn("198.51.100.1"), 5)).isEqualTo(2);
            assertThat(passing(bench, syn("198.51.100.14"), 5)).isZero();
            assertThat(passing(bench, ack("198.51.100.14"), 50)).isEqualTo(6);
            assertThat(passing(bench, ack("198.51.7.1"), 50)).isEqualTo(4);
            assertThat(passing(bench, syn("198.52.7.1"), 50)).isEqualTo(2);
        }
    }

    /** The second rule of a dimension lets less pass in the long run, the first at once. */
    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.7", "2001:db8:1:2::1"})
    void eachRuleOfADimensionIsHeldTo(String source) {
        RateRule second = RateRule.perSecond(Dimension.PACKETS, 10, 60);
        RateRule all = most(Grouping.ADDRESS, Dimension.PACKETS, 25);
        try (var bench = bench(all, second)) {
            PolicedTable table = new PolicedTable(bench.plane());
            int[] passed = new int[4];
            for (int i = 0; i < passed.length; i++) {
                long before = bench.plane().stats().of(XdpReason.CLEAN).packets();
                bench.send(ack(source), 30);
                passed[i] = (int) (bench.plane().stats().of(XdpReason.CLEAN).packets() - before);
                table.age(1_100_000_000L);
            }
            assertThat(passed).containsExactly(10, 10, 5, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.", "2001:db8:1:"})
    void whoIsAllowedOrSparedOrALifelineIsNotBoundAndTakesNothingFromItsNeighbours(String network) {
        String allowed = member(network, 1);
        String spared = member(network, 2);
        String lifeline = member(network, 3);
        try (var bench = new XdpBench(policy(most(NETWORK, Dimension.PACKETS, 5)), allowed)) {
            bench.plane().spare(Prefix.parse(spared), HOUR_MILLIS);
            bench.plane().exempt(List.of(Prefix.parse(lifeline)));
            for (int i = 0; i < 20; i++) {
                assertThat(bench.reasonFor(ack(allowed))).isEqualTo(XdpReason.ALLOWED);
            }
            assertThat(passing(bench, ack(spared), 20)).isEqualTo(20);
            assertThat(passing(bench, ack(lifeline), 20)).isEqualTo(20);
            assertThat(passing(bench, ack(member(network, 4)), 20)).isEqualTo(5);
            assertThat(passing(bench, ack(spared), 20)).isEqualTo(20);

            bench.plane().spare(Prefix.parse(spared), 0);
            assertThat(passing(bench, ack(spared), 20)).isZero();
            bench.plane().spare(Prefix.parse(member(network, 0)).widened(network.contains(":") ? 48 : 24), HOUR_MILLIS);
            assertThat(passing(bench, ack(member(network, 5)), 20)).isEqualTo(20);
        }
    }

    /** Blocks, and rules that pass or drop, are asked first; limits that operators gave after those of the configuration. */
    @Test
    void theOrderOfReasonsIsThatOfSources() {
        try (var bench = bench(most(NETWORK, Dimension.PACKETS, 3))) {
            assertThat(passing(bench, ack("198.51.100.1"), 20)).isEqualTo(3);
            bench.block("198.51.100.0/25");
            assertThat(bench.reasonFor(ack("198.51.100.1"))).isEqualTo(XdpReason.BLOCKED_PREFIX);
            assertThat(bench.reasonFor(ack("198.51.100.200"))).isEqualTo(XdpReason.OVER_LIMIT);
            bench.unblock("198.51.100.0/25");
            bench.plane()
                    .limits()
                    .hold(Map.of(
                            new LimitRule(LimitRule.target("all"), Dimension.PACKETS, 2, WINDOW, 60), HOUR_MILLIS));
            assertThat(passing(bench, ack("198.51.100.1"), 20)).isZero();
            assertThat(passing(bench, ack("203.0.113.1"), 20)).isEqualTo(2);
            assertThat(passing(bench, ack("203.0.113.2"), 20)).as("of three").isZero();
        }
    }

    /** All of the same part of the table: a prefix gives way to others only when its set is full, and owes least. */
    @Test
    void theTableIsBoundedAndNoPrefixPaysForAnother() {
        RateRule rule = most(NETWORK, Dimension.PACKETS, 1);
        try (var bench = new XdpBench(new PacketPolicy(List.of(), List.of(), 64, List.of(rule)))) {
            for (int i = 0; i < 1_000; i++) {
                byte[] frame = ack("198." + (18 + (i >> 8)) + "." + (i & 0xFF) + ".1");
                assertThat(bench.reasonFor(frame)).isEqualTo(XdpReason.CLEAN);
            }
            assertThat(new PolicedTable(bench.plane()).sources()).isEqualTo(64);
        }
    }

    @Test
    void twoCpusHoldAPrefixTogether() throws InterruptedException {
        int each = 100_000;
        int last = Runtime.getRuntime().availableProcessors() - 1;
        try (var bench = bench(most(NETWORK, Dimension.PACKETS, 5_000))) {
            List<Thread> threads = List.of(
                    Pinned.start(0, () -> bench.sendHere(ack("198.51.100.1"), each)),
                    Pinned.start(last, () -> bench.sendHere(ack("198.51.100.2"), each)));
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(bench.plane().stats().of(XdpReason.CLEAN).packets()).isEqualTo(5_000);
        }
    }
}
