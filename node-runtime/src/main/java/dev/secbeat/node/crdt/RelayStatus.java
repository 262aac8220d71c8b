// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * Where a node's part in the relay tier stands, for metrics.
 *
 * @param relaying whether this node sums its region's counts for the others
 * @param sources sources it holds sums of now
 * @param entries entries it has told other regions since start
 * @param regions other regions whose counts come by a relay now
 * @param stale messages of relays that others have replaced, since start
 * @param changes how often a region's counts have come from someone else than before, since start
 */
public record RelayStatus(boolean relaying, int sources, long entries, int regions, long stale, long changes) {
    /** Of a node without relays. */
    public static final RelayStatus NONE = new RelayStatus(false, 0, 0, 0, 0, 0);
}
