// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.support.Await;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When answering begins and ends, and what the kernel's settings make of it; by running the program on SYNs. */
@NeedsKernel
class SynAutoTest {
    private static final int RATE = 1000;
    /** In less time than a second, so many are too many: a second's worth at once, and what CPUs keep to themselves. */
    private static final int FLOOD = 2 * RATE;

    private static TcpFrame syn(GuardedPort guarded, int port) {
        return TcpFrame.say(
                "198.51.100.7", GuardedPort.SERVICE4, guarded.mac(), TcpFrame.Segment.syn(40_000, port, 1), it -> it);
    }

    private static GuardedPort open(SynCookies.Mode mode, String... settings) {
        GuardedPort guarded = new GuardedPort(mode, RATE, settings);
        guarded.namespaces().ipInside("link", "set", NamespacePair.GUARDED, "down");
        return guarded;
    }

    /** All from one CPU and within a moment of it, as fast as the program runs. */
    private static void flood(GuardedPort guarded, int port) {
        int _ = guarded.namespaces()
                .inside(() -> new TestRun(guarded.plane().programFd())
                        .verdict(syn(guarded, port).bytes(), FLOOD));
    }

    @Test
    void answersDuringAFloodAndForAWhileAfterAndOnlyOnThatPort() throws IOException {
        try (GuardedPort guarded = open(SynCookies.Mode.AUTO, "ipv4/tcp_syncookies=2")) {
            TcpFrame syn = syn(guarded, GuardedPort.PORT);
            SynGuard other = new SynGuard(GuardedPort.CLOSED_PORT, false, 0);
            for (int flood = 1; flood <= 2; flood++) {
                assertThat(guarded.reasonFor(syn)).isEqualTo(XdpReason.CLEAN);
                flood(guarded, GuardedPort.PORT);
                assertThat(guarded.plane().synGuards())
                        .containsExactly(new SynGuard(GuardedPort.PORT, true, flood), other);
                assertThat(guarded.reasonFor(syn)).isEqualTo(XdpReason.SYN_COOKIE);
                Await.until(
                        "the flood is over",
                        () -> !guarded.plane().synGuards().getFirst().active());
                // The program's clock counts ticks, so that it is a little behind the one that was just asked.
                Await.until("SYNs are left to the stack", () -> guarded.reasonFor(syn) == XdpReason.CLEAN);
            }
        }
    }

    @Test
    void lessThanASecondsWorthIsLeftToTheStackHoweverFastItComes() throws IOException {
        try (GuardedPort guarded = open(SynCookies.Mode.AUTO, "ipv4/tcp_syncookies=2")) {
            for (int i = 0; i < RATE / 4; i++) {
                assertThat(guarded.reasonFor(syn(guarded, GuardedPort.PORT))).isEqualTo(XdpReason.CLEAN);
            }
            assertThat(guarded.plane().synGuards().getFirst()).isEqualTo(new SynGuard(GuardedPort.PORT, false, 0));
        }
    }

    @Test
    void nothingIsAnsweredWhenOffAndNothingIsLearnt() throws IOException {
        try (GuardedPort guarded = open(SynCookies.Mode.OFF, "ipv4/tcp_syncookies=2")) {
            flood(guarded, GuardedPort.PORT);
            assertThat(guarded.plane().synGuards()).isEmpty();
            assertThat(guarded.reasonFor(syn(guarded, GuardedPort.PORT))).isEqualTo(XdpReason.CLEAN);
        }
    }

    /** As the kernel itself does with this setting: only once the listener's queue is full. */
    @Test
    void aListenerWithRoomIsAskedFirstUnlessTheKernelSaysAlways() throws IOException {
        try (GuardedPort guarded = open(SynCookies.Mode.ON, "ipv4/tcp_syncookies=1")) {
            TcpFrame syn = syn(guarded, GuardedPort.PORT);
            assertThat(guarded.reasonFor(syn)).isEqualTo(XdpReason.CLEAN);
            guarded.set("ipv4/tcp_syncookies=2");
            assertThat(guarded.reasonFor(syn)).isEqualTo(XdpReason.SYN_COOKIE);
            guarded.set("ipv4/tcp_syncookies=0");
            assertThat(guarded.reasonFor(syn)).isEqualTo(XdpReason.CLEAN);
        }
    }

    /** The listener takes every address, so that finding it does not tell whose the packet is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRouterAnswersForItselfAlone(boolean ipv6) throws IOException {
        String forwarding = ipv6 ? "ipv6/conf/all/forwarding=1" : "ipv4/conf/all/forwarding=1";
        try (GuardedPort guarded = new GuardedPort(SynCookies.Mode.ON, RATE, "ipv4/tcp_syncookies=2", forwarding)) {
            String source = ipv6 ? "2001:db8:7:7::7" : "198.51.100.7";
            String host = ipv6 ? GuardedPort.SERVICE6 : GuardedPort.SERVICE4;
            String beyond = ipv6 ? GuardedPort.CLIENT6 : NamespacePair.OUTER_ADDRESS;
            assertThat(verdict(guarded, source, host)).isEqualTo(TestRun.XDP_TX);
            assertThat(verdict(guarded, source, beyond)).isEqualTo(TestRun.XDP_PASS);
        }
    }

    private static int verdict(GuardedPort guarded, String source, String destination) {
        TcpFrame.Segment syn = TcpFrame.Segment.syn(40_000, GuardedPort.PORT, 1);
        byte[] frame =
                TcpFrame.say(source, destination, guarded.mac(), syn, it -> it).bytes();
        return guarded.namespaces().inside(() -> new TestRun(guarded.plane().programFd()).verdict(frame, 1));
    }

    @Test
    void aKernelWithoutCookiesIsRefusedOrLeftAsItIs() throws IOException {
        assertThatThrownBy(
                        () -> open(SynCookies.Mode.ON, "ipv4/tcp_syncookies=0").close())
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("tcp_syncookies is 0")
                .hasMessageContaining("sysctl -w net.ipv4.tcp_syncookies=2");
        try (GuardedPort guarded = open(SynCookies.Mode.AUTO, "ipv4/tcp_syncookies=0")) {
            assertThat(guarded.plane().synGuards()).isEmpty();
        }
    }
}
