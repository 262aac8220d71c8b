// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

/** Says how many events are due, evenly spaced. Not safe for threads. */
final class Pace {
    private final double perSecond;
    private final boolean catchesUp;
    private final long startNanos;
    private final long intervalNanos;
    private long done;
    private long nextNanos;

    /**
     * @param perSecond events per second, above 0
     * @param catchesUp whether events missed while the caller was away are made up for at once; otherwise any two events
     *     are at least one interval apart, so that no second ever holds more than {@code perSecond} of them (plus one)
     */
    Pace(double perSecond, boolean catchesUp, long startNanos) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("a rate is above 0, got " + perSecond);
        }
        this.perSecond = perSecond;
        this.catchesUp = catchesUp;
        this.startNanos = startNanos;
        intervalNanos = (long) Math.ceil(1e9 / perSecond);
        nextNanos = startNanos;
    }

    /** Number of events due at {@code nowNanos}, which are taken as done. */
    int due(long nowNanos) {
        if (nowNanos - nextNanos < 0) {
            return 0;
        }
        if (!catchesUp) {
            nextNanos = nowNanos + intervalNanos;
            done++;
            return 1;
        }
        long target = (long) ((nowNanos - startNanos) * (perSecond / 1e9)) + 1;
        int count = (int) Math.min(Integer.MAX_VALUE, target - done);
        done = target;
        nextNanos = startNanos + (long) Math.ceil(done / perSecond * 1e9);
        return count;
    }

    /** When the next event is due. */
    long nextNanos() {
        return nextNanos;
    }
}
