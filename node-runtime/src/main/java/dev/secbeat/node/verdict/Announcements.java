// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.OrderStamp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Decisions of this node that the peers have not been sent yet: its own are for them at once, those that an order makes all nodes
 * say only where no peer says them ({@link SharedWords}). Bounded; the oldest goes first. Owned by one thread.
 */
final class Announcements {
    private static final int CAPACITY = 65_536;

    private final Deque<BlockEntry> waiting = new ArrayDeque<>();
    private final SharedWords shared;

    Announcements(NodeId self) {
        shared = new SharedWords(self);
    }

    /** Takes one more; returns whether an older one had to go, which anti-entropy will carry. */
    boolean add(BlockEntry entry, long nowNanos) {
        return !(OrderStamp.isShared(entry) && shared.hold(entry, nowNanos)) && addLast(entry);
    }

    private boolean addLast(BlockEntry entry) {
        boolean full = waiting.size() >= CAPACITY;
        if (full) {
            waiting.removeFirst();
        }
        waiting.addLast(entry);
        return full;
    }

    /** A peer has told {@code entry} to all. */
    void heard(BlockEntry entry) {
        shared.heard(entry);
    }

    /** Hands over up to {@code limit} of what is due, oldest first; returns how many. */
    int drain(Consumer<BlockEntry> taker, int limit, long nowNanos) {
        shared.release(this::addLast, nowNanos);
        int taken = 0;
        while (taken < limit && !waiting.isEmpty()) {
            taker.accept(waiting.removeFirst());
            taken++;
        }
        return taken;
    }
}
