// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.verdict.RateRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel lets those off without whom the node is cut off, and what it does not. */
@NeedsKernel
class LifelinesInKernelTest {
    private static final String V4 = "198.51.100.9";
    private static final String V6 = "2001:db8:1:2::53";
    /** Two packets pass in the time that a test takes. */
    private static final RateRule TWO_PACKETS =
            new RateRule(Dimension.PACKETS, 0.01, 60_000, 2, Grouping.ADDRESS, 60, 60);

    private static byte[] packet(String from) {
        return Frame.from(from).tcp(Frame.ACK).ports(4222, 40_000).bytes();
    }

    private static PacketPolicy limited(RateRule... rules) {
        return new PacketPolicy(List.of(), List.of(), Services.MANY_SOURCES, List.of(rules));
    }

    private static void expect(XdpBench bench, String from, XdpReason... reasons) {
        for (XdpReason reason : reasons) {
            assertThat(bench.reasonFor(packet(from))).as(from).isEqualTo(reason);
        }
    }

    private static List<Prefix> prefixes(String... texts) {
        return List.of(texts).stream().map(Prefix::parse).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {V4, V6})
    void countingRulesDoNotBindThemAndTheyAreCountedAllTheSame(String lifeline) {
        try (var bench = new XdpBench(
                MapCapacities.DEFAULT,
                new ReportPacing(1, ReportPacing.DEFAULT.tick()),
                AbuseFilter.DEFAULT,
                limited(TWO_PACKETS))) {
            expect(bench, lifeline, XdpReason.CLEAN, XdpReason.CLEAN, XdpReason.OVER_LIMIT);
            bench.plane().exempt(prefixes(lifeline));
            expect(bench, lifeline, XdpReason.CLEAN, XdpReason.CLEAN, XdpReason.CLEAN, XdpReason.CLEAN);
            bench.poll();
            assertThat(bench.counted(lifeline, Dimension.PACKETS)).isEqualTo(7);
        }
    }

    /** The second rule is asked behind the first, the third is of what a lifeline shares with others. */
    @ParameterizedTest
    @ValueSource(strings = {V4, V6})
    void noneOfSeveralCountingRulesBindsThem(String lifeline) {
        RateRule ten = new RateRule(Dimension.PACKETS, 0.01, 60_000, 10, Grouping.ADDRESS, 60, 60);
        RateRule network = TWO_PACKETS.per(new Grouping(24, 48));
        try (var bench = new XdpBench(limited(TWO_PACKETS, ten, network))) {
            bench.plane().exempt(prefixes(lifeline));
            bench.send(packet(lifeline), 50);
            assertThat(overLimit(bench.plane())).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V4, V6})
    void listsAndBlocksDoNotDropThemAndDropThoseAround(String lifeline) throws ListRoomException {
        String neighbour = lifeline.replaceAll("(9|53)$", "8");
        try (var bench = new XdpBench(List.of("feed"), 64)) {
            bench.lists().enforce(List.of(ListTexts.list("198.51.100.0/24", "2001:db8:1:2::/64", lifeline)));
            expect(bench, lifeline, XdpReason.BLOCKED_LIST);
            bench.plane().exempt(prefixes(lifeline));
            expect(bench, lifeline, XdpReason.CLEAN);
            expect(bench, neighbour, XdpReason.BLOCKED_LIST);

            bench.block("198.51.100.0/25");
            bench.block(lifeline);
            expect(bench, lifeline, XdpReason.CLEAN);

            bench.plane().exempt(List.of());
            expect(bench, lifeline, XdpReason.BLOCKED_EXACT);
        }
    }

    @Test
    void theyAreReplacedAsTheyChange() {
        try (var bench = new XdpBench(limited(TWO_PACKETS))) {
            bench.send(packet(V4), 2);
            bench.send(packet(V6), 2);
            bench.plane().exempt(prefixes(V4));
            expect(bench, V4, XdpReason.CLEAN);
            expect(bench, V6, XdpReason.OVER_LIMIT);
            bench.plane().exempt(prefixes(V6));
            expect(bench, V6, XdpReason.CLEAN);
            expect(bench, V4, XdpReason.OVER_LIMIT);
        }
    }

    /** Anybody can forge a resolver's address. */
    @Test
    void whatIsAbusiveByItselfIsDroppedAllTheSame() {
        AbuseFilter reflected = new AbuseFilter(Martians.INVALID, new TreeSet<>(List.of(53)));
        try (var bench = new XdpBench(MapCapacities.DEFAULT, ReportPacing.DEFAULT, reflected, limited(TWO_PACKETS))) {
            bench.plane().exempt(prefixes(V4));
            assertThat(bench.reasonFor(Frame.from(V4).udp(8).ports(53, 40_000).bytes()))
                    .isEqualTo(XdpReason.AMPLIFICATION);
        }
    }

    @Test
    void whoIsAllowedEverythingStaysSo() {
        try (var bench = new XdpBench(limited(TWO_PACKETS), "198.51.100.0/24")) {
            bench.plane().exempt(prefixes(V4, V6));
            expect(bench, V4, XdpReason.ALLOWED);
            expect(bench, "198.51.100.1", XdpReason.ALLOWED);
            expect(bench, V6, XdpReason.CLEAN);
        }
    }

    @Test
    void packetsOnAWireArriveAlsoRightAfterARestart() throws IOException {
        Path pins =
                Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        RateRule thirty = new RateRule(Dimension.PACKETS, 0.01, 60_000, 30, Grouping.ADDRESS, 60, 60);
        PacketPolicy policy = new PacketPolicy(List.of(), List.of(), Services.MANY_SOURCES, List.of(thirty));
        try (var namespaces = new NamespacePair();
                Wire wire = new Wire(namespaces, 0)) {
            XdpSettings settings = new XdpSettings(wire.guarded(), pins, List.of()).withPolicy(policy);
            try (XdpDataPlane plane = namespaces.inside(() -> XdpDataPlane.open(settings))) {
                wire.send(100);
                Await.until("all but thirty dropped", () -> overLimit(plane) >= 70);
                assertThat(wire.arrived()).isBetween(1, 30);
                plane.exempt(List.of(wire.source()));
                wire.assertArrives(200);
            }
            try (XdpDataPlane plane = namespaces.inside(() -> XdpDataPlane.open(settings))) {
                long before = overLimit(plane);
                wire.assertArrives(200);
                assertThat(overLimit(plane)).as("nobody has named it anew").isEqualTo(before);
                plane.exempt(List.of());
                wire.send(200);
                Await.until("it is bound again", () -> overLimit(plane) >= before + 170);
            } finally {
                XdpDataPlane.detach(pins);
            }
        }
    }

    private static long overLimit(XdpDataPlane plane) {
        return plane.stats().of(XdpReason.OVER_LIMIT).packets();
    }

    @Test
    void moreThanThereIsRoomForChangeNothing() {
        try (var bench = new XdpBench(List.of("feed"), 64, "203.0.113.0/24")) { // Room for eight.
            bench.plane().exempt(prefixes(V4));
            List<Prefix> many = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                many.add(Prefix.parse("192.0.2." + i));
            }
            assertThatThrownBy(() -> bench.plane().exempt(many))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("room for 8");
            bench.block(V4);
            expect(bench, V4, XdpReason.CLEAN);
            bench.plane().exempt(many.subList(0, 7)); // They have room only once the one before has gone.
            expect(bench, V4, XdpReason.BLOCKED_EXACT);
            expect(bench, "203.0.113.1", XdpReason.ALLOWED);
            bench.block("192.0.2.6");
            expect(bench, "192.0.2.6", XdpReason.CLEAN);
        }
    }
}
