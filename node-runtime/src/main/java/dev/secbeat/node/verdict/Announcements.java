// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Decisions of this node that the peers have not been sent yet. Bounded; the oldest goes first. Owned by one thread. */
final class Announcements {
    private static final int CAPACITY = 65_536;

    private final Deque<BlockEntry> waiting = new ArrayDeque<>();

    /** Takes one more; returns whether an older one had to go, which anti-entropy will carry. */
    boolean add(BlockEntry entry) {
        boolean full = waiting.size() >= CAPACITY;
        if (full) {
            waiting.removeFirst();
        }
        waiting.addLast(entry);
        return full;
    }

    /** Hands over up to {@code limit}, oldest first; returns how many. */
    int drain(Consumer<BlockEntry> taker, int limit) {
        int taken = 0;
        while (taken < limit && !waiting.isEmpty()) {
            taker.accept(waiting.removeFirst());
            taken++;
        }
        return taken;
    }
}
