// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import java.util.Locale;
import java.util.StringJoiner;

/** Numbers in packets as people call them; those without a name stay numbers. */
final class PacketNames {
    private static final String[] TCP_FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};

    private PacketNames() {}

    /** What follows Ethernet, when it is not IP. */
    static String etherType(int type) {
        return switch (type) {
            case 0x0806 -> "ARP";
            case 0x8035 -> "RARP";
            case 0x8100, 0x88A8 -> "VLAN";
            case 0x8847, 0x8848 -> "MPLS";
            case 0x8863, 0x8864 -> "PPPoE";
            case 0x88CC -> "LLDP";
            default -> type < 0x0600 ? "802.3" : String.format(Locale.ROOT, "0x%04x", type);
        };
    }

    /** What IP carries; {@code family} is IPv4 or IPv6. */
    static String protocol(int number, String family) {
        return switch (number) {
            case 1 -> "ICMP";
            case 2 -> "IGMP";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 41 -> "IPv6-in-IP";
            case 47 -> "GRE";
            case 50 -> "ESP";
            case 51 -> "AH";
            case 58 -> "ICMPv6";
            case 59 -> Messages.of("model.ip.no-next");
            case 89 -> "OSPF";
            case 112 -> "VRRP";
            case 132 -> "SCTP";
            default -> family + " " + number;
        };
    }

    /** {@code SYN ACK}; {@code no flags} when none is set. */
    static String tcpFlags(int flags) {
        StringJoiner names = new StringJoiner(" ");
        names.setEmptyValue(Messages.of("model.tcp.no-flags"));
        for (int bit = 0; bit < TCP_FLAGS.length; bit++) {
            if ((flags & 1 << bit) != 0) {
                names.add(TCP_FLAGS[bit]);
            }
        }
        return names.toString();
    }

    /** {@code echo request}, {@code type 3 code 4}. */
    static String icmp(boolean six, int type, int code) {
        String name = six
                ? switch (type) {
                    case 1 -> Messages.of("model.icmp.unreachable");
                    case 2 -> Messages.of("model.icmp.too-big");
                    case 3 -> Messages.of("model.icmp.time");
                    case 128 -> Messages.of("model.icmp.request");
                    case 129 -> Messages.of("model.icmp.reply");
                    case 133 -> Messages.of("model.icmp.router-ask");
                    case 134 -> Messages.of("model.icmp.router");
                    case 135 -> Messages.of("model.icmp.neighbour-ask");
                    case 136 -> Messages.of("model.icmp.neighbour");
                    default -> Messages.of("model.icmp.type", type);
                }
                : switch (type) {
                    case 0 -> Messages.of("model.icmp.reply");
                    case 3 -> Messages.of("model.icmp.unreachable");
                    case 5 -> Messages.of("model.icmp.redirect");
                    case 8 -> Messages.of("model.icmp.request");
                    case 11 -> Messages.of("model.icmp.time");
                    default -> Messages.of("model.icmp.type", type);
                };
        return code == 0 ? name : Messages.of("model.icmp.code", name, code);
    }
}
