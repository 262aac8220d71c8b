// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SYNs are answered on each interface as that interface is: by its own address and MTU. */
@NeedsKernel
class SynInterfacesTest {
    private static final int PORT = 8443;
    private static final String FIRST = "02000000aa00";
    private static final String SECOND = "02000000aa01";
    private static final String STRANGE = "02000000aa02";
    private static final String CLIENT = "198.51.100.7";

    private NamespacePair namespaces;
    private Path pins;
    private ServerSocket listener;
    private XdpDataPlane plane;

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        namespaces.join("guard1", "192.0.3.1", "peer1", "192.0.3.2");
        namespaces.ipInside("link", "set", "guard0", "address", "02:00:00:00:aa:00");
        namespaces.ipInside("link", "set", "guard1", "address", "02:00:00:00:aa:01", "mtu", "1400");
        namespaces.ipInside("route", "add", "default", "via", NamespacePair.OUTER_ADDRESS);
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        Path _ = namespaces.inside(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_syncookies"), "2"));
        listener = namespaces.inside(() -> new ServerSocket(PORT, 16, InetAddress.ofLiteral("0.0.0.0")));
        plane = namespaces.inside(() -> XdpDataPlane.open(settings()));
    }

    private XdpSettings settings() {
        SynCookies always =
                new SynCookies(SynCookies.Mode.ON, new TreeSet<>(List.of(PORT)), 1000, Duration.ofSeconds(1));
        return new XdpSettings("guard0", pins, List.of())
                .withInterfaces(List.of("guard0", "guard1"))
                .withSynCookies(always);
    }

    @AfterEach
    void close() throws IOException {
        plane.close();
        listener.close();
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    private static TcpFrame syn(String toMac, String toAddress) {
        return TcpFrame.say(
                CLIENT,
                toAddress,
                HexFormat.of().parseHex(toMac),
                TcpFrame.Segment.syn(40_000, PORT, 7),
                frame -> frame);
    }

    private long answered() {
        return plane.stats().of(XdpReason.SYN_COOKIE).packets();
    }

    private long clean() {
        return plane.stats().of(XdpReason.CLEAN).packets();
    }

    /** As a port of a bond does, a test run comes by an interface that is not listed. */
    @Test
    void comingByAnInterfaceOfWhichNothingIsKnownTheAddressDecides() {
        assertThat(mssOfTheAnswer(FIRST)).isEqualTo(1460);
        assertThat(mssOfTheAnswer(SECOND)).isEqualTo(1360);
        long before = answered();
        byte[] strange = syn(STRANGE, NamespacePair.INNER_ADDRESS).bytes();
        assertThat(namespaces.inside(() -> new TestRun(plane.programFd()).verdict(strange, 1)))
                .isEqualTo(TestRun.XDP_PASS);
        assertThat(answered()).isEqualTo(before);
    }

    private int mssOfTheAnswer(String toMac) {
        byte[] frame = syn(toMac, NamespacePair.INNER_ADDRESS).bytes();
        TestRun.Reply reply = namespaces.inside(() -> new TestRun(plane.programFd()).reply(frame, 64));
        assertThat(reply.verdict()).isEqualTo(TestRun.XDP_TX);
        byte[] options = TcpFrame.of(reply.frame().array()).options();
        return ByteBuffer.wrap(options).getShort(2);
    }

    @Test
    void realFramesAreAnsweredWhereTheyAreAddressedTo() {
        try (RawSender first = namespaces.outside(() -> new RawSender("peer0"));
                RawSender second = namespaces.outside(() -> new RawSender("peer1"))) {
            first.send(syn(FIRST, NamespacePair.INNER_ADDRESS).bytes());
            Await.until("answered on the first", () -> answered() == 1);
            second.send(syn(SECOND, "192.0.3.1").bytes());
            Await.until("answered on the second", () -> answered() == 2);

            long before = clean();
            first.send(syn(SECOND, NamespacePair.INNER_ADDRESS).bytes());
            second.send(syn(FIRST, "192.0.3.1").bytes());
            Await.until("frames for the other interface pass", () -> clean() >= before + 2);
            first.send(syn(FIRST, NamespacePair.INNER_ADDRESS).bytes());
            Await.until("answered again", () -> answered() >= 3);
            assertThat(answered()).isEqualTo(3);
        }
    }
}
