// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets made to harm, each beside the nearest one that is legal; with 0 to 2 VLAN tags. */
@NeedsKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseTest {
    private static final String V4 = "198.51.100.7";
    private static final String V6 = "2001:db8:7:7::7";
    private static final String SERVICE4 = "192.0.2.1";
    private static final String SERVICE6 = "2001:db8::1";
    private XdpBench bench;

    /** A frame, or one made wrong after it was built. */
    record Made(Supplier<Frame> frame, int tags, Consumer<byte[]> damage) {
        byte[] bytes() {
            Frame tagged = frame.get();
            for (int tag = 0; tag < tags; tag++) {
                tagged.vlan(0x8100);
            }
            byte[] bytes = tagged.bytes();
            byte[] ip = Arrays.copyOfRange(bytes, tagged.ipOffset(), bytes.length);
            damage.accept(ip);
            System.arraycopy(ip, 0, bytes, tagged.ipOffset(), ip.length);
            return bytes;
        }
    }

    /** What is dropped for {@code reason}, and what is as like it as can be and passes. */
    record Pair(String name, XdpReason reason, Made bad, Made good) {
        @Override
        public String toString() {
            return name + ", " + bad.tags + " tags";
        }
    }

    @BeforeEach
    void open() {
        if (bench == null) {
            bench = new XdpBench(AbuseFilter.DEFAULT, "203.0.113.0/24", "2001:db8:aaaa::/48");
        }
    }

    @AfterAll
    void close() {
        if (bench != null) {
            bench.close();
        }
    }

    static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (int tags = 0; tags <= 2; tags++) {
            lengths(pairs, tags);
            lands(pairs, tags);
            for (String source : List.of(V4, V6)) {
                tinyFragments(pairs, tags, source);
                badFragments(pairs, tags, source);
            }
            chains(pairs, tags);
        }
        return pairs;
    }

    private static void add(
            List<Pair> pairs, int tags, XdpReason reason, String name, Supplier<Frame> bad, Supplier<Frame> good) {
        pairs.add(new Pair(name, reason, new Made(bad, tags, _ -> {}), new Made(good, tags, _ -> {})));
    }

    private static void lengths(List<Pair> pairs, int tags) {
        Supplier<Frame> plain = () -> Frame.from(V4).transport(253, new byte[40]);
        Made whole = new Made(plain, tags, ip -> ip[0] = 0x4F);
        for (int words : List.of(0, 1, 4)) {
            Made bad = new Made(plain, tags, ip -> ip[0] = (byte) (0x40 | words));
            pairs.add(new Pair("header of " + words + " words", XdpReason.BAD_IHL, bad, whole));
        }
        Supplier<Frame> short39 = () -> Frame.from(V4).transport(253, new byte[39]);
        pairs.add(new Pair(
                "header beyond the packet",
                XdpReason.BAD_IHL,
                new Made(short39, tags, ip -> ip[0] = 0x4F),
                new Made(short39, tags, ip -> ip[0] = 0x4E)));
    }

    private static void lands(List<Pair> pairs, int tags) {
        XdpReason land = XdpReason.LAND;
        add(
                pairs,
                tags,
                land,
                "IPv4 TCP land",
                () -> Frame.from(SERVICE4).to(SERVICE4).tcp(Frame.SYN).ports(80, 80),
                () -> Frame.from("192.0.2.2").to(SERVICE4).tcp(Frame.SYN).ports(80, 80));
        add(
                pairs,
                tags,
                land,
                "IPv4 UDP land of two ports",
                () -> Frame.from(SERVICE4).to(SERVICE4).udp(8).ports(80, 81),
                () -> Frame.from("193.0.2.1").to(SERVICE4).udp(8).ports(80, 81));
        add(
                pairs,
                tags,
                land,
                "IPv6 TCP land",
                () -> Frame.from(SERVICE6).to(SERVICE6).tcp(Frame.SYN).ports(80, 80),
                () -> Frame.from("2001:db8::2").to(SERVICE6).tcp(Frame.SYN).ports(80, 80));
        add(
                pairs,
                tags,
                land,
                "IPv6 ping land",
                () -> Frame.from(SERVICE6).to(SERVICE6).icmp(128),
                () -> Frame.from("2001:db8:0:1::1").to(SERVICE6).icmp(128));
        add(
                pairs,
                tags,
                land,
                "land in a later fragment",
                () -> Frame.from(SERVICE4).to(SERVICE4).fragment(185, false).udp(0),
                () -> Frame.from(V4).to(SERVICE4).fragment(185, false).udp(0));
    }

    private static void tinyFragments(List<Pair> pairs, int tags, String source) {
        XdpReason tiny = XdpReason.TINY_FRAGMENT;
        add(
                pairs,
                tags,
                tiny,
                "TCP header split in its fixed part, from " + source,
                () -> Frame.from(source).fragment(0, true).transport(Frame.TCP, new byte[16]),
                () -> Frame.from(source).fragment(0, true).tcp(Frame.SYN, 20, 4));
        add(
                pairs,
                tags,
                tiny,
                "TCP header split in its options, from " + source,
                () -> Frame.from(source).fragment(0, true).tcp(Frame.SYN, 28, 4),
                () -> Frame.from(source).fragment(0, true).tcp(Frame.SYN, 24, 4));
        add(
                pairs,
                tags,
                tiny,
                "TCP fragment over the flags, from " + source,
                () -> Frame.from(source).fragment(1, false).transport(Frame.TCP, new byte[16]),
                () -> Frame.from(source).fragment(2, false).transport(Frame.TCP, new byte[16]));
        add(
                pairs,
                tags,
                tiny,
                "TCP fragment over the flags and more to follow, from " + source,
                () -> Frame.from(source).fragment(1, true).transport(Frame.TCP, new byte[16]),
                () -> Frame.from(source).fragment(1, true).transport(Frame.UDP, new byte[16]));
    }

    private static void badFragments(List<Pair> pairs, int tags, String source) {
        XdpReason bad = XdpReason.BAD_FRAGMENT;
        // IPv4 counts its header of 20 bytes, IPv6 does not: 65,512 + 20 + 3 and 65,528 + 7.
        int last = source.equals(V4) ? 8189 : 8191;
        int room = source.equals(V4) ? 3 : 7;
        add(
                pairs,
                tags,
                bad,
                "ping of death, from " + source,
                () -> Frame.from(source).fragment(last, false).transport(253, new byte[room + 1]),
                () -> Frame.from(source).fragment(last, false).transport(253, new byte[room]));
        add(
                pairs,
                tags,
                bad,
                "first fragment that ends within a unit, from " + source,
                () -> Frame.from(source).fragment(0, true).udp(15),
                () -> Frame.from(source).fragment(0, true).udp(16));
        add(
                pairs,
                tags,
                bad,
                "middle fragment that ends within a unit, from " + source,
                () -> Frame.from(source).fragment(185, true).transport(Frame.UDP, new byte[12]),
                () -> Frame.from(source).fragment(185, false).transport(Frame.UDP, new byte[12]));
        add(
                pairs,
                tags,
                bad,
                "fragment of nothing, from " + source,
                () -> Frame.from(source).fragment(185, false).transport(Frame.UDP, new byte[0]),
                () -> Frame.from(source).fragment(185, false).transport(Frame.UDP, new byte[1]));
    }

    /** What IPv6 extension headers add: length before the fragment header, chains cut in two, fragments of fragments. */
    private static void chains(List<Pair> pairs, int tags) {
        add(
                pairs,
                tags,
                XdpReason.BAD_FRAGMENT,
                "ping of death with an option before",
                () -> Frame.from(V6)
                        .extension(Frame.HOP_BY_HOP, 0)
                        .fragment(8190, false)
                        .transport(253, new byte[8]),
                () -> Frame.from(V6)
                        .extension(Frame.HOP_BY_HOP, 0)
                        .fragment(8190, false)
                        .transport(253, new byte[7]));
        add(
                pairs,
                tags,
                XdpReason.BAD_FRAGMENT,
                "fragment of a fragment",
                () -> Frame.from(V6).fragment(0, true).fragment(0, false).udp(16),
                () -> Frame.from(V6).fragment(0, true).udp(16));
        // 16 bytes of options of which the fragment holds 8; the length stands in the extension's second byte.
        Supplier<Frame> options = () ->
                Frame.from(V6).fragment(0, true).extension(Frame.DESTINATION, 0).transport(253, new byte[0]);
        pairs.add(new Pair(
                "extension headers split",
                XdpReason.TINY_FRAGMENT,
                new Made(options, tags, ip -> ip[49] = 1),
                new Made(options, tags, ip -> ip[49] = 0)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isDroppedByNameWhileItsLegalNeighbourPasses(Pair pair) {
        assertThat(bench.reasonFor(pair.bad.bytes())).isEqualTo(pair.reason);
        assertThat(bench.reasonFor(pair.good.bytes())).isEqualTo(XdpReason.CLEAN);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isMalformedWhenCutShortAtAnyByte(Pair pair) {
        for (byte[] whole : List.of(pair.bad.bytes(), pair.good.bytes())) {
            for (int length = 14; length < whole.length; length++) {
                assertThat(bench.reasonFor(Arrays.copyOf(whole, length)))
                        .as("%s, %d of %d bytes", pair, length, whole.length)
                        .isEqualTo(XdpReason.MALFORMED);
            }
        }
    }

    /** RFC 9293 as a list: what is left of a segment's flags without PSH, URG, ECE and CWR. */
    @ParameterizedTest
    @ValueSource(strings = {V4, V6})
    void onlyFlagsThatAStackSendsPass(String source) {
        int telling = Frame.FIN | Frame.SYN | Frame.RST | Frame.ACK;
        Set<Integer> sent = Set.of(
                Frame.SYN,
                Frame.SYN_ACK,
                Frame.ACK,
                Frame.FIN | Frame.ACK,
                Frame.RST,
                Frame.RST | Frame.ACK,
                Frame.FIN | Frame.RST | Frame.ACK);
        for (int flags = 0; flags < 256; flags++) {
            XdpReason expected = sent.contains(flags & telling) ? XdpReason.CLEAN : XdpReason.TCP_FLAGS;
            for (int tags = 0; tags <= 2; tags++) {
                int wanted = flags;
                Made segment = new Made(() -> Frame.from(source).tcp(wanted), tags, _ -> {});
                assertThat(bench.reasonFor(segment.bytes()))
                        .as("flags %02x", flags)
                        .isEqualTo(expected);
            }
            assertThat(bench.reasonFor(Frame.from(source)
                            .fragment(0, true)
                            .tcp(flags, 20, 4)
                            .bytes()))
                    .as("flags %02x in a first fragment", flags)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Frame.FIN | Frame.PSH | Frame.URG, Frame.SYN | Frame.FIN, Frame.SYN | Frame.RST, Frame.FIN})
    void theWellKnownScansAreAmongThem(int flags) {
        assertThat(bench.reasonFor(Frame.from(V4).tcp(flags).bytes())).isEqualTo(XdpReason.TCP_FLAGS);
        assertThat(bench.reasonFor(Frame.from(V6).tcp(flags).bytes())).isEqualTo(XdpReason.TCP_FLAGS);
    }

    @Test
    void theAllowedPassWhateverTheySend() {
        List<Frame> frames = List.of(
                Frame.from("203.0.113.7").tcp(0),
                Frame.from("203.0.113.7").to("203.0.113.7").udp(0),
                Frame.from("203.0.113.7").fragment(1, false).transport(Frame.TCP, new byte[16]),
                Frame.from("2001:db8:aaaa::7").fragment(0, true).udp(15),
                Frame.from("2001:db8:aaaa::7").tcp(Frame.FIN));
        for (Frame frame : frames) {
            assertThat(bench.reasonFor(frame.bytes())).isEqualTo(XdpReason.ALLOWED);
        }
    }

    @Test
    void atomicFragmentsAreWholePackets() {
        byte[] discovery =
                Frame.from(V6).hopLimit(255).fragment(0, false).icmp(135).bytes();
        assertThat(bench.reasonFor(discovery)).isEqualTo(XdpReason.NEIGHBOUR);
        assertThat(bench.reasonFor(Frame.from(V6).fragment(0, false).udp(15).bytes()))
                .isEqualTo(XdpReason.CLEAN);
        assertThat(bench.reasonFor(Frame.from(V6)
                        .fragment(0, false)
                        .transport(253, new byte[0])
                        .bytes()))
                .isEqualTo(XdpReason.CLEAN);
    }

    @Test
    void noneIsCountedAsASource() {
        bench.send(Frame.from("198.51.100.99").tcp(0).bytes(), 1000);
        bench.poll();
        assertThat(bench.counted("198.51.100.99", Dimension.PACKETS)).isZero();
    }
}
