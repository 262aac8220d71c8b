// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

/** How far a region may be trusted with clients. */
public enum RegionState {
    /** Serves. */
    HEALTHY,
    /** Some vantage points see failures: shown, not acted on. */
    SUSPECT,
    /** Enough vantage points agree that it does not serve. */
    UNHEALTHY,
    /** Nothing is known of it: no probe and no heartbeat; "telemetry stale" is not "region down". */
    UNKNOWN
}
