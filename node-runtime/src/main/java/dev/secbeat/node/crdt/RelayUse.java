// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/** Whether other regions' counts come by one relay each. */
public enum RelayUse {
    /** Every node hears every other. */
    NEVER,
    /** By relays, however small the fleet; what nodes of other regions tell of themselves is not taken. */
    ALWAYS,
    /** By relays once the fleet is large, see {@link RelayTier#MANY_NODES}. */
    LARGE_FLEETS
}
