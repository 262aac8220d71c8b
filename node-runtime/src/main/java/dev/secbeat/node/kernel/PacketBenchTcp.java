// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * A benchmark's data plane guarding a TCP port against SYN floods, its lists still loaded. Somebody listens there, whose
 * cookies the program makes and checks. All of it happens in one network namespace: that of the thread that opens, which
 * must also be the one of all threads that measure. Owned by one thread at a time.
 */
public final class PacketBenchTcp implements AutoCloseable {
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4");
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int SEQUENCE = 0x5ecbea7;
    private static final String NONE = "";
    /** MSS 1460: what tools that flood send at the most. */
    private static final String MSS = "020405b4";
    /** What Linux sends: MSS, SACK, timestamps, a pad, window scale 7. */
    private static final String LINUX = "020405b4" + "0402" + "080a0102030400000000" + "01" + "030307";

    /** What is sent, and what is to become of it. */
    public enum Segments {
        /** SYNs from random sources to a port that nobody guards: left to the stack. */
        SYN_PASSED(Sources.SPOOFED, XdpReason.CLEAN),
        /** SYNs from random sources to the guarded port, with an MSS: answered. */
        SYN_COOKIE(Sources.SPOOFED, XdpReason.SYN_COOKIE),
        /** The same with all options of a client's SYN, and answers with options. */
        SYN_COOKIE_OPTIONS(Sources.SPOOFED, XdpReason.SYN_COOKIE),
        /** Those of SYN_COOKIE from one client: what of the cost is not waiting for memory. */
        SYN_COOKIE_HOT(Sources.HOT, XdpReason.SYN_COOKIE),
        /** ACKs of one client who brings its cookie back. */
        ACK_COOKIE(Sources.HOT, XdpReason.SYN_COOKIE_ACK),
        /** ACKs from random sources, without a cookie. */
        ACK_FORGED(Sources.SPOOFED, XdpReason.ACK_INVALID);

        private final Sources sources;
        private final XdpReason fate;

        Segments(Sources sources, XdpReason fate) {
            this.sources = sources;
            this.fate = fate;
        }
    }

    private final PacketBench bench;
    private final ServerSocket listener;
    private final byte[] mac;
    private final TestRun driver;

    private PacketBenchTcp(PacketBench bench, ServerSocket listener, byte[] mac) {
        this.bench = bench;
        this.listener = listener;
        this.mac = mac;
        this.driver = bench.driver("bench_driver_tcp");
        long _ = bench.reopen(bench.settings().withSynCookies(guarding(listener.getLocalPort())));
    }

    /**
     * Opens it. The guarded interface needs an IPv4 address, or Java does not see it. In the namespace
     * net.ipv4.tcp_syncookies and tcp_timestamps become 2: cookies always, and options in the answers.
     */
    public static PacketBenchTcp open(PacketBench bench) {
        String name = bench.settings().interfaces().getFirst();
        try {
            Path _ = Files.writeString(SETTINGS.resolve("tcp_syncookies"), "2");
            Path _ = Files.writeString(SETTINGS.resolve("tcp_timestamps"), "2");
            NetworkInterface found = NetworkInterface.getByName(name);
            byte[] mac = found == null ? null : found.getHardwareAddress();
            if (mac == null) {
                throw new XdpException(
                        "interface " + name + " has no addresses, so no SYN can be for it: give it some");
            }
            ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("::"));
            try {
                return new PacketBenchTcp(bench, listener, mac);
            } catch (RuntimeException e) {
                listener.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("nobody can listen for SYNs behind " + name, e);
        }
    }

    /**
     * Nanoseconds a packet, as {@link PacketBench#nanos} has them.
     *
     * @throws IllegalStateException when a packet met another fate than {@code segments} foresees
     */
    public double nanos(Program program, Segments segments, Family family, int packets) {
        return bench.nanos(program, run(segments, family, packets), segments.fate);
    }

    private BenchRun run(Segments segments, Family family, int packets) {
        byte[] frame = segments == Segments.ACK_COOKIE
                ? segment(family, listener.getLocalPort(), ACK, cookie(family) + 1, NONE)
                : frame(segments, family);
        return new BenchRun(driver, frame, segments.sources, family, packets);
    }

    private byte[] frame(Segments segments, Family family) {
        int port = listener.getLocalPort();
        return switch (segments) {
            case SYN_PASSED -> segment(family, port ^ 1, SYN, 0, MSS);
            case SYN_COOKIE, SYN_COOKIE_HOT -> segment(family, port, SYN, 0, MSS);
            case SYN_COOKIE_OPTIONS -> segment(family, port, SYN, 0, LINUX);
            case ACK_COOKIE, ACK_FORGED -> segment(family, port, ACK, 1, NONE);
        };
    }

    private byte[] segment(Family family, int port, int flags, int acknowledged, String options) {
        return BenchFrames.tcp(
                family, mac, new BenchFrames.Segment(port, flags, SEQUENCE + (flags >> 4), acknowledged, options));
    }

    /** The sequence number of the answer to the client who always is the same. A minute later it is another. */
    private int cookie(Family family) {
        byte[] syn = segment(family, listener.getLocalPort(), SYN, 0, MSS);
        TestRun.Reply reply = bench.reply(new BenchRun(driver, syn, Sources.HOT, family, 1));
        PacketBench.require(reply.verdict() == TestRun.XDP_TX, "the SYN of a client was not answered");
        return reply.frame().getInt(BenchFrames.transportAt(family) + Integer.BYTES);
    }

    private static SynCookies guarding(int port) {
        return new SynCookies(
                SynCookies.Mode.ON,
                new TreeSet<>(List.of(port)),
                SynCookies.OFF.synsPerSecond(),
                SynCookies.OFF.hold());
    }

    /** Guards no port any more; the benchmark goes on. A second call does nothing. */
    @Override
    public void close() {
        if (listener.isClosed()) {
            return;
        }
        long _ = bench.reopen(bench.settings());
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }
}
