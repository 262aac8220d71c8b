// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Words of orders that all nodes carry out and stamp alike. One of them telling the others is enough, and mostly is not needed at
 * all: so each waits a while, another while than the others, and says nothing when it hears the same from one of them. The way
 * reports are suppressed in multicast (Floyd et al., A Reliable Multicast Framework for Light-weight Sessions, 1997).
 *
 * <p>Bounded. Owned by the node loop's thread.
 */
final class SharedWords {
    static final long LEAST_NANOS = 250_000_000;
    static final long SPREAD_NANOS = 1_000_000_000;
    static final int MOST = 4_096;

    private record Held(BlockEntry entry, long dueNanos) {}

    private final long self;
    private final Map<Prefix, Held> held = new LinkedHashMap<>();
    private long nextNanos = Long.MAX_VALUE;

    SharedWords(NodeId self) {
        this.self = self.toString().hashCode();
    }

    /** Takes a word to be told later, in place of what was to be told of the same prefix; false when too many wait. */
    boolean hold(BlockEntry entry, long nowNanos) {
        if (held.size() >= MOST && !held.containsKey(entry.prefix())) {
            return false;
        }
        long due = nowNanos + LEAST_NANOS + Math.floorMod(scattered(entry.version()), SPREAD_NANOS);
        held.put(entry.prefix(), new Held(entry, due));
        nextNanos = Math.min(nextNanos, due);
        return true;
    }

    /** A peer has told {@code entry}: whoever hears this node heard it as well. */
    void heard(BlockEntry entry) {
        Held own = held.get(entry.prefix());
        if (own != null && own.entry.equals(entry)) {
            held.remove(entry.prefix());
        }
    }

    /** Hands over what has waited long enough. */
    void release(Consumer<BlockEntry> taker, long nowNanos) {
        if (nowNanos < nextNanos) {
            return;
        }
        nextNanos = Long.MAX_VALUE;
        Iterator<Held> all = held.values().iterator();
        while (all.hasNext()) {
            Held one = all.next();
            if (one.dueNanos <= nowNanos) {
                all.remove();
                taker.accept(one.entry);
            } else {
                nextNanos = Math.min(nextNanos, one.dueNanos);
            }
        }
    }

    /** All words of one order together, and of each node at another time: Fibonacci hashing (Knuth, TAOCP 3, 6.4). */
    private long scattered(long version) {
        return ((self << Integer.SIZE ^ version) * 0x9E37_79B9_7F4A_7C15L) >>> 20;
    }
}
