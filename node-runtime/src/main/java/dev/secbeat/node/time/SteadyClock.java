// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.time;

/**
 * A monotonic clock that does not stand still with its machine. That of a virtual machine or a laptop may find itself where it stood
 * when the machine was paused; the wall clock that was set right meanwhile shows by how much. From then on that is added, so that what was
 * before the pause is as long ago as it was.
 *
 * <p>Whatever the wall clock does, time is never shown shorter than the monotonic clock does: a wall clock that is set ahead makes what was
 * before look longer ago than it is, by at most {@value #MOST_MILLIS} ms, and one that is set back changes nothing. A pause shorter than
 * {@value #LEAST_MILLIS} ms, and one in which the wall clock stands still as well, is not seen.
 *
 * <p>Owned by one thread; it must {@link #look} at the beginning of whatever it does.
 */
public final class SteadyClock {
    /** Less is the wall clock's grain, and a clock's drift between two looks. */
    static final long LEAST_MILLIS = 3;
    /** Two of the longest windows: what is longer ago counts for nothing. */
    static final long MOST_MILLIS = 120_000;

    private static final long NANOS_PER_MILLI = 1_000_000;
    /** Clocks that are read farther apart tell nothing of each other. */
    private static final long TOGETHER_NANOS = NANOS_PER_MILLI;

    private final NodeClock clock;
    private boolean begun;
    /** The wall clock's time less the monotonic one's, when last looked at. */
    private long apartNanos;

    private long lostNanos;
    private long lostBeforeNanos;
    /** What the monotonic clock showed when the last pause was seen. */
    private long seenNanos = Long.MIN_VALUE;

    public SteadyClock(NodeClock clock) {
        this.clock = clock;
    }

    /** Sees whether the monotonic clock stood still since the last look. */
    public void look() {
        long before = clock.nanoTime();
        long wallNanos = clock.epochMillis() * NANOS_PER_MILLI;
        long nanos = clock.nanoTime();
        if (nanos - before > TOGETHER_NANOS) {
            return;
        }
        long lost = wallNanos - nanos - apartNanos;
        if (begun && lost >= LEAST_MILLIS * NANOS_PER_MILLI) {
            lostBeforeNanos = lostNanos;
            lostNanos += Math.min(lost + NANOS_PER_MILLI, MOST_MILLIS * NANOS_PER_MILLI); // Of the wall clock's grain.
            seenNanos = nanos;
        }
        apartNanos = wallNanos - nanos;
        begun = true;
    }

    /** Monotonic nanoseconds with an arbitrary origin, to be compared with what {@link #at} and this return alone. */
    public long nanoTime() {
        return at(clock.nanoTime());
    }

    /** The same for a time that the monotonic clock showed; one of before the pause before the last may come out late by that. */
    public long at(long clockNanos) {
        return clockNanos + (clockNanos < seenNanos ? lostBeforeNanos : lostNanos);
    }
}
