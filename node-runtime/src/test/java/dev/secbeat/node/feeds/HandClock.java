// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.time.NodeClock;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that is moved by hand. */
final class HandClock implements NodeClock {
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

    void pass(long more) {
        millis.addAndGet(more);
    }

    @Override
    public long nanoTime() {
        return millis.get() * 1_000_000;
    }

    @Override
    public long epochMillis() {
        return millis.get();
    }
}
