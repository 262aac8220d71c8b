// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.NodeStatus;

/**
 * One mitigation node as last heard.
 *
 * @param id {@code region/name}
 * @param xdpMode {@code native}, {@code generic} or {@code off}
 * @param blocks active blocks in its kernel
 * @param rates from its heartbeats
 * @param losses which of its queues lost messages while it was degraded; empty when none did
 * @param requestsPerSecond requests taken by its proxy
 * @param heard its newest heartbeat, as old as {@code rates} are
 */
public record NodeState(
        String id,
        String name,
        NodeStatus.Health health,
        String xdpMode,
        int blocks,
        String version,
        Rates rates,
        String losses,
        double requestsPerSecond,
        NodeStatus heard) {
    /** Whether its heartbeats arrive. */
    public boolean isLive() {
        return rates.freshness().isFresh();
    }

    /** Share of its fullest kernel map that is taken; 0 when it tells of none. */
    public double fullestMap() {
        return heard.maps().stream()
                .mapToDouble(NodeStatus.MapFill::share)
                .max()
                .orElse(0);
    }

    /** How far behind the slowest other region's counts are here, milliseconds; -1 when it hears of none. */
    public long slowestLagMillis() {
        return heard.lagMillis().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
    }

    /** Whether it said last that something needs an operator. */
    public boolean isDegraded() {
        return health == NodeStatus.Health.DEGRADED;
    }
}
