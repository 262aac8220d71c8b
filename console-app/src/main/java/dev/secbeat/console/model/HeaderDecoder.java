// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.PacketHeaders.Layers;
import dev.secbeat.console.model.PacketHeaders.Ports;
import dev.secbeat.node.api.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the start of a frame: Ethernet, up to two VLAN tags, IPv4 or IPv6 with its extension headers, TCP, UDP, ICMP.
 * Never throws, whatever the bytes are: what is missing or makes no sense becomes an oddity. One object reads one frame.
 *
 * <p>Formats: IEEE 802.3 and 802.1Q, RFC 791, 8200, 9293, 768, 792, 4443; numbers from IANA's registries.
 */
public final class HeaderDecoder {
    private static final int ETHERNET_BYTES = 14;
    private static final int VLAN_BYTES = 4;
    private static final int MAX_VLANS = 2;
    private static final int MAX_EXTENSIONS = 8;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final Set<Integer> EXTENSIONS = Set.of(0, 43, FRAGMENT, AUTHENTICATION, 60);

    private final FrameBytes bytes;
    private final List<Integer> vlans = new ArrayList<>();
    private Optional<Prefix> source = Optional.empty();
    private Optional<Prefix> destination = Optional.empty();
    private String protocol = "";
    private Optional<Ports> ports = Optional.empty();
    private String detail = "";
    private String oddity = "";
    private int network;
    private int transport;
    private int payload;

    private HeaderDecoder(FrameBytes bytes) {
        this.bytes = bytes;
    }

    /** What these first bytes of a frame say. */
    public static PacketHeaders decode(ByteBuffer frame) {
        HeaderDecoder decoder = new HeaderDecoder(new FrameBytes(frame));
        decoder.ethernet();
        return decoder.result();
    }

    private PacketHeaders result() {
        int end = bytes.size();
        int first = Math.min(network, end);
        int second = Math.clamp(transport, first, end);
        Layers layers = new Layers(first, second, Math.clamp(payload, second, end));
        return new PacketHeaders(vlans, source, destination, protocol, ports, detail, oddity, layers);
    }

    private void ethernet() {
        network = ETHERNET_BYTES;
        if (!bytes.has(0, ETHERNET_BYTES)) {
            protocol = "Ethernet";
            cut("Ethernet");
            return;
        }
        int type = bytes.u16(ETHERNET_BYTES - 2);
        while (isVlan(type) && vlans.size() < MAX_VLANS && bytes.has(network, VLAN_BYTES)) {
            vlans.add(bytes.u16(network) & 0x0FFF);
            type = bytes.u16(network + 2);
            network += VLAN_BYTES;
        }
        transport = network;
        payload = network;
        switch (type) {
            case 0x0800 -> ipv4();
            case 0x86DD -> ipv6();
            default -> protocol = PacketNames.etherType(type);
        }
    }

    private static boolean isVlan(int type) {
        return type == 0x8100 || type == 0x88A8;
    }

    private void ipv4() {
        int version = bytes.u8(network) >> 4;
        int headerBytes = (bytes.u8(network) & 0x0F) * 4;
        protocol = "IPv4";
        if (bytes.has(network, 20)) {
            source = Optional.of(Prefix.of(bytes.copy(network + 12, 4), 32));
            destination = Optional.of(Prefix.of(bytes.copy(network + 16, 4), 32));
        } else {
            cut("IPv4");
            return;
        }
        if (version != 4 || headerBytes < 20) {
            oddity = version != 4
                    ? Messages.of("model.ip.version", version)
                    : Messages.of("model.ip.header", headerBytes);
            return;
        }
        transport = network + headerBytes;
        payload = transport;
        int fragment = bytes.u16(network + 6);
        fragment((fragment & 0x1FFF) * 8, (fragment & 0x2000) != 0);
        transport(bytes.u8(network + 9), "IPv4", (fragment & 0x1FFF) == 0);
    }

    private void ipv6() {
        protocol = "IPv6";
        if (!bytes.has(network, 40)) {
            cut("IPv6");
            return;
        }
        source = Optional.of(Prefix.of(bytes.copy(network + 8, 16), 128));
        destination = Optional.of(Prefix.of(bytes.copy(network + 24, 16), 128));
        int version = bytes.u8(network) >> 4;
        if (version != 6) {
            oddity = Messages.of("model.ip.version", version);
            return;
        }
        int next = bytes.u8(network + 6);
        int at = network + 40;
        boolean first = true;
        for (int i = 0; i < MAX_EXTENSIONS && first && EXTENSIONS.contains(next); i++) {
            transport = at;
            payload = at;
            if (!bytes.has(at, 8)) {
                cut(Messages.of("model.ip.extension"));
                return;
            }
            if (next == FRAGMENT) {
                int place = bytes.u16(at + 2);
                first = (place & 0xFFF8) == 0;
                fragment(place & 0xFFF8, (place & 1) != 0);
            }
            int length = extensionBytes(next, at);
            next = bytes.u8(at);
            at += length;
        }
        transport = at;
        payload = at;
        transport(next, "IPv6", first);
    }

    private int extensionBytes(int kind, int at) {
        int field = bytes.u8(at + 1);
        return switch (kind) {
            case FRAGMENT -> 8;
            case AUTHENTICATION -> (field + 2) * 4;
            default -> (field + 1) * 8;
        };
    }

    private void fragment(int offset, boolean more) {
        if (offset > 0 || more) {
            detail = offset == 0 ? Messages.of("model.ip.first-fragment") : Messages.of("model.ip.fragment", offset);
        }
    }

    private void transport(int number, String family, boolean first) {
        protocol = PacketNames.protocol(number, family);
        if (!first) {
            return;
        }
        switch (number) {
            case 6 -> tcp();
            case 17 -> udp();
            case 1, 58 -> icmp(number == 58);
            default -> {} // Nothing more is known of it.
        }
    }

    private void tcp() {
        ports("TCP");
        if (!bytes.has(transport, 20)) {
            cut("TCP");
            return;
        }
        int headerBytes = (bytes.u8(transport + 12) >> 4) * 4;
        if (headerBytes < 20) {
            oddity = Messages.of("model.tcp.header", headerBytes);
        }
        payload = transport + Math.max(20, headerBytes);
        detail = joined(detail, PacketNames.tcpFlags(bytes.u8(transport + 13)));
    }

    private void udp() {
        ports("UDP");
        payload = transport + 8;
    }

    private void icmp(boolean six) {
        if (bytes.has(transport, 2)) {
            String said = PacketNames.icmp(six, bytes.u8(transport), bytes.u8(transport + 1));
            detail = joined(detail, said);
        } else {
            cut(protocol);
        }
        payload = transport + 8;
    }

    private void ports(String what) {
        if (bytes.has(transport, 4)) {
            ports = Optional.of(new Ports(bytes.u16(transport), bytes.u16(transport + 2)));
        } else {
            cut(what);
        }
    }

    private void cut(String where) {
        oddity = Messages.of("model.packet.cut", where);
    }

    private static String joined(String one, String other) {
        return one.isEmpty() ? other : one + ", " + other;
    }
}
