// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

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

    /** The word shown beside the shape. */
    public String label() {
        return switch (this) {
            case HEALTHY -> "healthy";
            case DEGRADED -> "degraded";
            case MITIGATING -> "mitigating";
            case DOWN -> "down";
            case STALE -> "telemetry stale";
            case DISCONNECTED -> "console disconnected";
        };
    }
}
