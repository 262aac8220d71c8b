// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.crdt.BlockMap;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The words in force that sinks have yet to be asked for, in rounds of blocks and rounds of pardons. They take turns, so that
 * a few pardons do not wait for the end of a million blocks. Owned by one thread.
 */
final class ReadBack {
    private final Deque<BlockEntry> blocks = new ArrayDeque<>();
    private final Deque<BlockEntry> pardons = new ArrayDeque<>();
    private boolean pardonNext;

    /** Begins the next round of each kind whose last one is over. */
    void refill(BlockMap map, long epochMillis) {
        if (blocks.isEmpty()) {
            map.forEachBlocking(epochMillis, blocks::addLast);
        }
        if (pardons.isEmpty()) {
            map.forEachSparing(epochMillis, pardons::addLast);
        }
    }

    boolean isEmpty() {
        return blocks.isEmpty() && pardons.isEmpty();
    }

    /** @throws java.util.NoSuchElementException when it is empty */
    BlockEntry next() {
        pardonNext = !pardonNext;
        boolean takesPardon = blocks.isEmpty() || (pardonNext && !pardons.isEmpty());
        return takesPardon ? pardons.removeFirst() : blocks.removeFirst();
    }
}
