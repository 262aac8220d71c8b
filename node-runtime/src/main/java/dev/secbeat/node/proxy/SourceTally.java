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
    private final Runnable onCount;
    private final ConcurrentHashMap<SourceKey, Long> counts = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong overflow = new AtomicLong();
    private Iterator<SourceKey> cursor = Collections.emptyIterator();
    /** The earliest time at which an event added since the last pass may have happened. */
    private final AtomicLong earliestNanos = new AtomicLong(Long.MAX_VALUE);

    private long sinceNanos;
    private long passNanos;
    private long earlierNanos = Long.MAX_VALUE;

    /** @param onCount run after each event that was added, on the adding thread */
    SourceTally(Dimension dimension, int capacity, long nowNanos, Runnable onCount) {
        this.onCount = onCount;
        passNanos = nowNanos;
        this.dimension = dimension;
        this.capacity = capacity;
    }

    /**
     * Counts one event, or counts it as not counted when the table is full of other sources. Any thread.
     *
     * @param happenedAfterNanos when the event cannot have happened yet, monotonic nanoseconds
     */
    void add(SourceKey source, long happenedAfterNanos) {
        if (size.get() >= capacity && !counts.containsKey(source)) {
            overflow.incrementAndGet();
            return;
        }
        earliestNanos.accumulateAndGet(happenedAfterNanos, Math::min); // Before the count can be found.
        if (counts.merge(source, 1L, Long::sum) == 1L) {
            size.incrementAndGet();
        }
        onCount.run();
    }

    /** Hands over and forgets. The draining thread only. */
    int drainTo(TrafficObserver observer, long nowNanos) {
        if (!cursor.hasNext()) {
            if (size.get() == 0) { // An empty table that was once large would be walked in vain each time.
                beginPass(nowNanos);
                return 0;
            }
            cursor = counts.keySet().iterator();
            beginPass(nowNanos);
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

    /**
     * What this pass finds was added after the pass before it began, and happened after the earliest time named since
     * then; the time named before that counts too, for an event may be named in one pass and found in the next.
     */
    private void beginPass(long nowNanos) {
        long named = earliestNanos.getAndSet(Long.MAX_VALUE);
        sinceNanos = Math.min(passNanos, Math.min(named, earlierNanos));
        earlierNanos = named;
        passNanos = nowNanos;
    }

    /** Events of sources that found no place. */
    long overflow() {
        return overflow.get();
    }
}
