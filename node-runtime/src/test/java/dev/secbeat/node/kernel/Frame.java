// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Builds Ethernet frames: {@code Frame.from("198.51.100.7").vlan(0x8100).ipOptions(8).tcp(SYN).bytes()}. */
final class Frame {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;
    static final int URG = 0x20;
    static final int SYN_ACK = 0x12;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP = 1;
    static final int ICMP6 = 58;
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int AUTHENTICATION = 51;
    static final int DESTINATION = 60;

    private final Prefix source;
    private Prefix destination;
    private final List<Integer> vlans = new ArrayList<>();
    private final List<byte[]> extensions = new ArrayList<>();
    private final List<Integer> extensionKinds = new ArrayList<>();
    private int options;
    private int fragment;
    private int hopLimit = 64;
    private int protocol = 253;
    private byte[] transport = new byte[12];
    private int etherType;

    private Frame(String source) {
        this.source = Prefix.parse(source);
        boolean ipv4 = this.source.family() == Family.IPV4;
        this.destination = Prefix.parse(ipv4 ? "192.0.2.1" : "2001:db8::1");
        this.etherType = this.source.family() == Family.IPV4 ? 0x0800 : 0x86DD;
    }

    static Frame from(String source) {
        return new Frame(source);
    }

    Frame to(String address) {
        destination = Prefix.parse(address);
        return this;
    }

    Frame vlan(int tagType) {
        vlans.add(tagType);
        return this;
    }

    Frame etherType(int type) {
        etherType = type;
        return this;
    }

    /** IPv4 options; a multiple of 4, at most 40. */
    Frame ipOptions(int bytes) {
        options = bytes;
        return this;
    }

    Frame hopLimit(int limit) {
        hopLimit = limit;
        return this;
    }

    /** Fragment at {@code offsetUnits} times 8 bytes. */
    Frame fragment(int offsetUnits, boolean more) {
        if (source.family() == Family.IPV4) {
            fragment = offsetUnits | (more ? 0x2000 : 0);
            return this;
        }
        byte[] header = new byte[8];
        ByteBuffer.wrap(header).putShort(2, (short) (offsetUnits << 3 | (more ? 1 : 0)));
        return extension(FRAGMENT, header);
    }

    /** An IPv6 extension header of 8 bytes plus {@code extra}, a multiple of 8 (of 4 for AUTHENTICATION). */
    Frame extension(int kind, int extra) {
        byte[] header = new byte[8 + extra];
        header[1] = (byte) (extra / (kind == AUTHENTICATION ? 4 : 8));
        return extension(kind, header);
    }

    Frame tcp(int flags) {
        return tcp(flags, 20, 0);
    }

    /** A header that says it is {@code header} bytes long, at most 60, and {@code more} bytes behind its fixed 20. */
    Frame tcp(int flags, int header, int more) {
        byte[] segment = new byte[20 + more];
        segment[12] = (byte) ((header / 4) << 4);
        segment[13] = (byte) flags;
        return transport(TCP, segment);
    }

    Frame ports(int from, int to) {
        ByteBuffer.wrap(transport).putShort(0, (short) from).putShort(2, (short) to);
        return this;
    }

    Frame udp(int payload) {
        byte[] header = new byte[8 + payload];
        ByteBuffer.wrap(header).putShort(4, (short) header.length);
        return transport(UDP, header);
    }

    Frame icmp(int type) {
        byte[] header = new byte[8];
        header[0] = (byte) type;
        return transport(source.family() == Family.IPV4 ? ICMP : ICMP6, header);
    }

    Frame transport(int number, byte[] header) {
        protocol = number;
        transport = header;
        return this;
    }

    /** Where the IP header starts. */
    int ipOffset() {
        return 14 + 4 * vlans.size();
    }

    /** Where the transport header starts. */
    int transportOffset() {
        int inner = extensions.stream().mapToInt(header -> header.length).sum();
        return ipOffset() + (source.family() == Family.IPV4 ? 20 + options : 40 + inner);
    }

    byte[] bytes() {
        ByteBuffer frame = ByteBuffer.allocate(transportOffset() + transport.length);
        frame.position(12);
        vlans.forEach(tag -> frame.putShort(tag.shortValue()).putShort((short) 100));
        frame.putShort((short) etherType);
        if (source.family() == Family.IPV4) {
            putIpv4(frame);
        } else {
            putIpv6(frame);
        }
        return frame.put(transport).array();
    }

    private void putIpv4(ByteBuffer frame) {
        frame.put((byte) (0x40 | (20 + options) / 4)).put((byte) 0);
        frame.putShort((short) (20 + options + transport.length))
                .putShort((short) 1)
                .putShort((short) fragment);
        frame.put((byte) hopLimit).put((byte) protocol).putShort((short) 0);
        frame.put(source.addressBytes()).put(destination.addressBytes());
        frame.put(new byte[options]);
    }

    private void putIpv6(ByteBuffer frame) {
        int payload = frame.capacity() - ipOffset() - 40;
        frame.putInt(0x60000000).putShort((short) payload);
        frame.put((byte) (extensionKinds.isEmpty() ? protocol : extensionKinds.getFirst()))
                .put((byte) hopLimit);
        frame.put(source.addressBytes()).put(destination.addressBytes());
        for (int i = 0; i < extensions.size(); i++) {
            byte[] header = extensions.get(i).clone();
            header[0] = (byte) (i + 1 < extensions.size() ? extensionKinds.get(i + 1) : protocol);
            frame.put(header);
        }
    }

    private Frame extension(int kind, byte[] header) {
        extensionKinds.add(kind);
        extensions.add(header);
        return this;
    }
}
