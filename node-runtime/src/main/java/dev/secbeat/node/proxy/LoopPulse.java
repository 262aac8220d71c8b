// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * Tells since when what the event loop handles now may have waited. A stalled loop finds many requests at once that came
 * one by one; filed as of now they would look like a burst and an innocent client could be blocked.
 *
 * <p>A timer of the loop notes the time. Netty runs timers after what the sockets brought, so while a backlog is worked
 * off the noted time is from before the stall. {@link #start} belongs to the event loop; reading is safe for all threads.
 */
final class LoopPulse {
    /** Also the error of an unstalled loop: small against a window, and on the innocent's side. */
    private static final long BEAT_MILLIS = 20;

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private boolean beating;
    private volatile long beatNanos;

    LoopPulse(Vertx vertx, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.beatNanos = nanoTime.getAsLong();
    }

    /** Begins to beat on the calling event loop; later calls do nothing. */
    void start() {
        if (!beating) {
            beating = true;
            vertx.setPeriodic(BEAT_MILLIS, _ -> beatNanos = nanoTime.getAsLong());
        }
    }

    /** What is handled now came after this, monotonic nanoseconds. */
    long sinceNanos() {
        return beatNanos;
    }
}
