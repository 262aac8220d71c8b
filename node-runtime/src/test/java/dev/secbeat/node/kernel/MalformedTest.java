// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that contradict themselves are dropped, unless their source is on the allow list. */
@NeedsKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedTest {
    private static final String V4 = "198.51.100.7";
    private static final String V6 = "2001:db8:7:7::7";
    private XdpBench bench;

    /** A frame made wrong in one way. */
    record Wrong(String name, Frame frame, Consumer<byte[]> damage) {
        byte[] bytes() {
            byte[] bytes = frame.bytes();
            damage.accept(bytes);
            return bytes;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void open() {
        if (bench == null) {
            bench = new XdpBench(MapCapacities.DEFAULT, ReportPacing.DEFAULT, "203.0.113.0/24");
        }
    }

    @AfterAll
    void close() {
        if (bench != null) {
            bench.close();
        }
    }

    static List<Wrong> wrong() {
        Frame eight = Frame.from(V6);
        for (int i = 0; i < 9; i++) {
            eight.extension(Frame.DESTINATION, 0);
        }
        return List.of(
                new Wrong("IPv4 of version 5", Frame.from(V4).udp(0), frame -> frame[14] = 0x55),
                new Wrong("IPv4 total under its header", Frame.from(V4).udp(0), frame -> frame[17] = 19),
                new Wrong("IPv4 total beyond the frame", Frame.from(V4).udp(0), frame -> frame[17]++),
                new Wrong("IPv6 of version 4", Frame.from(V6).udp(0), frame -> frame[14] = 0x40),
                new Wrong("IPv6 payload beyond the frame", Frame.from(V6).udp(0), frame -> frame[19]++),
                new Wrong("TCP header of 16 bytes", Frame.from(V4).tcp(Frame.SYN), frame -> frame[46] = 4 << 4),
                new Wrong("TCP header beyond the packet", Frame.from(V4).tcp(Frame.SYN), frame -> frame[46] = 6 << 4),
                new Wrong(
                        "TCP of 16 bytes in an atomic fragment",
                        Frame.from(V6).fragment(0, false).transport(Frame.TCP, new byte[16]),
                        frame -> {}),
                new Wrong("UDP length under its header", Frame.from(V4).udp(0), frame -> frame[39] = 7),
                new Wrong("UDP length beyond the packet", Frame.from(V4).udp(0), frame -> frame[39]++),
                new Wrong("UDP over IPv4 without a length", Frame.from(V4).udp(0), frame -> frame[39] = 0),
                new Wrong("ICMP of 7 bytes", Frame.from(V4).transport(Frame.ICMP, new byte[7]), frame -> {}),
                new Wrong("ICMPv6 of 3 bytes", Frame.from(V6).transport(Frame.ICMP6, new byte[3]), frame -> {}),
                new Wrong(
                        "extension beyond the packet",
                        Frame.from(V6).extension(Frame.HOP_BY_HOP, 0),
                        frame -> frame[55] = 9),
                new Wrong("nine extensions", eight, frame -> {}));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isDropped(Wrong wrong) {
        assertThat(bench.reasonFor(wrong.bytes())).isEqualTo(XdpReason.MALFORMED);
    }

    @Test
    void unlessTheSourceIsAllowed() {
        byte[] frame = Frame.from("203.0.113.7").udp(0).bytes();
        frame[39] = 7;
        assertThat(bench.reasonFor(frame)).isEqualTo(XdpReason.ALLOWED);
    }

    @Test
    void withoutBeingCountedAsASource() {
        bench.send(Frame.from(V4).transport(Frame.ICMP, new byte[7]).bytes(), 1000);
        bench.poll();
        assertThat(bench.counted(V4, dev.secbeat.node.api.Dimension.PACKETS)).isZero();
    }

    @Test
    void jumbogramsAreNot() {
        byte[] jumbo = Frame.from(V6).extension(Frame.HOP_BY_HOP, 0).udp(64).bytes();
        jumbo[18] = 0;
        jumbo[19] = 0;
        assertThat(bench.reasonFor(jumbo)).isEqualTo(XdpReason.CLEAN);
    }
}
