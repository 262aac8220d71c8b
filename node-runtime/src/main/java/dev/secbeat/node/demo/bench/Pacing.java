// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import java.util.concurrent.locks.LockSupport;

/** Even steps that make up for a late one. One thread. */
record Pacing(long startNanos, long gapNanos) {
    /** Rests until the step is due; not at all when it was. */
    void restUntil(long step) throws InterruptedException {
        long untilNanos = startNanos + step * gapNanos;
        for (long left = untilNanos - System.nanoTime(); left > 0; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
