// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;

/** State of a region as far as the console can tell; each has its own colour and shape. */
public enum RegionHealth {
    /** Heartbeats arrive and nothing is being dropped beyond background noise. */
    HEALTHY,
    /** Enforcing, but some of its nodes say that something needs an operator. */
    DEGRADED,
    /** Enforcing and dropping attack traffic now. */
    MITIGATING,
    /** No heartbeat, and Prometheus independently says that none of its nodes answers. */
    DOWN,
    /** Heartbeats are overdue while the console's own link is fine: the region may well be working. */
    STALE,
    /** The console itself has no link to the fleet: nothing is known about the region now. */
    DISCONNECTED;

    /** What a node by itself looks like; one that is not heard may well be working. */
    public static RegionHealth of(NodeState node) {
        if (!node.isLive()) {
            return STALE;
        }
        return switch (node.health()) {
            case HEALTHY -> HEALTHY;
            case MITIGATING -> MITIGATING;
            case DEGRADED -> DEGRADED;
        };
    }

    /** The word shown beside the shape. */
    public String label() {
        return switch (this) {
            case HEALTHY -> Messages.of("model.health.healthy");
            case DEGRADED -> Messages.of("model.health.degraded");
            case MITIGATING -> Messages.of("model.health.mitigating");
            case DOWN -> Messages.of("model.health.down");
            case STALE -> Messages.of("model.health.stale");
            case DISCONNECTED -> Messages.of("model.health.disconnected");
        };
    }
}
