// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import java.util.concurrent.atomic.AtomicLong;

/** What became of an outlet's deliveries since it was started. All threads. */
public final class OutletFigures {
    final AtomicLong delivered = new AtomicLong();
    final AtomicLong retries = new AtomicLong();
    final AtomicLong dead = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();

    OutletFigures() {}

    /** Taken by the receiver. */
    public long delivered() {
        return delivered.get();
    }

    /** Attempts after a first. */
    public long retries() {
        return retries.get();
    }

    /** Given up and kept as dead letters. */
    public long dead() {
        return dead.get();
    }

    /** Lost: there was no room for them, in the queue or on the disk. */
    public long dropped() {
        return dropped.get();
    }
}
