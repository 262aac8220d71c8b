// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SYNs to a guarded port are answered, ACKs checked: every shape of frame, run through the loaded program. */
@NeedsKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SynCookieTest {
    private static final String V4 = "198.51.100.7";
    private static final String V6 = "2001:db8:7:7::7";
    private static final int CLIENT_PORT = 40_000;
    private static final int SEQUENCE = 0x7FFFFFFF;
    /** What Linux sends: MSS 1460, SACK, timestamps, a pad, window scale 7. */
    private static final List<Integer> LINUX = List.of(2, 4, 5, 0xB4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7);
    /** What Windows sends: no timestamps. */
    private static final List<Integer> WINDOWS = List.of(2, 4, 5, 0xB4, 1, 3, 3, 8, 1, 1, 4, 2);

    /** The lowest numbers of a cookie stand for the MSS: a neighbour may be as good. */
    private static final int FAR = 100;

    /** Fills a fragment to units of 8 bytes. */
    private static final List<Integer> PADS = List.of(1, 1, 1, 1);

    private GuardedPort guarded;

    /** A kind of SYN. */
    record Shape(String name, boolean ipv6, List<Integer> options, int payload, UnaryOperator<Frame> frame) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void open() {
        if (guarded == null) {
            guarded = new GuardedPort(SynCookies.Mode.ON, 1000, "ipv4/tcp_syncookies=2", "ipv4/tcp_timestamps=1");
            // Down, so that no packet of the kernel's own gets between a test and its counts.
            guarded.namespaces().ipInside("link", "set", NamespacePair.GUARDED, "down");
        }
    }

    @AfterAll
    void close() throws IOException {
        if (guarded != null) {
            guarded.close();
        }
    }

    static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        List<UnaryOperator<Frame>> tags = List.of(
                frame -> frame,
                frame -> frame.vlan(0x8100),
                frame -> frame.vlan(0x88A8).vlan(0x8100));
        for (int tagged = 0; tagged < tags.size(); tagged++) {
            for (boolean ipv6 : new boolean[] {false, true}) {
                String name = (ipv6 ? "IPv6" : "IPv4") + ", " + tagged + " tags, ";
                UnaryOperator<Frame> frame = tags.get(tagged);
                shapes.add(new Shape(name + "bare", ipv6, List.of(), 0, frame));
                shapes.add(new Shape(name + "of Linux", ipv6, LINUX, 0, frame));
                shapes.add(new Shape(name + "of Windows", ipv6, WINDOWS, 0, frame));
                shapes.add(new Shape(name + "with the longest header", ipv6, Collections.nCopies(40, 0), 0, frame));
                shapes.add(new Shape(name + "with data", ipv6, LINUX, 401, frame));
                shapes.add(new Shape(name + "with data in several buffers", ipv6, LINUX, 8000, frame));
            }
            UnaryOperator<Frame> frame = tags.get(tagged);
            shapes.add(new Shape(
                    "IPv4, " + tagged + " tags, with IP options",
                    false,
                    LINUX,
                    0,
                    it -> frame.apply(it).ipOptions(40)));
        }
        return shapes;
    }

    private TcpFrame say(boolean ipv6, TcpFrame.Segment segment, UnaryOperator<Frame> shape) {
        return TcpFrame.say(
                ipv6 ? V6 : V4, ipv6 ? GuardedPort.SERVICE6 : GuardedPort.SERVICE4, guarded.mac(), segment, shape);
    }

    private TcpFrame syn(Shape shape) {
        TcpFrame.Segment syn = TcpFrame.Segment.syn(CLIENT_PORT, GuardedPort.PORT, SEQUENCE);
        return say(shape.ipv6, syn.with(shape.options, shape.payload), shape.frame);
    }

    private TcpFrame answered(TcpFrame syn) {
        GuardedPort.Judged judged = guarded.judge(syn);
        assertThat(judged.reason()).isEqualTo(XdpReason.SYN_COOKIE);
        return TcpFrame.of(judged.frame().array());
    }

    private static TcpFrame.Segment reply(int flags, int sequence, int acknowledged) {
        return new TcpFrame.Segment(CLIENT_PORT, GuardedPort.PORT, sequence, acknowledged, flags);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aSynIsTurnedIntoItsAnswer(Shape shape) {
        TcpFrame syn = syn(shape);
        TcpFrame answer = answered(syn);
        assertThat(answer.toMac()).isEqualTo(TcpFrame.CLIENT_MAC);
        assertThat(answer.fromMac()).isEqualTo(guarded.mac());
        assertThat(answer.tags()).isEqualTo(syn.tags());
        assertThat(answer.source()).isEqualTo(syn.destination());
        assertThat(answer.destination()).isEqualTo(syn.source());
        assertThat(answer.ipFields())
                .isEqualTo(shape.ipv6 ? "60000000 of 6 hops 64" : "45 tos 0 id 0 4000 ttl 64 of 6");
        assertThat(answer.fromPort()).isEqualTo(GuardedPort.PORT);
        assertThat(answer.toPort()).isEqualTo(CLIENT_PORT);
        assertThat(answer.flags()).isEqualTo(Frame.SYN_ACK);
        assertThat(answer.acknowledged()).isEqualTo(SEQUENCE + 1);
        assertThat(answer.checksumErrors()).containsExactly(0, 0);
        assertThat(answer.tcpBytes()).isEqualTo(24);
        assertThat(answer.options()).isEqualTo(shape.ipv6 ? mss(1440) : mss(1460));
        assertThat(answer.padding()).isEqualTo(new byte[answer.bytes().length == 60 ? 2 : 0]);
    }

    /** The answer is written over the SYN, and often shortens the frame; a sample is of what came. */
    @ParameterizedTest
    @MethodSource("shapes")
    void aSampleOfAnAnsweredSynIsOfTheSyn(Shape shape) {
        byte[] syn = syn(shape).bytes();
        byte[] start = Arrays.copyOf(syn, Math.min(syn.length, PacketSample.HEADER_BYTES));
        CaptureRequest each =
                new CaptureRequest(EnumSet.allOf(XdpReason.class), OptionalInt.of(1), CaptureRequest.MAX_RATE);
        try (PacketCapture capture = PacketCapture.open(guarded.pins(), each)) {
            answered(TcpFrame.of(syn));
            assertThat(SampleTest.polled(capture)).singleElement().satisfies(sample -> {
                assertThat(sample.reason()).isEqualTo(XdpReason.SYN_COOKIE);
                assertThat(sample.frameBytes()).isEqualTo(syn.length);
                assertThat(sample.header()).isEqualTo(ByteBuffer.wrap(start));
            });
            assertThat(capture.losses()).isEqualTo(new PacketCapture.Losses(0, 0));
        }
    }

    @Test
    void everyNthAnsweredSynIsSampled() {
        TcpFrame syn = syn(new Shape("", false, LINUX, 0, it -> it));
        CaptureRequest fourth =
                new CaptureRequest(Set.of(XdpReason.SYN_COOKIE), OptionalInt.of(4), CaptureRequest.MAX_RATE);
        try (Pinned cpu = new Pinned(0);
                PacketCapture capture = PacketCapture.open(guarded.pins(), fourth)) {
            cpu.run(() -> {
                for (int sent = 0; sent < 40; sent++) {
                    answered(syn);
                }
            });
            assertThat(SampleTest.polled(capture)).hasSize(10);
        }
    }

    private static byte[] mss(int bytes) {
        return ByteBuffer.allocate(4)
                .put((byte) 2)
                .put((byte) 4)
                .putShort((short) bytes)
                .array();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void onlyTheAckThatBringsTheCookiePasses(Shape shape) {
        TcpFrame answer = answered(syn(shape));
        int cookie = answer.sequence() + 1;
        List<TcpFrame> good = List.of(
                say(shape.ipv6, reply(Frame.ACK, SEQUENCE + 1, cookie), shape.frame),
                say(shape.ipv6, reply(Frame.ACK | Frame.PSH, SEQUENCE + 1, cookie), shape.frame));
        List<TcpFrame> bad = List.of(
                say(shape.ipv6, reply(Frame.ACK, SEQUENCE + 1, cookie + FAR), shape.frame),
                say(shape.ipv6, reply(Frame.ACK, SEQUENCE + 1, cookie ^ 0x80000000), shape.frame),
                say(shape.ipv6, reply(Frame.ACK, SEQUENCE + 1 + FAR, cookie), shape.frame),
                say(shape.ipv6, reply(Frame.FIN | Frame.ACK, 1, 1), shape.frame),
                say(shape.ipv6, reply(Frame.SYN_ACK, SEQUENCE + 1, cookie), shape.frame));
        assertThat(good).allSatisfy(ack -> assertThat(guarded.reasonFor(ack)).isEqualTo(XdpReason.SYN_COOKIE_ACK));
        assertThat(bad).allSatisfy(ack -> assertThat(guarded.reasonFor(ack)).isEqualTo(XdpReason.ACK_INVALID));
        assertThat(guarded.reasonFor(say(shape.ipv6, reply(Frame.RST, SEQUENCE + 1, cookie), shape.frame)))
                .isEqualTo(XdpReason.CLEAN);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatIsCutShortIsMalformedAndNeverAnswered(Shape shape) {
        byte[] whole = syn(shape).bytes();
        for (int length = 14; length < Math.min(whole.length, 150); length++) {
            assertThat(guarded.judge(Arrays.copyOf(whole, length)).reason())
                    .as("%d of %d bytes", length, whole.length)
                    .isEqualTo(XdpReason.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsNotForAGuardedListenerPasses(boolean ipv6) {
        int[] ports = {GuardedPort.CLOSED_PORT, 80};
        for (int port : ports) {
            TcpFrame.Segment syn = TcpFrame.Segment.syn(CLIENT_PORT, port, SEQUENCE);
            TcpFrame.Segment ack = new TcpFrame.Segment(CLIENT_PORT, port, 1, 1, Frame.ACK);
            assertThat(guarded.reasonFor(say(ipv6, syn, it -> it))).isEqualTo(XdpReason.CLEAN);
            assertThat(guarded.reasonFor(say(ipv6, ack, it -> it))).isEqualTo(XdpReason.CLEAN);
        }
        byte[] toAnother = syn(new Shape("", ipv6, LINUX, 0, it -> it)).bytes();
        toAnother[5] ^= 1;
        assertThat(guarded.judge(toAnother).reason()).isEqualTo(XdpReason.CLEAN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oddSynsAreDroppedAndOddAcksCheckedAllTheSame(boolean ipv6) {
        TcpFrame.Segment syn =
                TcpFrame.Segment.syn(CLIENT_PORT, GuardedPort.PORT, SEQUENCE).with(PADS, 0);
        List<UnaryOperator<Frame>> odd = ipv6
                ? List.of(
                        it -> it.fragment(0, true),
                        it -> it.fragment(0, false),
                        it -> it.extension(Frame.DESTINATION, 0),
                        it -> it.extension(Frame.HOP_BY_HOP, 8))
                : List.of(it -> it.fragment(0, true));
        TcpFrame answer = answered(say(ipv6, syn, it -> it));
        TcpFrame.Segment good =
                reply(Frame.ACK, SEQUENCE + 1, answer.sequence() + 1).with(PADS, 0);
        TcpFrame.Segment bad = reply(Frame.ACK, SEQUENCE + 1, 1).with(PADS, 0);
        for (UnaryOperator<Frame> shape : odd) {
            assertThat(guarded.reasonFor(say(ipv6, syn, shape))).isEqualTo(XdpReason.SYN_ODD);
            assertThat(guarded.reasonFor(say(ipv6, good, shape))).isEqualTo(XdpReason.SYN_COOKIE_ACK);
            assertThat(guarded.reasonFor(say(ipv6, bad, shape))).isEqualTo(XdpReason.ACK_INVALID);
        }
    }

    @Test
    void theAllowedAreLeftToTheStackAndTheBlockedGetNoAnswer() {
        TcpFrame.Segment syn = TcpFrame.Segment.syn(CLIENT_PORT, GuardedPort.PORT, SEQUENCE);
        assertThat(guarded.reasonFor(TcpFrame.say("203.0.113.7", GuardedPort.SERVICE4, guarded.mac(), syn, it -> it)))
                .isEqualTo(XdpReason.ALLOWED);
        Prefix source = Prefix.parse("198.51.100.66");
        guarded.plane().block(source, 600_000);
        assertThat(guarded.reasonFor(TcpFrame.say("198.51.100.66", GuardedPort.SERVICE4, guarded.mac(), syn, it -> it)))
                .isEqualTo(XdpReason.BLOCKED_EXACT);
    }

    @Test
    void segmentsOfConnectionsPassAndSoDoSynsThatMeetTheRestOfOne() throws Exception {
        guarded.namespaces().ipInside("link", "set", "lo", "up");
        guarded.namespaces().ipInside("address", "add", "192.0.2.3/32", "dev", "lo");
        Socket client = guarded.namespaces().inside(() -> {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.3"), 0));
            socket.connect(guarded.address(false));
            return socket;
        });
        int port = client.getLocalPort();
        TcpFrame ack = fromLocal(new TcpFrame.Segment(port, GuardedPort.PORT, 1, 1, Frame.ACK));
        TcpFrame syn = fromLocal(TcpFrame.Segment.syn(port, GuardedPort.PORT, SEQUENCE));
        try (client;
                Socket _ = guarded.listener().accept()) {
            assertThat(guarded.reasonFor(ack)).isEqualTo(XdpReason.CLEAN);
            assertThat(guarded.reasonFor(syn)).isEqualTo(XdpReason.CLEAN);
        } // The server closes first, so it is the server that remembers.
        assertThat(guarded.reasonFor(syn)).as("its end is remembered").isEqualTo(XdpReason.CLEAN);
    }

    private TcpFrame fromLocal(TcpFrame.Segment segment) {
        return TcpFrame.say("192.0.2.3", GuardedPort.SERVICE4, guarded.mac(), segment, it -> it);
    }
}
