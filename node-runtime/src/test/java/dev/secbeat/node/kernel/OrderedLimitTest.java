// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.LimitSink;
import dev.secbeat.node.verdict.RateRule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Limits that operators give while the program runs. Their windows are a minute and what they allow is little, so that no more
 * than that passes as long as a test takes less than the ten seconds that each of them is worth.
 */
@NeedsKernel
class OrderedLimitTest {
    private static final String INSIDE = "198.51.100.7";
    private static final String OUTSIDE = "203.0.113.7";
    private static final String INSIDE6 = "2001:db8:1:2::1";
    private static final long HOUR = 3_600_000;

    private static byte[] syn(String from) {
        return Frame.from(from).tcp(Frame.SYN).ports(40_000, 443).bytes();
    }

    private static byte[] ack(String from) {
        return Frame.from(from).tcp(Frame.ACK).ports(40_000, 443).bytes();
    }

    private static LimitRule most(String of, Dimension dimension, long most) {
        return new LimitRule(LimitRule.target(of), dimension, most, 60_000, 60);
    }

    private static void hold(XdpBench bench, LimitRule... rules) {
        Map<LimitRule, Long> all = new LinkedHashMap<>();
        List.of(rules).forEach(rule -> all.put(rule, HOUR));
        bench.plane().limits().hold(all);
        assertThat(bench.plane().limits().holds()).isTrue();
    }

    private static void delete(XdpBench bench, String address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(Abi.PREFIX6_BYTES, Long.BYTES);
            byte[] bytes = Prefix.parse(address).addressBytes();
            key.set(JAVA_INT, Abi.PREFIX_LEN, 32);
            MemorySegment.copy(bytes, 0, key, JAVA_BYTE, Abi.PREFIX_ADDR, bytes.length);
            assertThat(LibBpf.open().mapDelete(bench.plane().mapFd("ordered4"), key))
                    .isZero();
        }
    }

    /** How many of so many packets pass, those refused being over a limit and nothing else. */
    private static int passing(XdpBench bench, byte[] frame, int sent) {
        int passed = 0;
        for (int i = 0; i < sent; i++) {
            XdpReason reason = bench.reasonFor(frame);
            assertThat(reason).isIn(XdpReason.CLEAN, XdpReason.OVER_LIMIT);
            passed += reason == XdpReason.CLEAN ? 1 : 0;
        }
        return passed;
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.0/24, 198.51.100.7",
        "198.51.100.7,    198.51.100.7",
        "all,             198.51.100.7",
        "2001:db8::/32,   2001:db8:1:2::1",
        "2001:db8:1:2::/64, 2001:db8:1:2::1",
        "all,             2001:db8:1:2::1"
    })
    void asManyPacketsAsAreAllowedPassAndNoneMoreUntilItEnds(String of, String source) {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            assertThat(passing(bench, ack(source), 50)).as("no limit yet").isEqualTo(50);
            hold(bench, most(of, Dimension.PACKETS, 5));
            assertThat(passing(bench, ack(source), 20)).isEqualTo(5);
            assertThat(passing(bench, syn(source), 5)).isZero();
            assertThat(passing(bench, ack(OUTSIDE), 20)).isEqualTo(of.equals("all") ? 5 : 20);

            hold(bench);
            assertThat(passing(bench, ack(source), 50)).as("none any more").isEqualTo(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INSIDE, INSIDE6})
    void bytesAndConnectionsAreHeldToLikewise(String source) {
        byte[] frame = ack(source);
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(bench, most("all", Dimension.CONNECTIONS, 3));
            assertThat(passing(bench, frame, 50)).isEqualTo(50);
            assertThat(passing(bench, syn(source), 10)).isEqualTo(3);

            byte[] large = Frame.from(source).tcp(Frame.ACK, 20, 1_200).bytes();
            hold(bench, most("all", Dimension.BYTES, 9L * large.length + 10));
            assertThat(passing(bench, large, 20)).isEqualTo(9);
        }
    }

    /** Requests are counted by the proxy; the kernel has nothing to hold, and says that it holds all it can. */
    @Test
    void whatTheKernelCannotSeeCostsItNothing() {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(bench, most("all", Dimension.REQUESTS, 1));
            assertThat(passing(bench, ack(INSIDE), 50)).isEqualTo(50);
        }
    }

    /** The longest prefix has the limits of those around it as well. */
    @Test
    void ofLimitsInEachOtherTheStrictestHolds() {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(
                    bench,
                    most("all", Dimension.PACKETS, 6),
                    most("198.51.100.0/24", Dimension.PACKETS, 4),
                    most("198.51.100.7", Dimension.PACKETS, 5),
                    most("198.51.100.7", Dimension.CONNECTIONS, 2));
            assertThat(passing(bench, ack(OUTSIDE), 20)).isEqualTo(6);
            assertThat(passing(bench, ack("198.51.100.8"), 20)).isEqualTo(4);
            assertThat(passing(bench, syn(INSIDE), 5)).isEqualTo(2);
            assertThat(passing(bench, ack(INSIDE), 20)).isEqualTo(2);
        }
    }

    /** Those of the configuration have their own part of the table: what one refuses the other is not charged for. */
    @Test
    void limitsStandBesideThoseOfTheConfiguration() {
        RateRule rule = new RateRule(Dimension.PACKETS, 0.01, 60_000, 15, Grouping.ADDRESS, 60, 60);
        PacketPolicy policy = new PacketPolicy(List.of(), List.of(), Services.MANY_SOURCES, List.of(rule));
        try (var bench = new XdpBench(policy)) {
            hold(bench, most("198.51.100.0/24", Dimension.PACKETS, 4));
            assertThat(passing(bench, ack(INSIDE), 20)).isEqualTo(4);
            assertThat(passing(bench, ack(OUTSIDE), 50)).isEqualTo(15);
        }
    }

    @Test
    void whoIsAllowedOrSparedIsNotHeldToIt() {
        try (var bench = new XdpBench(PacketPolicy.NONE, "203.0.113.0/24")) {
            hold(bench, most("all", Dimension.PACKETS, 2));
            for (int i = 0; i < 10; i++) {
                assertThat(bench.reasonFor(ack(OUTSIDE))).isEqualTo(XdpReason.ALLOWED);
            }
            bench.plane().spare(Prefix.parse(INSIDE), HOUR);
            assertThat(passing(bench, ack(INSIDE), 20)).isEqualTo(20);
            assertThat(passing(bench, ack("198.51.100.9"), 20)).isEqualTo(2);
        }
    }

    /** By the kernel's own clock: nobody has to be there to end it. */
    @Test
    void itEndsByItself() {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            bench.plane().limits().hold(Map.of(most("all", Dimension.PACKETS, 2), 1L));
            long end = System.nanoTime() + 60_000_000; // The end, and ticks of the coarse clock.
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(passing(bench, ack(INSIDE), 20)).isEqualTo(20);
        }
    }

    @Test
    void whatIsLostIsSeenAndWrittenAnew() {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            LimitSink limits = bench.plane().limits();
            Map<LimitRule, Long> wanted = Map.of(most(INSIDE, Dimension.PACKETS, 2), HOUR);
            limits.hold(wanted);
            delete(bench, INSIDE);
            assertThat(limits.holds()).isFalse();
            assertThat(passing(bench, ack(INSIDE), 20)).isEqualTo(20);
            limits.hold(wanted);
            assertThat(limits.holds()).isTrue();
            assertThat(passing(bench, ack(INSIDE), 20)).isEqualTo(2);
        }
    }
}
