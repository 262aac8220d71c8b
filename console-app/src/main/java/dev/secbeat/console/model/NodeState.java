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
 */
public record NodeState(
        String id,
        String name,
        NodeStatus.Health health,
        String xdpMode,
        int blocks,
        String version,
        Rates rates,
        String losses) {
    /** Whether its heartbeats arrive. */
    public boolean isLive() {
        return rates.freshness().isFresh();
    }

    /** Whether it said last that something needs an operator. */
    public boolean isDegraded() {
        return health == NodeStatus.Health.DEGRADED;
    }
}
