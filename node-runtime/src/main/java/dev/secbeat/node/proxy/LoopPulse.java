// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells since when what the event loop handles now may have waited. A stalled loop finds many requests at once that came
 * one by one; filed as of now they would look like a burst and an innocent client could be blocked.
 *
 * <p>A timer of the loop notes the time. A beat that is late tells of a stall, and nothing says that the timer runs
 * after the sockets are read, or that one turn reads all that waits: connections wait to be accepted first, then their
 * requests. So the time before the stall goes on to hold for as long again as the stall lasted, which is enough where the
 * loop handles requests at least twice as fast as they come, and for half a second at most, or a stall would hide what
 * is sent after it.
 *
 * <p>{@link #start} belongs to the event loop; reading is safe for all threads.
 */
final class LoopPulse {
    /** Also the error of an unstalled loop: small against a window, and on the innocent's side. */
    private static final long BEAT_MILLIS = 20;

    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(2 * BEAT_MILLIS);
    private static final long LONGEST_HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final Deque<Hold> holds = new ArrayDeque<>();
    private boolean beating;
    private long beatNanos;
    private volatile long sinceNanos;

    /** What waited during a stall came after {@code sinceNanos}; handled by {@code untilNanos}. */
    private record Hold(long sinceNanos, long untilNanos) {}

    LoopPulse(Vertx vertx, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.beatNanos = nanoTime.getAsLong();
        this.sinceNanos = beatNanos;
    }

    /** Begins to beat on the calling event loop, which has had nothing to do so far; later calls do nothing. */
    void start() {
        if (!beating) {
            beating = true;
            beatNanos = nanoTime.getAsLong();
            sinceNanos = beatNanos;
            vertx.setPeriodic(BEAT_MILLIS, _ -> beat(nanoTime.getAsLong()));
        }
    }

    /** What is handled now came after this, monotonic nanoseconds. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** Holds are few: each stands for a stall longer than two beats within the last second. */
    void beat(long nowNanos) {
        long gapNanos = nowNanos - beatNanos;
        if (gapNanos > LATE_NANOS) {
            holds.addLast(new Hold(beatNanos, nowNanos + Math.min(gapNanos, LONGEST_HOLD_NANOS)));
        }
        holds.removeIf(hold -> hold.untilNanos - nowNanos <= 0);
        beatNanos = nowNanos;
        sinceNanos = holds.isEmpty() ? nowNanos : holds.getFirst().sinceNanos;
    }
}
