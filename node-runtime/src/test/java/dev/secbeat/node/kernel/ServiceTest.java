// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static dev.secbeat.node.kernel.Services.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.PacketRule.Action;
import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.api.ServicePolicy.Closed;
import dev.secbeat.node.api.ServicePolicy.Open;
import dev.secbeat.node.kernel.PolicyStats.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which service a packet is for, and what is asked before services. */
@NeedsKernel
class ServiceTest {
    private static final String V4 = "198.51.100.7";
    private static final String V6 = "2001:db8:7:7::7";

    private static byte[] syn(String to, int port) {
        String from = to.contains(":") ? V6 : V4;
        return Frame.from(from).to(to).tcp(Frame.SYN).ports(40_000, port).bytes();
    }

    @Test
    void portProtocolAndAddressTellTheService() {
        PacketPolicy policy = Services.policy(
                Services.tcp("anywhere", 443, new Closed()),
                Services.at("192.0.2.1", Services.tcp("here", 443, new Open())),
                Services.at("192.0.2.2", Services.tcp("there", 443, new Open())),
                Services.at("2001:db8::1", Services.tcp("six", 443, new Open())),
                Services.udp("quic", 443, new Open()),
                Services.at("192.0.2.1", Services.tcp("alone", 22, new Closed())));
        try (var bench = new XdpBench(policy)) {
            assertThat(bench.reasonFor(syn("192.0.2.1", 443))).isEqualTo(XdpReason.CLEAN);
            assertThat(bench.reasonFor(syn("192.0.2.2", 443))).isEqualTo(XdpReason.CLEAN);
            assertThat(bench.reasonFor(syn("192.0.2.3", 443))).isEqualTo(XdpReason.SERVICE_CLOSED);
            assertThat(bench.reasonFor(syn("2001:db8::1", 443))).isEqualTo(XdpReason.CLEAN);
            assertThat(bench.reasonFor(syn("2001:db8::2", 443))).isEqualTo(XdpReason.SERVICE_CLOSED);
            // The address of "here" in its first four bytes.
            assertThat(bench.reasonFor(syn("c000:201::", 443))).isEqualTo(XdpReason.SERVICE_CLOSED);
            assertThat(bench.reasonFor(syn("192.0.2.1", 22))).isEqualTo(XdpReason.SERVICE_CLOSED);
            assertThat(bench.reasonFor(syn("192.0.2.2", 22))).isEqualTo(XdpReason.CLEAN);
            for (int neighbour : new int[] {442, 444, 443 + 64, 443 - 64, 0, 65535}) {
                assertThat(bench.reasonFor(syn("192.0.2.3", neighbour))).isEqualTo(XdpReason.CLEAN);
            }
            assertThat(bench.reasonFor(Frame.from(V4).udp(4).ports(9, 443).bytes()))
                    .isEqualTo(XdpReason.CLEAN);
            assertThat(bench.reasonFor(Frame.from(V4).udp(4).ports(443, 22).bytes()))
                    .isEqualTo(XdpReason.CLEAN);
            for (String open : List.of("here", "there", "six", "quic")) {
                assertThat(count(bench, open, Verdict.PASSED)).as(open).isEqualTo(1);
            }
            assertThat(count(bench, "anywhere", Verdict.DROPPED)).isEqualTo(3);
            assertThat(count(bench, "alone", Verdict.DROPPED)).isEqualTo(1);
        }
    }

    @Test
    void asManyServicesAsThereMayBeAtOnePort() {
        List<ServicePolicy> services = new ArrayList<>();
        for (int i = 1; i < ServicePolicy.MOST; i++) {
            services.add(Services.at("192.0.2." + i, Services.tcp("service-" + i, 65_535, new Closed())));
        }
        services.add(Services.tcp("the-rest", 65_535, new Closed()));
        try (var bench = new XdpBench(Services.policy(services.toArray(ServicePolicy[]::new)))) {
            for (int i = 1; i <= ServicePolicy.MOST; i++) {
                assertThat(bench.reasonFor(syn("192.0.2." + i, 65_535))).isEqualTo(XdpReason.SERVICE_CLOSED);
            }
            services.forEach(service ->
                    assertThat(count(bench, service.name(), Verdict.DROPPED)).isEqualTo(1));
        }
    }

    @Test
    void onlyAFirstFragmentTellsItsService() {
        try (var bench = new XdpBench(Services.policy(Services.udp("dns", 53, new Closed())))) {
            for (String from : List.of(V4, V6)) {
                Frame first = Frame.from(from).fragment(0, true).udp(8).ports(9, 53);
                Frame later = Frame.from(from).fragment(185, false).udp(8).ports(9, 53);
                assertThat(bench.reasonFor(first.bytes())).isEqualTo(XdpReason.SERVICE_CLOSED);
                assertThat(bench.reasonFor(later.bytes())).isEqualTo(XdpReason.CLEAN);
            }
        }
    }

    @Test
    void rulesAndBlocksComeFirstAndSourcesAreCountedAllTheSame() {
        ReportPacing each = new ReportPacing(1, Duration.ofSeconds(10));
        PacketPolicy policy = new PacketPolicy(
                List.of(Rules.on().source("203.0.113.1").named("friend", Action.PASS)),
                List.of(Services.udp("dns", 53, new Closed())),
                Services.MANY_SOURCES);
        try (var bench = new XdpBench(MapCapacities.DEFAULT, each, AbuseFilter.DEFAULT, policy)) {
            assertThat(bench.reasonFor(
                            Frame.from("203.0.113.1").udp(0).ports(9, 53).bytes()))
                    .isEqualTo(XdpReason.RULE_PASS);
            byte[] query = Frame.from(V4).udp(0).ports(9, 53).bytes();
            assertThat(bench.reasonFor(query)).isEqualTo(XdpReason.SERVICE_CLOSED);
            bench.poll();
            assertThat(bench.counted(V4, Dimension.PACKETS)).isEqualTo(1);
            bench.block(V4);
            assertThat(bench.reasonFor(query)).isEqualTo(XdpReason.BLOCKED_EXACT);
            assertThat(count(bench, "dns", Verdict.DROPPED)).isEqualTo(1);
        }
    }

    @Test
    void whatComesFromAPortThatTheServiceDoesNotHearIsDroppedWhateverElseItTakes() {
        PacketPolicy policy = Services.policy(
                Services.deaf(Services.udp("game", 27_015, new Open()), 1, 53, 65_535),
                Services.udp("quic", 443, new Open()),
                Services.deaf(Services.udp("policed", 5_060, Services.packets(1_000_000, 1_000)), 123),
                Services.deaf(Services.udp("closed", 9, new Closed()), 19));
        try (var bench = new XdpBench(policy)) {
            for (String from : List.of(V4, V6)) {
                for (int port : new int[] {1, 53, 65_535}) {
                    assertThat(udp(bench, from, port, 27_015)).isEqualTo(XdpReason.AMPLIFICATION);
                    assertThat(udp(bench, from, port, 443)).isEqualTo(XdpReason.CLEAN);
                }
                for (int port : new int[] {0, 2, 52, 54, 53 + 64, 123, 65_534}) {
                    assertThat(udp(bench, from, port, 27_015))
                            .as("port %d", port)
                            .isEqualTo(XdpReason.CLEAN);
                }
                assertThat(udp(bench, from, 123, 5_060)).isEqualTo(XdpReason.AMPLIFICATION);
                assertThat(udp(bench, from, 53, 5_060)).isEqualTo(XdpReason.CLEAN);
                assertThat(udp(bench, from, 19, 9)).isEqualTo(XdpReason.AMPLIFICATION);
                assertThat(udp(bench, from, 20, 9)).isEqualTo(XdpReason.SERVICE_CLOSED);
            }
            assertThat(bench.reasonFor(
                            Frame.from(V4).tcp(Frame.ACK).ports(53, 27_015).bytes()))
                    .isEqualTo(XdpReason.CLEAN);
            assertThat(count(bench, "game", Verdict.DROPPED)).isEqualTo(6);
            assertThat(count(bench, "game", Verdict.PASSED)).isEqualTo(14);
            assertThat(count(bench, "quic", Verdict.PASSED)).isEqualTo(6);
            assertThat(count(bench, "policed", Verdict.DROPPED)).isEqualTo(2);
            assertThat(count(bench, "closed", Verdict.DROPPED)).isEqualTo(4);
        }
    }

    private static XdpReason udp(XdpBench bench, String from, int sourcePort, int port) {
        return bench.reasonFor(Frame.from(from).udp(4).ports(sourcePort, port).bytes());
    }

    @Test
    void aDryRunSparesWhatComesFromAnUnheardPortToo() {
        ServicePolicy game = Services.deaf(Services.udp("game", 27_015, new Open()), 53);
        try (var bench = new XdpBench(Services.policy(Services.rehearsed(game)))) {
            assertThat(udp(bench, V4, 53, 27_015)).isEqualTo(XdpReason.CLEAN);
            assertThat(udp(bench, V4, 54, 27_015)).isEqualTo(XdpReason.CLEAN);
            assertThat(count(bench, "game", Verdict.SPARED)).isEqualTo(1);
            assertThat(count(bench, "game", Verdict.PASSED)).isEqualTo(1);
            assertThat(count(bench, "game", Verdict.DROPPED)).isZero();
        }
    }

    @Test
    void aDryRunDropsNothingAndTellsWhatItWould() {
        PacketPolicy policy = Services.policy(
                Services.rehearsed(Services.udp("closed", 53, new Closed())),
                Services.rehearsed(Services.udp("policed", 123, Services.packets(1, 5_000))));
        try (var bench = new XdpBench(policy)) {
            assertThat(bench.reasonFor(Frame.from(V4).udp(0).ports(9, 53).bytes()))
                    .isEqualTo(XdpReason.CLEAN);
            assertThat(count(bench, "closed", Verdict.SPARED)).isEqualTo(1);
            bench.send(Frame.from(V4).udp(0).ports(9, 123).bytes(), 100);
            assertThat(bench.plane().stats().of(XdpReason.Action.DROP)).isEqualTo(XdpStats.Tally.ZERO);
            assertThat(count(bench, "policed", Verdict.POLICED)).isZero();
            assertThat(count(bench, "policed", Verdict.PASSED)).isBetween(5L, 99L);
            assertThat(count(bench, "policed", Verdict.SPARED))
                    .isEqualTo(100 - count(bench, "policed", Verdict.PASSED));
        }
    }
}
