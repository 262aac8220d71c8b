// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.traffic.TrafficObserver;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events per source since the last drain, bounded. Event loops add, one thread drains; adding and removing a source are
 * each atomic for it, so no event is lost or counted twice.
 */
final class SourceTally {
    /** Sources handed over in one drain; the rest follow in the next, which goes on where this one stopped. */
    private static final int MOST_PER_DRAIN = 8_192;

    private final Dimension dimension;
    private final int capacity;
    private final ConcurrentHashMap<SourceKey, Long> counts = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong overflow = new AtomicLong();
    private Iterator<SourceKey> cursor = Collections.emptyIterator();
    /** When the pass before this one began: what this pass finds was added later. */
    private long sinceNanos;

    private long passNanos;

    SourceTally(Dimension dimension, int capacity, long nowNanos) {
        passNanos = nowNanos;
        this.dimension = dimension;
        this.capacity = capacity;
    }

    /** Counts one event, or counts it as not counted when the table is full of other sources. Any thread. */
    void add(SourceKey source) {
        if (size.get() >= capacity && !counts.containsKey(source)) {
            overflow.incrementAndGet();
            return;
        }
        if (counts.merge(source, 1L, Long::sum) == 1L) {
            size.incrementAndGet();
        }
    }

    /** Hands over and forgets. The draining thread only. */
    int drainTo(TrafficObserver observer, long nowNanos) {
        if (!cursor.hasNext()) {
            if (size.get() == 0) { // An empty table that was once large would be walked in vain each time.
                passNanos = nowNanos;
                return 0;
            }
            cursor = counts.keySet().iterator();
            sinceNanos = passNanos;
            passNanos = nowNanos;
        }
        int drained = 0;
        while (drained < MOST_PER_DRAIN && cursor.hasNext()) {
            SourceKey source = cursor.next();
            Long count = counts.remove(source);
            if (count != null) {
                size.decrementAndGet();
                observer.onCount(source.family(), source.bits(), dimension, count, sinceNanos);
                drained++;
            }
        }
        return drained;
    }

    /** Events of sources that found no place. */
    long overflow() {
        return overflow.get();
    }
}
