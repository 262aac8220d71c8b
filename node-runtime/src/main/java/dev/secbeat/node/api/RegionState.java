// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/** How far a region may be trusted with clients, and how far it has them. */
public enum RegionState {
    /** Serves. */
    HEALTHY,
    /** Some vantage points see failures: shown, not acted on. */
    SUSPECT,
    /** Enough vantage points agree that it does not serve. */
    UNHEALTHY,
    /** Its clients were told to go elsewhere, and still come for as long as they may remember its address. */
    DRAINING,
    /** Its clients are elsewhere. */
    OUT,
    /** Its clients were told to come back, and come for as long as they may remember the other address. */
    PROBATION,
    /** Nothing is known of it: no probe and no heartbeat; "telemetry stale" is not "region down". */
    UNKNOWN
}
