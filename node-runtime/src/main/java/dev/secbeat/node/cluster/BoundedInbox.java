// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A queue bounded in messages and in bytes; what does not fit is counted, never waited for. Safe for all threads.
 *
 * <p>One side is the client's reading thread, the other the node loop; both hold the lock for a few instructions only.
 */
final class BoundedInbox<T> {
    private final ArrayDeque<Sized<T>> queue = new ArrayDeque<>();
    private final int maxMessages;
    private final long maxBytes;
    private long bytes;
    private long dropped;

    BoundedInbox(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Adds at the end if it fits: for what must be answered in order. */
    synchronized boolean offer(T message, int size) {
        if (queue.size() >= maxMessages || bytes + size > maxBytes) {
            dropped++;
            return false;
        }
        queue.addLast(new Sized<>(message, size));
        bytes += size;
        return true;
    }

    /** The oldest message, or null when there is none. */
    synchronized @Nullable T poll() {
        Sized<T> head = queue.pollFirst();
        if (head == null) {
            return null;
        }
        bytes -= head.size;
        return head.message;
    }

    synchronized boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Messages lost since start. */
    synchronized long dropped() {
        return dropped;
    }

    private record Sized<T>(T message, int size) {}
}
