// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.RateRule;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counting rules at work in the kernel. Their rates are so low, a packet in 100 seconds, that what passes is their depth and
 * nothing else, however long a test takes.
 */
@NeedsKernel
class LimitTest {
    private static final String V4 = "198.51.100.7";
    private static final String V6 = "2001:db8:1:2::1";
    private static final int WINDOW = 60_000;
    private static final double SLOW = 0.01;

    private static byte[] syn(String from) {
        return Frame.from(from).tcp(Frame.SYN).ports(40_000, 443).bytes();
    }

    private static byte[] ack(String from) {
        return Frame.from(from).tcp(Frame.ACK).ports(40_000, 443).bytes();
    }

    /** A rule by which {@code most} events pass, and not one more. */
    private static RateRule most(Dimension dimension, int most) {
        return new RateRule(dimension, SLOW, WINDOW, most, Grouping.ADDRESS, 60, 60);
    }

    private static PacketPolicy policy(RateRule... rules) {
        return new PacketPolicy(List.of(), List.of(), Services.MANY_SOURCES, List.of(rules));
    }

    private static long dropped(XdpBench bench) {
        return bench.plane().stats().of(XdpReason.OVER_LIMIT).packets();
    }

    private static void expect(XdpBench bench, byte[] frame, XdpReason... reasons) {
        for (XdpReason reason : reasons) {
            assertThat(bench.reasonFor(frame)).isEqualTo(reason);
        }
    }

    private static XdpReason[] times(int count, XdpReason reason) {
        XdpReason[] all = new XdpReason[count];
        Arrays.fill(all, reason);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {V4, V6})
    void asManyPacketsAsTheRuleAllowsPassAndNoneMore(String source) {
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 7)))) {
            expect(bench, ack(source), times(7, XdpReason.CLEAN));
            expect(bench, ack(source), times(3, XdpReason.OVER_LIMIT));
            expect(bench, syn(source), XdpReason.OVER_LIMIT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V4, V6})
    void asManyBytesAsTheRuleAllowsPassAndNoneMore(String source) {
        byte[] frame = ack(source);
        RateRule rule = new RateRule(Dimension.BYTES, 1, WINDOW, 20L * frame.length - 30, Grouping.ADDRESS, 60, 60);
        try (var bench = new XdpBench(policy(rule))) {
            expect(bench, frame, times(20, XdpReason.CLEAN));
            byte[] large = Frame.from(source).tcp(Frame.ACK, 20, 1_200).bytes();
            expect(bench, large, times(3, XdpReason.OVER_LIMIT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V4, V6})
    void asManyConnectionsAsTheRuleAllowsOpenAndNoneMore(String source) {
        try (var bench = new XdpBench(policy(most(Dimension.CONNECTIONS, 4)))) {
            bench.send(ack(source), 1_000);
            expect(bench, syn(source), times(4, XdpReason.CLEAN));
            expect(bench, syn(source), times(2, XdpReason.OVER_LIMIT));
            expect(bench, ack(source), times(2, XdpReason.CLEAN));
        }
    }

    @Test
    void whatOneRuleRefusesCostsNothingByAnother() {
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 10), most(Dimension.CONNECTIONS, 3)))) {
            bench.send(syn(V4), 100);
            assertThat(dropped(bench)).isEqualTo(97);
            bench.send(ack(V4), 100);
            assertThat(dropped(bench)).as("seven packets were left").isEqualTo(190);
        }
    }

    @ParameterizedTest
    @CsvSource({"PACKETS,500", "BYTES,27000", "CONNECTIONS,500"})
    void whatASourceAttemptsIsCountedWhetherItPassesOrNot(Dimension dimension, long attempted) {
        RateRule rule = dimension == Dimension.BYTES
                ? new RateRule(dimension, 1, WINDOW, 1_000, Grouping.ADDRESS, 60, 60)
                : most(dimension, 10);
        try (var bench = new XdpBench(
                MapCapacities.DEFAULT,
                new ReportPacing(1, ReportPacing.DEFAULT.tick()),
                AbuseFilter.DEFAULT,
                policy(rule))) {
            bench.send(syn(V4), 500);
            assertThat(dropped(bench)).isGreaterThan(450);
            bench.poll();
            assertThat(bench.counted(V4, dimension)).isEqualTo(attempted);
        }
    }

    @Test
    void sourcesDoNotShareAndASlash64IsOne() {
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 2)))) {
            for (int i = 0; i < 1_000; i++) {
                bench.send(ack("198.18." + (i >> 8) + "." + (i & 0xFF)), 2);
            }
            assertThat(dropped(bench)).isZero();
            expect(bench, ack("2001:db8:1:2::1"), XdpReason.CLEAN);
            expect(bench, ack("2001:db8:1:2:ffff::1"), XdpReason.CLEAN, XdpReason.OVER_LIMIT);
            expect(bench, ack("2001:db8:1:3::1"), XdpReason.CLEAN);
        }
    }

    @Test
    void whoIsAllowedIsNotBound() {
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 2)), "198.51.100.0/24", "2001:db8:1::/48")) {
            expect(bench, ack(V4), times(10, XdpReason.ALLOWED));
            expect(bench, ack(V6), times(10, XdpReason.ALLOWED));
            expect(bench, ack("203.0.113.1"), XdpReason.CLEAN, XdpReason.CLEAN, XdpReason.OVER_LIMIT);
        }
    }

    @Test
    void blocksComeFirst() {
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 1)))) {
            expect(bench, ack(V4), XdpReason.CLEAN, XdpReason.OVER_LIMIT);
            bench.block(V4);
            expect(bench, ack(V4), XdpReason.BLOCKED_EXACT);
            bench.unblock(V4);
            expect(bench, ack(V4), XdpReason.OVER_LIMIT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, 198.51.100.7",
        "198.51.100.7, 198.51.100.0/24",
        "198.51.100.7, 198.0.0.0/8",
        "2001:db8:1:2::1, 2001:db8:1:2::/64",
        "2001:db8:1:2::1, 2001:db8:1::/48",
        "2001:db8:1:2::1, 2001:db8:1:2::9",
        "2001:db8:1:2::1, 2001:db8:1:2:3::/80"
    })
    void whomAnOperatorSparesIsNotBound(String source, String prefix) {
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 3)))) {
            expect(bench, ack(source), XdpReason.CLEAN, XdpReason.CLEAN, XdpReason.CLEAN, XdpReason.OVER_LIMIT);
            bench.plane().spare(Prefix.parse(prefix), 600_000);
            expect(bench, ack(source), times(5, XdpReason.CLEAN));
            bench.plane().spare(Prefix.parse(prefix), 0);
            expect(bench, ack(source), XdpReason.OVER_LIMIT);
        }
    }

    @Test
    void sparingEndsByItself() throws InterruptedException {
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 1)))) {
            bench.plane().spare(Prefix.parse(V4), 600_000);
            bench.plane().spare(Prefix.parse(V4), 1);
            Thread.sleep(20);
            expect(bench, ack(V4), XdpReason.CLEAN, XdpReason.OVER_LIMIT);
        }
    }

    /** The kernel finds the longest prefix alone, so a short-lived one must not hide what lasts around or inside. */
    @Test
    void theLongestLastingPrefixSpares() throws InterruptedException {
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 1)))) {
            XdpDataPlane plane = bench.plane();
            bench.send(ack(V4), 2);
            bench.send(ack(V6), 2);
            plane.spare(Prefix.parse(V4), 1);
            plane.spare(Prefix.parse("198.51.100.0/24"), 600_000);
            plane.spare(Prefix.parse("198.51.0.0/16"), 1);
            plane.spare(Prefix.parse("2001:db8:1:2::5"), 600_000);
            plane.spare(Prefix.parse("2001:db8:1:2::6"), 1);
            plane.spare(Prefix.parse("2001:db8:1:2::/64"), 1);
            Thread.sleep(20);
            expect(bench, ack(V4), XdpReason.CLEAN);
            expect(bench, ack(V6), XdpReason.CLEAN);
            bench.poll(); // Lets go of those that have ended.
            expect(bench, ack(V4), XdpReason.CLEAN);
            expect(bench, ack(V6), XdpReason.CLEAN);
            plane.spare(Prefix.parse("198.51.100.0/24"), 0);
            plane.spare(Prefix.parse("2001:db8:1:2::5"), 0);
            expect(bench, ack(V4), XdpReason.OVER_LIMIT);
            expect(bench, ack(V6), XdpReason.OVER_LIMIT);
        }
    }

    @Test
    void rulesOfRequestsBindNobodyHere() {
        try (var bench = new XdpBench(policy(most(Dimension.REQUESTS, 1)))) {
            bench.send(syn(V4), 100);
            bench.send(syn(V6), 100);
            assertThat(dropped(bench)).isZero();
        }
    }

    @Test
    void aRuleOfOneFamilyBindsThatAlone() {
        RateRule only = most(Dimension.PACKETS, 1).per(new Grouping(0, 64));
        try (var bench = new XdpBench(policy(only))) {
            bench.send(syn(V4), 100);
            assertThat(dropped(bench)).isZero();
            bench.send(syn(V6), 100);
            assertThat(dropped(bench)).isEqualTo(99);
        }
    }

    /** They have no key, so nobody counts them and nobody could say that they are over a limit. */
    @Test
    void sourcesThatAreNotCountedHaveNoLimit() {
        AbuseFilter off = new AbuseFilter(Martians.OFF, new TreeSet<>());
        PacketPolicy policy = policy(most(Dimension.PACKETS, 1));
        try (var bench = new XdpBench(MapCapacities.DEFAULT, ReportPacing.DEFAULT, off, policy)) {
            expect(bench, ack("ff0e::1"), times(5, XdpReason.CLEAN));
            expect(bench, ack("::5"), times(5, XdpReason.CLEAN));
        }
    }

    @Test
    void twoCpusHoldALimitTogether() throws InterruptedException {
        int each = 100_000;
        try (var bench = new XdpBench(policy(most(Dimension.PACKETS, 5_000)))) {
            int last = Runtime.getRuntime().availableProcessors() - 1;
            List<Thread> threads = List.of(
                    Pinned.start(0, () -> bench.sendHere(ack(V4), each)),
                    Pinned.start(last, () -> bench.sendHere(ack(V4), each)));
            for (Thread thread : threads) {
                thread.join();
            }
            // The first packet on each CPU may not have been looked at.
            assertThat(2L * each - dropped(bench)).isBetween(5_000L, 5_002L);
        }
    }

    @Test
    void policedServicesKeepTheirOwnTable() {
        PacketPolicy both = Services.policy(Services.tcp("web", 443, Services.packets(1, 60_000)))
                .withLimits(List.of(most(Dimension.PACKETS, 30)));
        try (var bench = new XdpBench(both)) {
            bench.send(Frame.from(V4).tcp(Frame.ACK).ports(9, 80).bytes(), 10);
            expect(bench, ack(V4), times(20, XdpReason.CLEAN));
            expect(bench, ack(V4), XdpReason.OVER_LIMIT);
            assertThat(Services.count(bench, "web", PolicyStats.Verdict.PASSED)).isEqualTo(20);
            assertThat(Services.count(bench, "web", PolicyStats.Verdict.POLICED))
                    .isZero();
        }
    }

    /** Where one packet a CPU is little: forged sources, one packet each, never reach the table. */
    @Test
    void newcomersAreNotLookedAtUnderAHighLimit() {
        RateRule rule = most(Dimension.PACKETS, 32 * LibBpf.open().possibleCpus());
        try (var bench = new XdpBench(policy(rule))) {
            var table = new PolicedTable(bench.plane());
            for (int i = 0; i < 100; i++) {
                bench.send(ack("198.18.0." + i), 1);
                bench.send(ack("2001:db8:1:" + i + "::1"), 1);
            }
            assertThat(table.sources()).isZero();
            bench.send(ack(V4), 2);
            assertThat(table.sources()).isEqualTo(1);
            bench.send(ack(V4), 10_000);
            assertThat(10_002 - dropped(bench)).isBetween(rule.burst() + 1, rule.burst() + 2);
        }
        try (var bench = new XdpBench(policy(rule, most(Dimension.CONNECTIONS, 1)))) {
            expect(bench, syn(V4), XdpReason.CLEAN, XdpReason.OVER_LIMIT);
            expect(bench, syn(V6), XdpReason.CLEAN, XdpReason.OVER_LIMIT);
        }
    }
}
