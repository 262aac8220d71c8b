// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.time.NodeClock;

/** A node's clocks: true time seen with an origin and a drift of their own. */
final class SimClock implements NodeClock {
    static final long EPOCH_MILLIS = 1_800_000_000_000L;

    private final long originNanos;
    private final long wallSkewMillis;
    private final double driftPpm;
    private long trueNanos;
    private long lostNanos;

    SimClock(long originNanos, long wallSkewMillis, double driftPpm) {
        this.originNanos = originNanos;
        this.wallSkewMillis = wallSkewMillis;
        this.driftPpm = driftPpm;
    }

    void set(long nowTrueNanos) {
        trueNanos = nowTrueNanos;
    }

    /**
     * The monotonic one stands still from now on for so long: what a virtual machine's may do while it is paused. Nobody may look
     * meanwhile.
     */
    void standStill(long nanos) {
        lostNanos += nanos;
    }

    /** By how much it goes on in so long a time, were it never to stand still. */
    double shownNanos(long trueSpanNanos) {
        return trueSpanNanos * (1 + driftPpm / 1e6);
    }

    @Override
    public long nanoTime() {
        long seenNanos = trueNanos - lostNanos;
        return originNanos + seenNanos + (long) (seenNanos * driftPpm / 1e6);
    }

    @Override
    public long epochMillis() {
        return EPOCH_MILLIS + wallSkewMillis + trueNanos / 1_000_000;
    }
}
