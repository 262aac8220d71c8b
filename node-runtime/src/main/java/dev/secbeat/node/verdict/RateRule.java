// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.crdt.CountLimit;

/**
 * What a source may do, over all nodes together, and for how long it is shut out when it does more.
 *
 * @param limitPerSecond more than this is over the limit; above 0
 * @param windowMillis span over which is counted: at most {@code limitPerSecond * windowMillis / 1000} events in any such
 *     span; whole tenths of a second up to 10 seconds
 * @param blockSeconds at least 1
 */
public record RateRule(Dimension dimension, double limitPerSecond, int windowMillis, int blockSeconds) {
    /** Longest window. */
    public static final int MAX_WINDOW_MILLIS = 10_000;

    private static final int STEP_MILLIS = 100;
    private static final double MILLIS_PER_SECOND = 1000;

    public RateRule {
        if (!(limitPerSecond > 0) || Double.isInfinite(limitPerSecond)) {
            throw new IllegalArgumentException("a limit must be above 0 per second, got " + limitPerSecond);
        }
        if (windowMillis < STEP_MILLIS || windowMillis > MAX_WINDOW_MILLIS || windowMillis % STEP_MILLIS != 0) {
            throw new IllegalArgumentException("a window must be 100 to 10000 ms in steps of 100, got " + windowMillis);
        }
        if (blockSeconds < 1) {
            throw new IllegalArgumentException("a block must last at least 1 second, got " + blockSeconds);
        }
    }

    /** A rule with a window of one second. */
    public static RateRule perSecond(Dimension dimension, double limitPerSecond, int blockSeconds) {
        return new RateRule(dimension, limitPerSecond, 1000, blockSeconds);
    }

    /** The same as the counter needs it. */
    public CountLimit countLimit() {
        return new CountLimit(dimension, limitPerSecond * windowMillis / MILLIS_PER_SECOND, windowMillis);
    }

    /** Rate of {@code count} events in a window. */
    public double perSecond(double count) {
        return count * MILLIS_PER_SECOND / windowMillis;
    }
}
