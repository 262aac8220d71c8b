// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends the long rest of an idle loop when something arrives for it, so that an idle node neither turns in vain nor is late.
 * One thread rests; any thread may ring. Ringing costs a read while the loop is at work.
 */
final class LoopBell {
    private volatile boolean rung;
    private volatile @Nullable Thread sleeper;

    /** Something has been put where the loop looks. */
    void ring() {
        if (rung) {
            return;
        }
        rung = true;
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Call before looking: what is put there later rings anew. */
    void listen() {
        rung = false;
    }

    /** Rests until the bell rings or {@code nanos} are over; not at all when it has rung since {@link #listen}. */
    void rest(long nanos) {
        sleeper = Thread.currentThread();
        if (!rung) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
    }
}
