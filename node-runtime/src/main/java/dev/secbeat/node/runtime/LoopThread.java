// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.time.NodeClock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleConsumer;

/**
 * The thread that owns a node's state: turns the loop while there is work, rests a moment when there is none.
 *
 * <p>While something goes on the rest is a millisecond: it bounds the delay of a verdict, and what arrives within it is
 * handled together. Each turn that finds nothing makes the next rest a millisecond longer, and the bell ends those. Only
 * the kernel's reports do not ring: the first of them after silence waits for the end of the rest.
 */
final class LoopThread implements AutoCloseable {
    private static final long REST_NANOS = 1_000_000;
    /** Of so many in a row; together they are longer than reports are held back to be sent together. */
    private static final int GROWING_RESTS = 4;

    private static final long LONG_REST_NANOS = 10_000_000;

    private static final long JOIN_MILLIS = 5_000;

    private final NodeLoop loop;
    private final NodeClock clock;
    private final LoopBell bell;
    private final DoubleConsumer turnSeconds;
    private final Thread thread;
    private volatile boolean stopping;

    /** @param turnSeconds told of each turn that had work how long it took; called by the loop's thread */
    LoopThread(NodeLoop loop, NodeClock clock, LoopBell bell, DoubleConsumer turnSeconds) {
        this.loop = loop;
        this.clock = clock;
        this.bell = bell;
        this.turnSeconds = turnSeconds;
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
            bell.listen();
            long turnNanos = clock.nanoTime();
            if (loop.doWork(turnNanos) > 0) {
                turnSeconds.accept((clock.nanoTime() - turnNanos) / 1e9);
                quietTurns = 0;
            } else {
                rest(++quietTurns);
                quietTurns = Math.min(quietTurns, GROWING_RESTS);
            }
        }
    }

    private void rest(int quietTurns) {
        if (quietTurns == 1) {
            LockSupport.parkNanos(REST_NANOS); // Whatever rings meanwhile: the next turn takes it all.
        } else {
            bell.rest(quietTurns > GROWING_RESTS ? LONG_REST_NANOS : quietTurns * REST_NANOS);
        }
    }
}
