// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Whole TCP segments in frames between two machines, with right checksums: made, and read back field by field. */
final class TcpFrame {
    static final byte[] CLIENT_MAC = {2, 0, 0, 0, 0, 7};
    private static final int IPV4 = 0x0800;
    private static final int TAG_BYTES = 4;

    private final byte[] bytes;
    private final ByteBuffer fields;
    private final int ip;
    private final int tcp;

    private TcpFrame(byte[] bytes) {
        this.bytes = bytes;
        this.fields = ByteBuffer.wrap(bytes);
        int at = 12;
        while (List.of(0x8100, 0x88A8).contains(fields.getShort(at) & 0xFFFF)) {
            at += TAG_BYTES;
        }
        ip = at + 2;
        tcp = ip + (isIpv4() ? (bytes[ip] & 0xF) * 4 : 40);
    }

    /** Reads a frame that holds TCP right behind its IP header. */
    static TcpFrame of(byte[] frame) {
        return new TcpFrame(frame.clone());
    }

    /**
     * What a client says.
     *
     * @param options a multiple of 4 bytes, at most 40
     */
    record Segment(
            int fromPort, int toPort, int sequence, int acknowledged, int flags, List<Integer> options, int payload) {
        /** Without options or payload. */
        Segment(int fromPort, int toPort, int sequence, int acknowledged, int flags) {
            this(fromPort, toPort, sequence, acknowledged, flags, List.of(), 0);
        }

        /** Opens a connection. */
        static Segment syn(int fromPort, int toPort, int sequence) {
            return new Segment(fromPort, toPort, sequence, 0, Frame.SYN);
        }

        Segment with(List<Integer> more, int data) {
            return new Segment(fromPort, toPort, sequence, acknowledged, flags, more, data);
        }

        byte[] bytes() {
            ByteBuffer segment = ByteBuffer.allocate(20 + options.size() + payload);
            segment.putShort((short) fromPort).putShort((short) toPort);
            segment.putInt(sequence).putInt(acknowledged);
            segment.put((byte) ((5 + options.size() / 4) << 4)).put((byte) flags);
            segment.putShort((short) 64_240).putInt(0);
            options.forEach(option -> segment.put(option.byteValue()));
            while (segment.hasRemaining()) {
                segment.put((byte) 0xA5);
            }
            return segment.array();
        }
    }

    /** The frame in which {@code source} says it, {@code shape} having added what else the frame has. */
    static TcpFrame say(String source, String destination, byte[] toMac, Segment segment, UnaryOperator<Frame> shape) {
        Frame frame = shape.apply(Frame.from(source).to(destination).transport(Frame.TCP, segment.bytes()));
        byte[] bytes = frame.bytes();
        System.arraycopy(toMac, 0, bytes, 0, 6);
        System.arraycopy(CLIENT_MAC, 0, bytes, 6, 6);
        TcpFrame made = new TcpFrame(bytes);
        made.seal(frame.ipOffset(), frame.transportOffset());
        return made;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** Bytes before the IP header, with the addresses of the machines left out. */
    byte[] tags() {
        return Arrays.copyOfRange(bytes, 12, ip);
    }

    byte[] toMac() {
        return Arrays.copyOf(bytes, 6);
    }

    byte[] fromMac() {
        return Arrays.copyOfRange(bytes, 6, 12);
    }

    boolean isIpv4() {
        return fields.getShort(ip - 2) == IPV4;
    }

    Prefix source() {
        return address(isIpv4() ? 12 : 8);
    }

    Prefix destination() {
        return address(isIpv4() ? 16 : 24);
    }

    /** The fields of an IPv4 header but length, addresses and checksum; of IPv6, all but length and addresses. */
    String ipFields() {
        return isIpv4()
                ? "%02x tos %d id %d %04x ttl %d of %d"
                        .formatted(
                                bytes[ip],
                                bytes[ip + 1],
                                fields.getShort(ip + 4),
                                fields.getShort(ip + 6),
                                bytes[ip + 8],
                                bytes[ip + 9])
                : "%08x of %d hops %d".formatted(fields.getInt(ip), bytes[ip + 6], bytes[ip + 7]);
    }

    /** Bytes of header and payload that IP tells of, from the TCP header on. */
    int tcpBytes() {
        return isIpv4() ? (fields.getShort(ip + 2) & 0xFFFF) - (tcp - ip) : fields.getShort(ip + 4) & 0xFFFF;
    }

    /** Bytes of the frame behind the packet. */
    byte[] padding() {
        return Arrays.copyOfRange(bytes, tcp + tcpBytes(), bytes.length);
    }

    int fromPort() {
        return fields.getShort(tcp) & 0xFFFF;
    }

    int toPort() {
        return fields.getShort(tcp + 2) & 0xFFFF;
    }

    int sequence() {
        return fields.getInt(tcp + 4);
    }

    int acknowledged() {
        return fields.getInt(tcp + 8);
    }

    int flags() {
        return bytes[tcp + 13] & 0xFF;
    }

    byte[] options() {
        return Arrays.copyOfRange(bytes, tcp + 20, tcp + ((bytes[tcp + 12] >> 4) & 0xF) * 4);
    }

    /** Both checksums, each 0 when it is right. */
    List<Integer> checksumErrors() {
        int header = isIpv4() ? fold(sum(ip, tcp - ip)) : 0;
        return List.of(header, fold(pseudoHeader(tcpBytes()) + sum(tcp, tcpBytes())));
    }

    /** Another source, its checksums right again: cheap enough for a flood. */
    void comeFrom(byte[] address, int port, int sequence) {
        System.arraycopy(address, 0, bytes, ip + (isIpv4() ? 12 : 8), address.length);
        fields.putShort(tcp, (short) port).putInt(tcp + 4, sequence);
        seal(ip, tcp);
    }

    /** The frame itself, not a copy. */
    byte[] shared() {
        return bytes;
    }

    private void seal(int ipAt, int tcpAt) {
        int length = bytes.length - tcpAt;
        if (isIpv4()) {
            fields.putShort(ipAt + 10, (short) 0);
            fields.putShort(ipAt + 10, (short) fold(sum(ipAt, tcpAt - ipAt)));
        }
        fields.putShort(tcpAt + 16, (short) 0);
        fields.putShort(tcpAt + 16, (short) fold(pseudoHeader(length) + sum(tcpAt, length)));
    }

    private long pseudoHeader(int length) {
        return (isIpv4() ? sum(ip + 12, 8) : sum(ip + 8, 32)) + Frame.TCP + length;
    }

    /** RFC 1071, word by word. */
    private long sum(int from, int length) {
        long sum = 0;
        for (int at = from; at + 1 < from + length; at += 2) {
            sum += fields.getShort(at) & 0xFFFF;
        }
        return length % 2 == 0 ? sum : sum + ((bytes[from + length - 1] & 0xFF) << 8);
    }

    private static int fold(long sum) {
        long folded = (sum & 0xFFFF) + (sum >> 16);
        folded = (folded & 0xFFFF) + (folded >> 16);
        return (int) (~folded & 0xFFFF);
    }

    private Prefix address(int at) {
        int length = isIpv4() ? 4 : 16;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i += isIpv4() ? 1 : 2) {
            text.append(i == 0 ? "" : isIpv4() ? "." : ":");
            text.append(
                    isIpv4()
                            ? Integer.toString(bytes[ip + at + i] & 0xFF)
                            : Integer.toHexString(fields.getShort(ip + at + i) & 0xFFFF));
        }
        return Prefix.parse(text.toString());
    }
}
