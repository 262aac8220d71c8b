// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.PacketRule.Action;
import dev.secbeat.node.api.PacketRule.Match;
import dev.secbeat.node.api.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which rule decides, and what is asked before and after rules. */
@NeedsKernel
class RuleOrderTest {
    private static final String V4 = "198.51.100.7";
    private static final byte[] DNS = Frame.from(V4).udp(8).ports(9, 53).bytes();
    private static final byte[] NTP = Frame.from(V4).udp(8).ports(9, 123).bytes();

    private static Map<String, XdpStats.Tally> rules(XdpBench bench) {
        return bench.plane().policyStats().rules();
    }

    private static XdpStats.Tally tally(int packets, byte[] frame) {
        return new XdpStats.Tally(packets, (long) packets * frame.length);
    }

    @Test
    void theFirstThatDecidesDecidesAndCountersBeforeItCount() {
        PacketPolicy policy = Rules.policy(
                Rules.on().source(V4).named("seen", Action.COUNT),
                Rules.on().udp().destinationPorts("53").named("dns", Action.PASS),
                Rules.on().udp().named("no-udp", Action.DROP),
                Rules.on().source(V4).named("never-reached", Action.PASS));
        try (var bench = new XdpBench(policy)) {
            assertThat(bench.reasonFor(DNS)).isEqualTo(XdpReason.RULE_PASS);
            assertThat(bench.reasonFor(NTP)).isEqualTo(XdpReason.RULE_DROP);
            assertThat(bench.reasonFor(NTP)).isEqualTo(XdpReason.RULE_DROP);
            assertThat(bench.reasonFor(Frame.from("198.51.100.8").tcp(Frame.ACK).bytes()))
                    .isEqualTo(XdpReason.CLEAN);
            assertThat(rules(bench))
                    .containsExactly(
                            Map.entry("seen", tally(3, DNS)),
                            Map.entry("dns", tally(1, DNS)),
                            Map.entry("no-udp", tally(2, DNS)),
                            Map.entry("never-reached", XdpStats.Tally.ZERO));
        }
    }

    @Test
    void theSameRulesInAnotherOrderDecideOtherwise() {
        PacketPolicy policy = Rules.policy(
                Rules.on().udp().named("no-udp", Action.DROP),
                Rules.on().udp().destinationPorts("53").named("dns", Action.PASS));
        try (var bench = new XdpBench(policy)) {
            assertThat(bench.reasonFor(DNS)).isEqualTo(XdpReason.RULE_DROP);
        }
    }

    @Test
    void rulesComeAfterAllowedAndMalformedAndBeforeBlocks() {
        PacketPolicy policy = Rules.policy(
                Rules.on().udp().destinationPorts("53").named("dns", Action.PASS),
                new PacketRule("nothing-else", Match.ANY, Action.DROP));
        try (var bench = new XdpBench(policy, "203.0.113.0/24")) {
            bench.block(V4);
            assertThat(bench.reasonFor(DNS)).as("a rule passes what is blocked").isEqualTo(XdpReason.RULE_PASS);
            assertThat(bench.reasonFor(NTP)).isEqualTo(XdpReason.RULE_DROP);
            assertThat(bench.plane().hits(Prefix.parse(V4))).isZero();
            assertThat(bench.reasonFor(Frame.from("203.0.113.7").udp(0).bytes()))
                    .isEqualTo(XdpReason.ALLOWED);
            assertThat(bench.reasonFor(Frame.from(V4).tcp(0).bytes())).isEqualTo(XdpReason.TCP_FLAGS);
            assertThat(bench.reasonFor(Frame.from(V4).to(V4).udp(0).ports(9, 53).bytes()))
                    .isEqualTo(XdpReason.LAND);
            assertThat(bench.reasonFor(Frame.from(V4).etherType(0x0806).bytes()))
                    .isEqualTo(XdpReason.NOT_IP);
            assertThat(bench.reasonFor(
                            Frame.from("fe80::7").hopLimit(255).icmp(135).bytes()))
                    .isEqualTo(XdpReason.NEIGHBOUR);
        }
    }

    @Test
    void whatARuleDecidesIsNotCountedBySource() {
        PacketPolicy policy = Rules.policy(
                Rules.on().udp().destinationPorts("53").named("dns", Action.PASS),
                Rules.on().udp().destinationPorts("123").named("ntp", Action.DROP));
        ReportPacing each = new ReportPacing(1, Duration.ofSeconds(10));
        try (var bench = new XdpBench(MapCapacities.DEFAULT, each, AbuseFilter.DEFAULT, policy)) {
            bench.send(DNS, 5);
            bench.send(NTP, 5);
            bench.send(Frame.from(V4).udp(8).ports(9, 9).bytes(), 3);
            bench.poll();
            assertThat(bench.counted(V4, Dimension.PACKETS)).isEqualTo(3);
        }
    }

    @Test
    void theLastOfTheMostRulesIsAskedToo() {
        List<PacketRule> rules = new ArrayList<>();
        for (int i = 1; i < PacketRule.MOST; i++) {
            rules.add(Rules.on().udp().sourcePorts(Integer.toString(i)).named("rule-" + i, Action.DROP));
        }
        rules.add(Rules.on().udp().sourcePorts("64").named("a-name-of-thirty-two-characters-", Action.PASS));
        try (var bench = new XdpBench(new PacketPolicy(rules, List.of(), 1))) {
            assertThat(bench.reasonFor(Frame.from(V4).udp(8).ports(63, 9).bytes()))
                    .isEqualTo(XdpReason.RULE_DROP);
            byte[] last = Frame.from(V4).udp(8).ports(64, 9).bytes();
            assertThat(bench.reasonFor(last)).isEqualTo(XdpReason.RULE_PASS);
            assertThat(bench.reasonFor(Frame.from(V4).udp(8).ports(65, 9).bytes()))
                    .isEqualTo(XdpReason.CLEAN);
            assertThat(rules(bench)).containsEntry("a-name-of-thirty-two-characters-", tally(1, last));
        }
    }
}
