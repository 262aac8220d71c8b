// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.time.NodeClock;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that owns a node's state: turns the loop while there is work, rests a moment when there is none.
 *
 * <p>The rest bounds both the delay of a verdict and the cost of idling: a millisecond while something goes on, longer
 * once nothing has for a while.
 */
final class LoopThread implements AutoCloseable {
    private static final long REST_NANOS = 1_000_000;
    private static final long LONG_REST_NANOS = 3_000_000;
    private static final int QUIET_TURNS = 50;
    private static final long JOIN_MILLIS = 5_000;

    private final NodeLoop loop;
    private final NodeClock clock;
    private final Thread thread;
    private volatile boolean stopping;

    LoopThread(NodeLoop loop, NodeClock clock) {
        this.loop = loop;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("node-loop").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether the loop still turns; it only ends by {@link #close()} or an {@code Error}. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends the loop after its turn and waits for that, so that what it uses can be closed. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int quietTurns = 0;
        while (!stopping) {
            if (loop.doWork(clock.nanoTime()) > 0) {
                quietTurns = 0;
            } else {
                quietTurns = Math.min(quietTurns + 1, QUIET_TURNS);
                LockSupport.parkNanos(quietTurns < QUIET_TURNS ? REST_NANOS : LONG_REST_NANOS);
            }
        }
    }
}
