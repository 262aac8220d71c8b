// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The frames of a benchmark, without a source, which its driver fills in. Stateless. */
final class BenchFrames {
    private static final int ETHERNET_BYTES = 14;
    /** Of a TCP header without options. */
    private static final int TCP_BYTES = 20;

    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int HOPS = 64;
    private static final int MIN_FRAME = 60;
    private static final int WINDOW = 64_240;
    private static final String DESTINATION4 = "192.0.2.1";
    private static final String DESTINATION6 = "2001:db8::1";

    private BenchFrames() {}

    /** A UDP datagram of 18 bytes, which makes the smallest Ethernet frame with IPv4. */
    static byte[] udp(Family family, byte[] toMac) {
        int datagram = 8 + 18;
        byte[] frame = room(family, datagram);
        packet(frame, family, toMac, UDP, datagram).putShort(transportAt(family) + 4, (short) datagram);
        return frame;
    }

    /**
     * A TCP segment without payload.
     *
     * @param options in hexadecimal, a multiple of four bytes, at most 20
     */
    record Segment(int toPort, int flags, int sequence, int acknowledged, String options) {
        int bytes() {
            return TCP_BYTES + options.length() / 2;
        }
    }

    /** The segment, its checksum left out. */
    static byte[] tcp(Family family, byte[] toMac, Segment segment) {
        byte[] made = room(family, segment.bytes());
        ByteBuffer frame = packet(made, family, toMac, TCP, segment.bytes());
        int at = transportAt(family);
        frame.putShort(at + 2, (short) segment.toPort);
        frame.putInt(at + 4, segment.sequence).putInt(at + 8, segment.acknowledged);
        frame.put(at + 12, (byte) ((segment.bytes() / Integer.BYTES) << 4)).put(at + 13, (byte) segment.flags);
        frame.putShort(at + 14, (short) WINDOW)
                .put(at + TCP_BYTES, HexFormat.of().parseHex(segment.options));
        return made;
    }

    /** Where the header behind that of IP begins. */
    static int transportAt(Family family) {
        return ETHERNET_BYTES + (family == Family.IPV4 ? 20 : 40);
    }

    private static byte[] room(Family family, int bytes) {
        return new byte[Math.max(MIN_FRAME, transportAt(family) + bytes)];
    }

    private static ByteBuffer packet(byte[] room, Family family, byte[] toMac, int protocol, int bytes) {
        int transport = transportAt(family);
        ByteBuffer frame = ByteBuffer.wrap(room);
        frame.put(0, toMac);
        if (family == Family.IPV4) {
            frame.putShort(12, (short) 0x0800).put(14, (byte) 0x45).putShort(16, (short) (20 + bytes));
            frame.put(22, (byte) HOPS).put(23, (byte) protocol);
            frame.put(30, Prefix.parse(DESTINATION4).addressBytes());
            frame.putShort(24, checksum(frame, ETHERNET_BYTES, transport - ETHERNET_BYTES));
        } else {
            frame.putShort(12, (short) 0x86DD).put(14, (byte) 0x60).putShort(18, (short) bytes);
            frame.put(20, (byte) protocol).put(21, (byte) HOPS);
            frame.put(38, Prefix.parse(DESTINATION6).addressBytes());
        }
        return frame;
    }

    /** Of an IPv4 header whose checksum is 0, RFC 1071. */
    private static short checksum(ByteBuffer frame, int from, int bytes) {
        int sum = 0;
        for (int at = from; at < from + bytes; at += Short.BYTES) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
