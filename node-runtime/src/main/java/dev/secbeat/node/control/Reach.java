// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.util.List;

/**
 * How far an operator's orders may go.
 *
 * @param regions whose nodes it may command; empty: all of them
 * @param widestIpv4 length of the widest IPv4 prefix it may block, 8 to 32
 * @param widestIpv6 the same of IPv6, 16 to 128
 */
public record Reach(List<RegionId> regions, int widestIpv4, int widestIpv6) {
    /** Most regions of one operator. */
    public static final int MAX_REGIONS = 64;

    public Reach {
        regions = regions.stream().distinct().toList();
        if (regions.size() > MAX_REGIONS) {
            throw new IllegalArgumentException(
                    "at most " + MAX_REGIONS + " regions, got " + regions.size() + ": name none to mean all");
        }
        check(Family.IPV4, widestIpv4);
        check(Family.IPV6, widestIpv6);
    }

    /** All regions; an operator may block what one network has, an administrator what a provider has. */
    public static Reach of(Role role) {
        return role.covers(Role.ADMIN)
                ? new Reach(List.of(), Family.IPV4.widestBlock(), Family.IPV6.widestBlock())
                : new Reach(List.of(), 16, 32);
    }

    /** Length of the widest prefix of {@code family} that may be blocked. */
    public int widest(Family family) {
        return switch (family) {
            case IPV4 -> widestIpv4;
            case IPV6 -> widestIpv6;
        };
    }

    /** Whether nodes of {@code region} may be commanded. */
    public boolean includes(RegionId region) {
        return regions.isEmpty() || regions.contains(region);
    }

    /** Whether every node of {@code scope} may be commanded. */
    public boolean includes(Scope scope) {
        return switch (scope) {
            case Scope.Fleet all -> regions.isEmpty();
            case Scope.Region(RegionId region) -> includes(region);
            case Scope.Node(NodeId node) -> includes(node.region());
        };
    }

    private static void check(Family family, int length) {
        if (length < family.widestBlock() || length > family.bits()) {
            throw new IllegalArgumentException("the widest " + family + " prefix somebody may block is /"
                    + family.widestBlock() + " to /" + family.bits() + ", got /" + length);
        }
    }
}
