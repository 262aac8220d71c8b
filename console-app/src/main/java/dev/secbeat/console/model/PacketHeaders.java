// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.Optional;

/**
 * What the start of a frame says it is; from the wire, so it may say anything.
 *
 * @param vlans ids of its VLAN tags, outermost first, at most two
 * @param source who says to have sent it; empty when it is not IP, or cut short
 * @param destination likewise
 * @param protocol such as {@code TCP}, {@code ICMPv6}, {@code IPv4 47}, {@code ARP}, {@code 0x88cc}
 * @param ports of TCP and UDP; empty when there are none, as in a later fragment
 * @param detail TCP's flags, ICMP's type and code, a fragment's place; empty when there is nothing to say
 * @param oddity what is wrong or missing, such as {@code cut short in TCP}; empty when nothing is
 * @param layers where each begins
 */
public record PacketHeaders(
        List<Integer> vlans,
        Optional<Prefix> source,
        Optional<Prefix> destination,
        String protocol,
        Optional<Ports> ports,
        String detail,
        String oddity,
        Layers layers) {

    /** Both 0 to 65535. */
    public record Ports(int source, int destination) {}

    /**
     * Offsets in bytes from the frame's start, not descending, each at most the bytes there are.
     *
     * @param network where IP begins, or whatever follows Ethernet
     * @param transport where TCP, UDP or ICMP begins
     * @param payload where their header ends
     */
    public record Layers(int network, int transport, int payload) {}

    public PacketHeaders {
        vlans = List.copyOf(vlans);
    }

    /** The source as text; empty when there is none. */
    public String sourceText() {
        return source.map(Prefix::toString).orElse("");
    }

    /** The destination as text; empty when there is none. */
    public String destinationText() {
        return destination.map(Prefix::toString).orElse("");
    }

    /** {@code TCP 51022 → 443}, {@code ICMP}. */
    public String protocolText() {
        return ports.map(both -> protocol + " " + both.source() + " → " + both.destination())
                .orElse(protocol);
    }
}
