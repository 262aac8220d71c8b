// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.api.ServicePolicy.Open;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP from the ports of services that are abused as reflectors. */
@NeedsKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AmplificationTest {
    private static final TreeSet<Integer> PORTS = new TreeSet<>(List.of(1, 53, 63, 64, 123, 11_211, 32_768, 65_535));
    private XdpBench bench;

    @BeforeEach
    void open() {
        if (bench == null) {
            bench = new XdpBench(new AbuseFilter(Martians.INVALID, PORTS), "203.0.113.0/24");
        }
    }

    @AfterAll
    void close() {
        if (bench != null) {
            bench.close();
        }
    }

    /** Sources of both families, with 0 to 2 VLAN tags. */
    static List<List<String>> sources() {
        return List.of(
                List.of("198.51.100.7"),
                List.of("198.51.100.7", "tag"),
                List.of("198.51.100.7", "tag", "tag"),
                List.of("2001:db8:7:7::7"),
                List.of("2001:db8:7:7::7", "tag"),
                List.of("2001:db8:7:7::7", "tag", "tag"));
    }

    private static Frame from(List<String> source) {
        Frame frame = Frame.from(source.getFirst());
        source.stream().skip(1).forEach(_ -> frame.vlan(0x8100));
        return frame;
    }

    @ParameterizedTest
    @MethodSource("sources")
    void isDroppedByItsSourcePort(List<String> source) {
        for (int port = 0; port <= 65_535; port += port < 300 ? 1 : 97) {
            byte[] frame = from(source).udp(8).ports(port, 443).bytes();
            XdpReason expected = PORTS.contains(port) ? XdpReason.AMPLIFICATION : XdpReason.CLEAN;
            assertThat(bench.reasonFor(frame)).as("port %d", port).isEqualTo(expected);
        }
        for (int port : PORTS) {
            byte[] frame = from(source).udp(8).ports(port, 443).bytes();
            assertThat(bench.reasonFor(frame)).as("port %d", port).isEqualTo(XdpReason.AMPLIFICATION);
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void isNotDroppedByItsDestinationPortNorWhenItIsTcp(List<String> source) {
        assertThat(bench.reasonFor(from(source).udp(8).ports(5000, 53).bytes())).isEqualTo(XdpReason.CLEAN);
        assertThat(bench.reasonFor(from(source).tcp(Frame.ACK).ports(53, 5000).bytes()))
                .isEqualTo(XdpReason.CLEAN);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void isDroppedInTheFirstFragmentWhileLaterOnesHaveNoPort(List<String> source) {
        assertThat(bench.reasonFor(
                        from(source).fragment(0, true).udp(1472).ports(53, 5000).bytes()))
                .isEqualTo(XdpReason.AMPLIFICATION);
        assertThat(bench.reasonFor(
                        from(source).fragment(185, false).udp(8).ports(53, 5000).bytes()))
                .isEqualTo(XdpReason.CLEAN);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void isMalformedWhenCutShortAtAnyByte(List<String> source) {
        byte[] whole = from(source).udp(8).ports(53, 5000).bytes();
        for (int length = 14; length < whole.length; length++) {
            assertThat(bench.reasonFor(Arrays.copyOf(whole, length)))
                    .as("%d of %d bytes", length, whole.length)
                    .isEqualTo(XdpReason.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Frame.HOP_BY_HOP, Frame.DESTINATION, Frame.AUTHENTICATION})
    void isFoundBehindAnExtensionHeader(int kind) {
        Frame frame = Frame.from("2001:db8:7:7::7").extension(kind, 0).udp(8).ports(53, 5000);
        assertThat(bench.reasonFor(frame.bytes())).isEqualTo(XdpReason.AMPLIFICATION);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aServicesOwnPortsAreFoundWhereTheNodesAre(List<String> source) {
        ServicePolicy game = Services.deaf(Services.udp("game", 5000, new Open()), PORTS.toArray(Integer[]::new));
        try (XdpBench own = new XdpBench(Services.policy(game))) {
            for (int port = 0; port <= 65_535; port += port < 300 ? 1 : 97) {
                byte[] frame = from(source).udp(8).ports(port, 5000).bytes();
                XdpReason expected = PORTS.contains(port) ? XdpReason.AMPLIFICATION : XdpReason.CLEAN;
                assertThat(own.reasonFor(frame)).as("port %d", port).isEqualTo(expected);
            }
            for (int port : PORTS) {
                Frame first = from(source).fragment(0, true).udp(1472).ports(port, 5000);
                assertThat(own.reasonFor(first.bytes())).as("port %d", port).isEqualTo(XdpReason.AMPLIFICATION);
                Frame elsewhere = from(source).udp(8).ports(port, 5001);
                assertThat(own.reasonFor(elsewhere.bytes())).isEqualTo(XdpReason.CLEAN);
            }
            Frame later = from(source).fragment(185, false).udp(8).ports(53, 5000);
            assertThat(own.reasonFor(later.bytes())).isEqualTo(XdpReason.CLEAN);
        }
    }

    @Test
    void passesWhenAllowed() {
        byte[] frame = Frame.from("203.0.113.7").udp(8).ports(53, 5000).bytes();
        assertThat(bench.reasonFor(frame)).isEqualTo(XdpReason.ALLOWED);
    }

    @Test
    void passesWhereNoPortIsConfigured() {
        try (XdpBench off = new XdpBench(AbuseFilter.DEFAULT)) {
            for (int port : PORTS) {
                byte[] frame =
                        Frame.from("198.51.100.7").udp(8).ports(port, 443).bytes();
                assertThat(off.reasonFor(frame)).isEqualTo(XdpReason.CLEAN);
            }
        }
    }
}
