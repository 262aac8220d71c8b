// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** A data plane that guards a port against SYN floods, in a namespace of its own where somebody listens on that port. */
final class GuardedPort implements AutoCloseable {
    static final int PORT = 8443;
    /** Guarded too, but nobody listens there. */
    static final int CLOSED_PORT = 8444;

    /** So few half-open connections fill the listener's queue. */
    static final int BACKLOG = 16;

    static final String SERVICE4 = NamespacePair.INNER_ADDRESS;
    static final String SERVICE6 = "2001:db8::1";
    static final String CLIENT6 = "2001:db8::2";

    private final NamespacePair namespaces = new NamespacePair();
    private final Path pins =
            Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final XdpDataPlane plane;
    private final ServerSocket listener;
    private final byte[] mac;

    /** What the program did with a frame. */
    record Judged(XdpReason reason, ByteBuffer frame) {}

    /** With kernel settings, such as {@code ipv4/tcp_syncookies=2}, in force before the data plane opens. */
    GuardedPort(SynCookies.Mode mode, int synsPerSecond, String... settings) {
        try {
            for (String setting : settings) {
                set(setting);
            }
            namespaces.ipInside("address", "add", SERVICE6 + "/64", "dev", NamespacePair.GUARDED, "nodad");
            namespaces.ipOutside("address", "add", CLIENT6 + "/64", "dev", "peer0", "nodad");
            // Or the stack would not even begin a connection with an address of the Internet.
            namespaces.ipInside("route", "add", "default", "via", NamespacePair.OUTER_ADDRESS);
            namespaces.ipInside("-6", "route", "add", "default", "via", CLIENT6);
            SynCookies cookies = new SynCookies(
                    mode, new TreeSet<>(List.of(PORT, CLOSED_PORT)), synsPerSecond, Duration.ofSeconds(1));
            plane = namespaces.inside(() -> XdpDataPlane.open(settings(cookies)));
        } catch (RuntimeException e) {
            namespaces.close();
            throw e;
        }
        listener = namespaces.inside(() -> new ServerSocket(PORT, BACKLOG, InetAddress.ofLiteral("::")));
        mac = namespaces.inside(
                () -> NetworkInterface.getByName(NamespacePair.GUARDED).getHardwareAddress());
    }

    private XdpSettings settings(SynCookies cookies) {
        List<Prefix> allow = List.of(Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8:aaaa::/48"));
        return new XdpSettings(NamespacePair.GUARDED, pins, allow).withSynCookies(cookies);
    }

    XdpDataPlane plane() {
        return plane;
    }

    Path pins() {
        return pins;
    }

    NamespacePair namespaces() {
        return namespaces;
    }

    ServerSocket listener() {
        return listener;
    }

    byte[] mac() {
        return mac.clone();
    }

    /** Sets a kernel setting below /proc/sys/net of the guarded namespace: {@code ipv4/tcp_syncookies=2}. */
    void set(String setting) {
        int equals = setting.indexOf('=');
        Path path = Path.of("/proc/sys/net", setting.substring(0, equals));
        Path _ = namespaces.inside(() -> Files.writeString(path, setting.substring(equals + 1)));
    }

    /** Runs the program once, in the guarded namespace, and tells by the statistics what it was. */
    Judged judge(TcpFrame frame) {
        return judge(frame.bytes());
    }

    Judged judge(byte[] frame) {
        XdpStats before = plane.stats();
        TestRun.Reply reply = namespaces.inside(() -> new TestRun(plane.programFd()).reply(frame, 64));
        XdpStats after = plane.stats();
        for (XdpReason reason : XdpReason.values()) {
            if (after.of(reason).packets() != before.of(reason).packets()) {
                int expected = switch (reason.action()) {
                    case PASS -> TestRun.XDP_PASS;
                    case DROP -> TestRun.XDP_DROP;
                    case ANSWER -> TestRun.XDP_TX;
                };
                if (reply.verdict() != expected) {
                    throw new AssertionError("verdict " + reply.verdict() + " goes with reason " + reason);
                }
                return new Judged(reason, reply.frame());
            }
        }
        throw new AssertionError("a frame was not counted");
    }

    XdpReason reasonFor(TcpFrame frame) {
        return judge(frame).reason();
    }

    InetSocketAddress address(boolean ipv6) {
        return new InetSocketAddress(InetAddress.ofLiteral(ipv6 ? SERVICE6 : SERVICE4), PORT);
    }

    @Override
    public void close() throws java.io.IOException {
        listener.close();
        plane.close();
        XdpDataPlane.detach(pins);
        namespaces.close();
    }
}
