// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import dev.secbeat.console.model.SampleRow;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SampledPacket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Writes frames as they would come from a wire. */
public final class Frames {
    public static final int SYN = 2;
    public static final int ACK = 16;
    private static final int BYTES = 128;

    private Frames() {}

    /** TCP between two addresses of one family, with these flags. */
    public static byte[] tcp(String from, String to, int fromPort, int toPort, int flags) {
        ByteBuffer frame = ip(from, to, 6);
        frame.putShort((short) fromPort).putShort((short) toPort).putInt(1).putInt(2);
        frame.put((byte) 0x50).put((byte) flags).putShort((short) 0xFFFF).putInt(0);
        return done(frame);
    }

    /** UDP with some payload. */
    public static byte[] udp(String from, String to, int fromPort, int toPort) {
        ByteBuffer frame = ip(from, to, 17);
        frame.putShort((short) fromPort)
                .putShort((short) toPort)
                .putShort((short) 20)
                .putShort((short) 0);
        frame.put("version.bind".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return done(frame);
    }

    /** An echo request of the addresses' family. */
    public static byte[] ping(String from, String to) {
        boolean six = from.contains(":");
        ByteBuffer frame = ip(from, to, six ? 58 : 1);
        frame.put((byte) (six ? 128 : 8)).put((byte) 0).putShort((short) 0).putInt(7);
        return done(frame);
    }

    /** The same frame with VLAN tags, the outermost first. */
    public static byte[] tagged(byte[] frame, int... vlans) {
        ByteBuffer tagged = ByteBuffer.allocate(frame.length + 4 * vlans.length).put(frame, 0, 12);
        for (int vlan : vlans) {
            tagged.putShort((short) 0x8100).putShort((short) vlan);
        }
        return tagged.put(frame, 12, frame.length - 12).array();
    }

    /** As a node shows it. */
    public static SampledPacket packet(String action, String reason, long epochMillis, byte[] frame) {
        ByteBuffer header = ByteBuffer.wrap(Arrays.copyOf(frame, Math.min(BYTES, frame.length)));
        return new SampledPacket(epochMillis, action, reason, "eth0", frame.length, header);
    }

    /** A node's report of these packets. */
    public static Update.Sampled report(NodeId node, long nowNanos, long leftOut, SampledPacket... packets) {
        return new Update.Sampled(
                node,
                leftOut,
                Optional.empty(),
                Arrays.stream(packets).map(packet -> SampleRow.of(node, packet)).toList(),
                nowNanos);
    }

    /** A node's report that it shows nothing. */
    public static Update.Sampled trouble(NodeId node, long nowNanos, String why) {
        return new Update.Sampled(node, 0, Optional.of(why), List.of(), nowNanos);
    }

    private static ByteBuffer ip(String from, String to, int protocol) {
        byte[] source = Prefix.parse(from).addressBytes();
        byte[] destination = Prefix.parse(to).addressBytes();
        ByteBuffer frame = ByteBuffer.allocate(BYTES);
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        if (source.length == 4) {
            frame.putShort((short) 0x0800).put((byte) 0x45).put((byte) 0).putShort((short) 60);
            frame.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
        } else {
            frame.putShort((short) 0x86DD).putInt(0x6000_0000).putShort((short) 40);
            frame.put((byte) protocol).put((byte) 64);
        }
        return frame.put(source).put(destination);
    }

    private static byte[] done(ByteBuffer frame) {
        byte[] bytes = new byte[Math.max(60, frame.position())];
        frame.get(0, bytes);
        return bytes;
    }
}
