// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.PacketRule.Action;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each thing a rule can ask for: the packet that has it, and the nearest one that has not, behind 0 to 2 VLAN tags. */
@NeedsKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleFieldsTest {
    private static final String V4 = "198.51.100.7";
    private static final String V6 = "2001:db8:7:7::7";
    private static final List<Case> CASES = cases();
    private XdpBench bench;

    /** A rule that counts, packets it counts, and packets it does not. */
    record Case(String name, Rules rule, List<Frame> hits, List<Frame> misses) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** All cases at once: rules that count hinder no other. */
    @BeforeAll
    void open() {
        List<PacketRule> rules = CASES.stream()
                .map(one -> one.rule.named(one.name, Action.COUNT))
                .toList();
        bench = new XdpBench(new PacketPolicy(rules, List.of(), 1));
    }

    @AfterAll
    void close() {
        if (bench != null) {
            bench.close();
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        addSources(cases);
        addDestinations(cases);
        addProtocols(cases);
        addPorts(cases);
        addFlags(cases);
        addLengths(cases);
        addFragments(cases);
        return List.copyOf(cases);
    }

    private static void add(List<Case> cases, String name, Rules rule, List<Frame> hits, List<Frame> misses) {
        cases.add(new Case(name, rule, hits, misses));
    }

    private static Frame udp(String source) {
        return Frame.from(source).udp(8);
    }

    private static Frame udp(String source, String destination) {
        return udp(source).to(destination);
    }

    private static void addSources(List<Case> cases) {
        add(
                cases,
                "source-host4",
                Rules.on().source(V4),
                List.of(udp(V4)),
                List.of(udp("198.51.100.6"), udp("198.51.100.8"), udp("198.51.100.135"), udp(V6)));
        add(
                cases,
                "source-net4",
                Rules.on().source("198.51.100.0/23"),
                List.of(udp("198.51.100.0"), udp("198.51.101.255")),
                List.of(udp("198.51.99.255"), udp("198.51.102.0")));
        add(
                cases,
                "source-all4",
                Rules.on().source("0.0.0.0/0"),
                List.of(udp("1.2.3.4"), udp("223.255.255.254")),
                List.of(udp(V6)));
        add(cases, "source-all6", Rules.on().source("::/0"), List.of(udp(V6), udp("fd00::1")), List.of(udp(V4)));
        add(
                cases,
                "source-net6",
                Rules.on().source("2001:db8:7:7::/63"),
                List.of(udp("2001:db8:7:6::"), udp("2001:db8:7:7:ffff:ffff:ffff:ffff")),
                List.of(udp("2001:db8:7:5:ffff::1"), udp("2001:db8:7:8::1")));
        add(
                cases,
                "source-host6",
                Rules.on().source(V6),
                List.of(udp(V6)),
                List.of(udp("2001:db8:7:7::6"), udp("2001:db8:7:7:8000::7"), udp("2001:db8:7:6::7")));
        // The first four bytes are those of 198.51.100.7: families do not mix.
        add(
                cases,
                "source-lookalike6",
                Rules.on().source("c633:6407::/32"),
                List.of(udp("c633:6407::1")),
                List.of(udp(V4)));
    }

    private static void addDestinations(List<Case> cases) {
        add(
                cases,
                "destination4",
                Rules.on().destination("192.0.2.128/25"),
                List.of(udp(V4, "192.0.2.128"), udp(V4, "192.0.2.255")),
                List.of(udp(V4, "192.0.2.127"), udp(V4, "192.0.3.128"), udp("192.0.2.129", "192.0.2.1")));
        add(
                cases,
                "destination6",
                Rules.on().destination("2001:db8::8000/113"),
                List.of(udp(V6, "2001:db8::8000"), udp(V6, "2001:db8::ffff")),
                List.of(udp(V6, "2001:db8::7fff"), udp(V6, "2001:db8::1:8000")));
    }

    private static void addProtocols(List<Case> cases) {
        for (String source : List.of(V4, V6)) {
            String family = source.equals(V4) ? "4" : "6";
            Frame tcp = Frame.from(source).tcp(Frame.ACK);
            Frame other = Frame.from(source).transport(253, new byte[12]);
            Frame icmp = Frame.from(source).icmp(source.equals(V4) ? 8 : 128);
            add(cases, "tcp" + family, Rules.on().tcp().source(source), List.of(tcp), List.of(udp(source), other));
            add(cases, "udp" + family, Rules.on().udp().source(source), List.of(udp(source)), List.of(tcp, icmp));
            add(
                    cases,
                    "other" + family,
                    Rules.on().protocol(253).source(source),
                    List.of(other),
                    List.of(tcp, Frame.from(source).transport(254, new byte[12])));
            add(
                    cases,
                    "icmp" + family,
                    Rules.on()
                            .protocol(source.equals(V4) ? Frame.ICMP : Frame.ICMP6)
                            .source(source),
                    List.of(icmp),
                    List.of(tcp, other));
        }
    }

    private static void addPorts(List<Case> cases) {
        for (String source : List.of(V4, V6)) {
            String family = source.equals(V4) ? "4" : "6";
            add(
                    cases,
                    "source-ports" + family,
                    Rules.on().udp().source(source).sourcePorts("1000-1003"),
                    List.of(udp(source).ports(1000, 9), udp(source).ports(1003, 9)),
                    List.of(
                            udp(source).ports(999, 9),
                            udp(source).ports(1004, 9),
                            udp(source).ports(9, 1000)));
            add(
                    cases,
                    "destination-port" + family,
                    Rules.on().tcp().source(source).destinationPorts("443"),
                    List.of(Frame.from(source).tcp(Frame.ACK).ports(9, 443)),
                    List.of(
                            Frame.from(source).tcp(Frame.ACK).ports(9, 442),
                            Frame.from(source).tcp(Frame.ACK).ports(9, 444),
                            Frame.from(source).tcp(Frame.ACK).ports(443, 9),
                            udp(source).ports(9, 443)));
            add(
                    cases,
                    "all-ports" + family,
                    Rules.on().udp().source(source).destinationPorts("0-65535"),
                    List.of(udp(source).ports(9, 0), udp(source).ports(9, 65535)),
                    List.of(
                            Frame.from(source).tcp(Frame.ACK),
                            Frame.from(source).fragment(185, false).udp(8)));
        }
    }

    private static void addFlags(List<Case> cases) {
        for (String source : List.of(V4, V6)) {
            String family = source.equals(V4) ? "4" : "6";
            add(
                    cases,
                    "syn-only" + family,
                    Rules.on().tcp().source(source).flags("syn,!ack"),
                    List.of(
                            Frame.from(source).tcp(Frame.SYN),
                            Frame.from(source).tcp(Frame.SYN | 0x40)),
                    List.of(
                            Frame.from(source).tcp(Frame.SYN_ACK),
                            Frame.from(source).tcp(Frame.ACK),
                            Frame.from(source).fragment(185, false).tcp(Frame.SYN)));
            add(
                    cases,
                    "no-syn" + family,
                    Rules.on().tcp().source(source).flags("!syn"),
                    List.of(
                            Frame.from(source).tcp(Frame.ACK),
                            Frame.from(source).tcp(Frame.RST)),
                    // A later fragment has no flags, not cleared ones.
                    List.of(
                            Frame.from(source).tcp(Frame.SYN),
                            Frame.from(source).fragment(185, false).tcp(Frame.ACK)));
        }
    }

    /** IPv4 20 and UDP 8 bytes, IPv6 40 and UDP 8; Ethernet's padding and tags do not count. */
    private static void addLengths(List<Case> cases) {
        add(
                cases,
                "length4",
                Rules.on().source(V4).length("36-40"),
                List.of(
                        udp(V4),
                        Frame.from(V4).udp(12),
                        Frame.from(V4).ipOptions(4).udp(8)),
                List.of(
                        Frame.from(V4).udp(7),
                        Frame.from(V4).udp(13),
                        Frame.from(V4).ipOptions(8).udp(8)));
        add(
                cases,
                "length6",
                Rules.on().source(V6).length("56"),
                List.of(udp(V6), Frame.from(V6).extension(Frame.DESTINATION, 0).udp(0)),
                List.of(Frame.from(V6).udp(7), Frame.from(V6).udp(9)));
        add(
                cases,
                "long4",
                Rules.on().source(V4).length("1501-65535"),
                List.of(Frame.from(V4).udp(1473)),
                List.of(Frame.from(V4).udp(1472)));
    }

    private static void addFragments(List<Case> cases) {
        for (String source : List.of(V4, V6)) {
            String family = source.equals(V4) ? "4" : "6";
            Frame whole = udp(source).ports(9, 53);
            Frame first = Frame.from(source).fragment(0, true).udp(8).ports(9, 53);
            Frame later = Frame.from(source).fragment(185, false).udp(8).ports(9, 53);
            add(
                    cases,
                    "fragment" + family,
                    Rules.on().source(source).fragment(true),
                    List.of(first, later),
                    List.of(whole));
            add(
                    cases,
                    "whole" + family,
                    Rules.on().source(source).fragment(false),
                    List.of(whole),
                    List.of(first, later));
            add(
                    cases,
                    "fragment-port" + family,
                    Rules.on().udp().source(source).destinationPorts("53").fragment(true),
                    List.of(first),
                    List.of(later, whole));
            add(
                    cases,
                    "later-udp" + family,
                    Rules.on().udp().source(source).fragment(true),
                    List.of(first, later),
                    List.of(whole, Frame.from(source).fragment(185, false).tcp(Frame.ACK)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void countsWhatHasItAndNotTheNearest(Case one) {
        for (int tags = 0; tags <= 2; tags++) {
            for (Frame frame : one.hits) {
                assertThat(counts(one.name, tagged(frame.bytes(), tags)))
                        .as("hit behind %d tags", tags)
                        .isTrue();
            }
            for (Frame frame : one.misses) {
                assertThat(counts(one.name, tagged(frame.bytes(), tags)))
                        .as("miss behind %d tags", tags)
                        .isFalse();
            }
        }
    }

    /** The frame with VLAN tags between its addresses and its type. */
    private static byte[] tagged(byte[] frame, int tags) {
        ByteBuffer tagged = ByteBuffer.allocate(frame.length + 4 * tags).put(frame, 0, 12);
        for (int i = 0; i < tags; i++) {
            tagged.putShort((short) 0x8100).putShort((short) 100);
        }
        return tagged.put(frame, 12, frame.length - 12).array();
    }

    private boolean counts(String rule, byte[] frame) {
        XdpStats.Tally before = tally(rule);
        assertThat(bench.reasonFor(frame))
                .as("rules that count do nothing else")
                .isEqualTo(XdpReason.CLEAN);
        XdpStats.Tally after = tally(rule);
        long packets = after.packets() - before.packets();
        assertThat(packets).isBetween(0L, 1L);
        assertThat(after.bytes() - before.bytes()).isEqualTo(packets * frame.length);
        return packets == 1;
    }

    private XdpStats.Tally tally(String rule) {
        return Objects.requireNonNull(bench.plane().policyStats().rules().get(rule), rule);
    }
}
