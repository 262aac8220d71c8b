// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.time.NodeClock;

/** A clock that is moved by hand. */
final class HandClock implements NodeClock {
    private volatile long millis = 1_700_000_000_000L;

    void pass(long more) {
        millis += more;
    }

    @Override
    public long nanoTime() {
        return millis * 1_000_000;
    }

    @Override
    public long epochMillis() {
        return millis;
    }
}
