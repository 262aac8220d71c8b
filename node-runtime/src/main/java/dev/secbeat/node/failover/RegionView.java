// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import java.util.List;

/**
 * A region as the orchestrator sees it at one moment.
 *
 * @param liveNodes nodes whose heartbeat is fresh
 * @param passedPerSecond traffic let through, in the unit of {@code capacityPerSecond}
 * @param capacityPerSecond what the region can carry; 0 when nobody has said
 * @param addresses public addresses clients are steered to, IPv4 and IPv6
 */
public record RegionView(
        RegionId region,
        RegionState state,
        int liveNodes,
        double passedPerSecond,
        double capacityPerSecond,
        List<String> addresses) {

    public RegionView {
        addresses = List.copyOf(addresses);
    }

    /** Whether clients may be sent here: somebody is there, nothing speaks against it, and nobody has just sent them away. */
    public boolean canTakeClients() {
        return isAlive()
                && switch (state) {
                    case HEALTHY, SUSPECT, PROBATION, UNKNOWN -> true;
                    case UNHEALTHY, DRAINING, OUT -> false;
                };
    }

    /** Whether somebody is there to serve clients that come back. */
    public boolean isAlive() {
        return liveNodes > 0;
    }

    /** The same in another state. */
    RegionView in(RegionState other) {
        return new RegionView(region, other, liveNodes, passedPerSecond, capacityPerSecond, addresses);
    }

    /** The region's addresses of one record type, {@code A} or {@code AAAA}, sorted. */
    public List<String> addressesFor(String type) {
        boolean v6 = type.equals("AAAA");
        return addresses.stream().filter(a -> a.contains(":") == v6).sorted().toList();
    }
}
