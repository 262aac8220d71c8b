// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.kernel.MapFill;
import dev.secbeat.node.kernel.PolicyStats;
import dev.secbeat.node.kernel.SynGuard;
import dev.secbeat.node.kernel.XdpDataPlane;
import dev.secbeat.node.kernel.XdpReason;
import dev.secbeat.node.kernel.XdpStats;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The data plane as heartbeat and metrics read it; a node without one shows zeros and mode {@code off}. Any thread. */
record KernelView(Optional<XdpDataPlane> plane) {

    String mode() {
        return plane.map(p -> p.mode().label()).orElse("off");
    }

    Optional<XdpStats> stats() {
        return plane.map(XdpDataPlane::stats);
    }

    Optional<PolicyStats> policyStats() {
        return plane.map(XdpDataPlane::policyStats);
    }

    Map<String, MapFill> mapFill() {
        return plane.map(XdpDataPlane::mapFill).orElse(Map.of());
    }

    /** The ports guarded against SYN floods. */
    List<SynGuard> synGuards() {
        return plane.map(XdpDataPlane::synGuards).orElse(List.of());
    }

    /** Packets and bytes of one action so far. */
    XdpStats.Tally total(XdpReason.Action action) {
        return stats().map(stats -> stats.of(action)).orElse(new XdpStats.Tally(0, 0));
    }

    /** Packets dropped because of blocks. */
    long blockHits() {
        return stats().map(stats -> sum(stats, XdpReason.BLOCKED_EXACT, XdpReason.BLOCKED_PREFIX))
                .orElse(0L);
    }

    /**
     * Packets dropped because of blocks or of how many their source sent: attack traffic, in contrast to malformed packets.
     * What lists drop is not counted: somebody on a long list always sends something.
     */
    long attackDrops() {
        return stats().map(stats -> sum(
                        stats,
                        XdpReason.BLOCKED_EXACT,
                        XdpReason.BLOCKED_PREFIX,
                        XdpReason.POLICED,
                        XdpReason.OVER_LIMIT))
                .orElse(0L);
    }

    private static long sum(XdpStats stats, XdpReason... reasons) {
        return Stream.of(reasons)
                .mapToLong(reason -> stats.of(reason).packets())
                .sum();
    }

    /** Whether SYNs to some port come so fast that they are answered by cookies now. */
    boolean isFlooded() {
        return isFlooded(synGuards());
    }

    /** A port whose guard has never begun by itself is guarded always, which tells nothing. */
    static boolean isFlooded(List<SynGuard> guards) {
        return guards.stream().anyMatch(guard -> guard.active() && guard.activations() > 0);
    }
}
