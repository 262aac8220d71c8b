// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What went through some nodes, all together, a second.
 *
 * @param seconds for how long this was looked at, on average
 * @param passed packets that the kernel let through
 * @param dropped packets that it dropped
 * @param served requests that the backend answered without an error of its own
 * @param failed requests that it answered with one (status 500 and above), or not at all
 */
public record RegionFlow(double seconds, double passed, double dropped, double served, double failed) {
    private static final double MILLIS_PER_SECOND = 1_000;

    /** Nothing, for no time. */
    public static final RegionFlow NONE = new RegionFlow(0, 0, 0, 0, 0);

    /**
     * From the heartbeats {@code first} to those in {@code last}, of the nodes that are in both and were not started anew meanwhile.
     * The time is each node's own.
     */
    public static RegionFlow between(Collection<NodeStatus> first, Collection<NodeStatus> last) {
        Map<NodeId, NodeStatus> before = new HashMap<>();
        first.forEach(status -> before.put(status.node(), status));
        RegionFlow sum = NONE;
        int nodes = 0;
        for (NodeStatus now : last) {
            NodeStatus then = before.get(now.node());
            if (then != null && then.incarnation() == now.incarnation() && now.uptimeMillis() > then.uptimeMillis()) {
                sum = sum.plus(of(then, now));
                nodes++;
            }
        }
        return nodes == 0 ? NONE : new RegionFlow(sum.seconds / nodes, sum.passed, sum.dropped, sum.served, sum.failed);
    }

    private static RegionFlow of(NodeStatus then, NodeStatus now) {
        double seconds = (now.uptimeMillis() - then.uptimeMillis()) / MILLIS_PER_SECOND;
        return new RegionFlow(
                seconds,
                rate(now.packetsPassed() - then.packetsPassed(), seconds),
                rate(now.packetsDropped() - then.packetsDropped(), seconds),
                rate(now.answers().served() - then.answers().served(), seconds),
                rate(now.answers().failed() - then.answers().failed(), seconds));
    }

    /** Packets that pass, of all that come; 1 when none come. */
    public double passShare() {
        return passed + dropped == 0 ? 1 : passed / (passed + dropped);
    }

    /** Requests that the backend failed, of all that reached it; 0 when none did. */
    public double failedShare() {
        return served + failed == 0 ? 0 : failed / (served + failed);
    }

    private RegionFlow plus(RegionFlow other) {
        return new RegionFlow(
                seconds + other.seconds,
                passed + other.passed,
                dropped + other.dropped,
                served + other.served,
                failed + other.failed);
    }

    private static double rate(long more, double seconds) {
        return Math.max(0, more) / seconds;
    }
}
