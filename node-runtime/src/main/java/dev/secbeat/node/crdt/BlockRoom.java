// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Origin;

/** How much of a block map operators' decisions take, and can still take. Owned by the map's thread. */
public final class BlockRoom {
    private final int capacity;
    private int operators;

    /** @param capacity most entries of the map, tombstones included */
    public BlockRoom(int capacity) {
        this.capacity = capacity;
    }

    /** Places that are free, or of rate-limit entries, which make way. */
    public int forOperators() {
        return capacity - operators;
    }

    int capacity() {
        return capacity;
    }

    void entered(BlockEntry entry) {
        operators += weight(entry);
    }

    void left(BlockEntry entry) {
        operators -= weight(entry);
    }

    private static int weight(BlockEntry entry) {
        return entry.origin() == Origin.RATE_LIMIT ? 0 : 1;
    }
}
