// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verdicts on every shape of frame, by running the loaded program on each. */
@NeedsKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerdictTest {
    private static final String V4 = "198.51.100.7";
    private static final String V6 = "2001:db8:7:7::7";
    private XdpBench bench;

    /** A kind of frame, as a builder for any source. */
    record Shape(String name, boolean ipv6, UnaryOperator<Frame> build) {
        byte[] bytes() {
            return frame().bytes();
        }

        Frame frame() {
            return build.apply(Frame.from(ipv6 ? V6 : V4));
        }

        Shape with(String more, UnaryOperator<Frame> step) {
            return new Shape(name + " " + more, ipv6, frame -> step.apply(build.apply(frame)));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void open() {
        if (bench == null) {
            bench = new XdpBench(MapCapacities.DEFAULT, ReportPacing.DEFAULT, "203.0.113.0/24", "2001:db8:aaaa::/48");
        }
        bench.plane().blocks().forEach(block -> bench.plane().unblock(block.prefix()));
    }

    @AfterAll
    void close() {
        if (bench != null) {
            bench.close();
        }
    }

    static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        for (Shape network : networks()) {
            // All a multiple of 8 bytes long, as every fragment but the last must be.
            shapes.add(network.with("tcp", frame -> frame.tcp(Frame.SYN, 20, 4)));
            shapes.add(network.with("udp", frame -> frame.udp(16)));
            shapes.add(network.with("icmp", frame -> frame.icmp(8)));
            shapes.add(network.with("unknown transport", frame -> frame.transport(253, new byte[16])));
        }
        return shapes;
    }

    private static List<Shape> networks() {
        List<Shape> networks = new ArrayList<>();
        for (Shape link : links()) {
            if (link.ipv6()) {
                networks.addAll(extended(link));
            } else {
                networks.add(link);
                networks.add(link.with("4 bytes of options", frame -> frame.ipOptions(4)));
                networks.add(link.with("40 bytes of options", frame -> frame.ipOptions(40)));
                networks.add(link.with("first fragment", frame -> frame.fragment(0, true)));
            }
        }
        return networks;
    }

    private static List<Shape> links() {
        List<Shape> links = new ArrayList<>();
        for (boolean ipv6 : new boolean[] {false, true}) {
            Shape plain = new Shape(ipv6 ? "IPv6" : "IPv4", ipv6, frame -> frame);
            links.add(plain);
            links.add(plain.with("802.1Q", frame -> frame.vlan(0x8100)));
            links.add(plain.with("802.1ad + 802.1Q", frame -> frame.vlan(0x88A8).vlan(0x8100)));
        }
        return links;
    }

    private static List<Shape> extended(Shape link) {
        return List.of(
                link,
                link.with("hop-by-hop", frame -> frame.extension(Frame.HOP_BY_HOP, 0)),
                link.with("long destination options", frame -> frame.extension(Frame.DESTINATION, 8 * 40)),
                link.with("authentication", frame -> frame.extension(Frame.AUTHENTICATION, 16)),
                link.with("first fragment", frame -> frame.fragment(0, true)),
                link.with(
                        "seven extensions",
                        frame -> frame.extension(Frame.HOP_BY_HOP, 8)
                                .extension(Frame.DESTINATION, 0)
                                .extension(Frame.ROUTING, 16)
                                .extension(Frame.DESTINATION, 0)
                                .fragment(0, false)
                                .extension(Frame.AUTHENTICATION, 4)
                                .extension(Frame.DESTINATION, 24)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void passesWhatNobodyBlocked(Shape shape) {
        assertThat(bench.reasonFor(shape.bytes())).isEqualTo(XdpReason.CLEAN);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void dropsABlockedAddressAndCountsTheHit(Shape shape) {
        String address = shape.ipv6() ? V6 : V4;
        bench.block(address);
        assertThat(bench.reasonFor(shape.bytes())).isEqualTo(XdpReason.BLOCKED_EXACT);
        assertThat(bench.plane().hits(Prefix.parse(address))).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void dropsWhatABlockedPrefixHolds(Shape shape) {
        String prefix = shape.ipv6() ? "2001:db8:7::/48" : "198.51.0.0/16";
        bench.block(prefix);
        assertThat(bench.reasonFor(shape.bytes())).isEqualTo(XdpReason.BLOCKED_PREFIX);
        assertThat(bench.plane().hits(Prefix.parse(prefix))).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void dropsAFrameCutShortAtAnyByte(Shape shape) {
        byte[] whole = shape.bytes();
        for (int length = 14; length < whole.length; length++) {
            assertThat(bench.reasonFor(Arrays.copyOf(whole, length)))
                    .as("%s, %d of %d bytes", shape, length, whole.length)
                    .isEqualTo(XdpReason.MALFORMED);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void survivesAnyByteOfTheHeadersBeingWrong(Shape shape) {
        bench.block(shape.ipv6() ? V6 : V4);
        byte[] whole = shape.bytes();
        int source = shape.frame().ipOffset() + (shape.ipv6() ? 8 : 12);
        for (int at = shape.frame().ipOffset(); at < whole.length; at++) {
            if (at < source || at >= source + (shape.ipv6() ? 16 : 4)) {
                byte[] wrong = whole.clone();
                wrong[at] ^= (byte) 0xFF;
                assertThat(bench.reasonFor(wrong).action())
                        .as("%s, byte %d inverted, from a blocked source", shape, at)
                        .isEqualTo(XdpReason.Action.DROP);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void ignoresEthernetPadding(Shape shape) {
        byte[] whole = shape.bytes();
        assertThat(bench.reasonFor(Arrays.copyOf(whole, whole.length + 46))).isEqualTo(XdpReason.CLEAN);
    }

    @Test
    void neverDropsTheAllowedWhateverIsBlocked() {
        List.of("0.0.0.0/0", "::/0", "203.0.113.0/24", "203.0.113.9", "2001:db8:aaaa::/64", "2001:db8:aaaa::9")
                .forEach(bench::block);
        assertThat(bench.reasonFor(Frame.from("203.0.113.9").tcp(Frame.SYN).bytes()))
                .isEqualTo(XdpReason.ALLOWED);
        assertThat(bench.reasonFor(Frame.from("2001:db8:aaaa::9").udp(0).bytes()))
                .isEqualTo(XdpReason.ALLOWED);
        assertThat(bench.reasonFor(Frame.from(V4).udp(0).bytes())).isEqualTo(XdpReason.BLOCKED_PREFIX);
        assertThat(bench.reasonFor(Frame.from(V6).udp(0).bytes())).isEqualTo(XdpReason.BLOCKED_PREFIX);
    }

    @Test
    void blocksAWholeIpv6SubnetByItsUpperHalf() {
        bench.block("2001:db8:7:7::/64");
        assertThat(bench.reasonFor(Frame.from("2001:db8:7:7:ffff::1").udp(0).bytes()))
                .isEqualTo(XdpReason.BLOCKED_EXACT);
        assertThat(bench.reasonFor(Frame.from("2001:db8:7:8::1").udp(0).bytes()))
                .isEqualTo(XdpReason.CLEAN);
        bench.unblock("2001:db8:7:7::/64");
        assertThat(bench.reasonFor(Frame.from("2001:db8:7:7:ffff::1").udp(0).bytes()))
                .isEqualTo(XdpReason.CLEAN);
    }

    @Test
    void neighboursOfABlockedAddressPass() {
        bench.block(V4);
        assertThat(bench.reasonFor(Frame.from("198.51.100.6").udp(0).bytes())).isEqualTo(XdpReason.CLEAN);
        assertThat(bench.reasonFor(Frame.from("198.51.100.8").udp(0).bytes())).isEqualTo(XdpReason.CLEAN);
    }

    @Test
    void laterFragmentsFollowTheirSource() {
        for (String source : List.of(V4, V6)) {
            byte[] later = Frame.from(source).fragment(185, false).udp(0).bytes();
            assertThat(bench.reasonFor(later)).isEqualTo(XdpReason.CLEAN);
            bench.block(source);
            assertThat(bench.reasonFor(later)).isEqualTo(XdpReason.BLOCKED_EXACT);
        }
    }

    @Test
    void everythingThatIsNotIpPasses() {
        bench.block("0.0.0.0/0");
        for (int type : List.of(0x0806, 0x88CC, 0x8864, 46)) {
            assertThat(bench.reasonFor(Frame.from(V4).etherType(type).bytes())).isEqualTo(XdpReason.NOT_IP);
        }
        byte[] threeTags = Frame.from(V4).vlan(0x88A8).vlan(0x8100).vlan(0x8100).bytes();
        assertThat(bench.reasonFor(threeTags)).isEqualTo(XdpReason.NOT_IP);
    }

    @Test
    void neighbourDiscoveryPassesFromThisLinkOnly() {
        bench.block("::/0");
        for (int type = 133; type <= 137; type++) {
            assertThat(bench.reasonFor(Frame.from(V6).hopLimit(255).icmp(type).bytes()))
                    .isEqualTo(XdpReason.NEIGHBOUR);
            assertThat(bench.reasonFor(Frame.from(V6).hopLimit(254).icmp(type).bytes()))
                    .isEqualTo(XdpReason.BLOCKED_PREFIX);
        }
        assertThat(bench.reasonFor(Frame.from(V6).hopLimit(255).icmp(128).bytes()))
                .isEqualTo(XdpReason.BLOCKED_PREFIX);
        assertThat(bench.reasonFor(
                        Frame.from(V6).hopLimit(255).fragment(0, true).icmp(135).bytes()))
                .isEqualTo(XdpReason.BLOCKED_PREFIX);
    }

    @Test
    void countsAFrameOfSeveralBuffersWhole() {
        byte[] jumbo = Frame.from(V4).udp(8900).bytes();
        assertThat(bench.reasonFor(jumbo)).isEqualTo(XdpReason.CLEAN);
        bench.block(V4);
        assertThat(bench.reasonFor(jumbo)).isEqualTo(XdpReason.BLOCKED_EXACT);
    }
}
