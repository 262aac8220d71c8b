// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.crdt.CountLimit;

/**
 * What a source may do, over all nodes together, and for how long it is shut out when it does more.
 *
 * <p>A source keeps to the rule when in no k windows that follow each other it does more than {@code k * limitPerSecond *
 * windowMillis / 1000 + burst} events; who keeps to it is never blocked by it.
 *
 * @param limitPerSecond more than this is over the limit; above 0
 * @param windowMillis span over which is counted: at most {@code limitPerSecond * windowMillis / 1000 + burst} events in any
 *     such span; whole tenths of a second up to 10 seconds, whole seconds up to 60
 * @param burst events allowed at once beyond what the limit gives in a window; at least 0
 * @param grouping what counts as one source, and is blocked as one
 * @param blockSeconds at least 1
 * @param maxBlockSeconds a source that comes back is blocked for twice as long each time, up to this; at least
 *     {@code blockSeconds}, which means it is not
 */
public record RateRule(
        Dimension dimension,
        double limitPerSecond,
        int windowMillis,
        long burst,
        Grouping grouping,
        int blockSeconds,
        int maxBlockSeconds) {
    /** Longest window. */
    public static final int MAX_WINDOW_MILLIS = 60_000;

    private static final int FINE_WINDOW_MILLIS = 10_000;
    private static final int STEP_MILLIS = 100;
    private static final double MILLIS_PER_SECOND = 1000;

    public RateRule {
        if (!(limitPerSecond > 0) || Double.isInfinite(limitPerSecond)) {
            throw new IllegalArgumentException("a limit must be above 0 per second, got " + limitPerSecond);
        }
        int step = windowMillis <= FINE_WINDOW_MILLIS ? STEP_MILLIS : (int) MILLIS_PER_SECOND;
        if (windowMillis < STEP_MILLIS || windowMillis > MAX_WINDOW_MILLIS || windowMillis % step != 0) {
            throw new IllegalArgumentException(
                    "a window must be 100 to 10000 ms in steps of 100, or up to 60000 in steps of" + " 1000, got "
                            + windowMillis);
        }
        if (burst < 0) {
            throw new IllegalArgumentException("a burst must not be negative, got " + burst);
        }
        if (blockSeconds < 1 || maxBlockSeconds < blockSeconds) {
            throw new IllegalArgumentException(
                    "a block must last at least 1 second, and the longest no less than the first, got " + blockSeconds
                            + " and " + maxBlockSeconds);
        }
    }

    /** What operators gave, but for whom it is: the counter's limit is made of the rule itself, whose numbers are whole. */
    public static RateRule of(LimitRule rule) {
        double perSecond = rule.most() * MILLIS_PER_SECOND / rule.windowMillis();
        return new RateRule(rule.dimension(), perSecond, rule.windowMillis(), rule.blockSeconds());
    }

    /** What operators gave, as the counter needs it. */
    public static CountLimit countLimit(LimitRule rule) {
        return new CountLimit(rule.dimension(), rule.most(), rule.windowMillis(), 0, Grouping.ADDRESS, rule.within());
    }

    /** For each address, without burst; blocks of one length. */
    public RateRule(Dimension dimension, double limitPerSecond, int windowMillis, int blockSeconds) {
        this(dimension, limitPerSecond, windowMillis, 0, Grouping.ADDRESS, blockSeconds, blockSeconds);
    }

    /** A rule with a window of one second. */
    public static RateRule perSecond(Dimension dimension, double limitPerSecond, int blockSeconds) {
        return new RateRule(dimension, limitPerSecond, 1000, blockSeconds);
    }

    /** The same for other sources. */
    public RateRule per(Grouping newGrouping) {
        return new RateRule(dimension, limitPerSecond, windowMillis, burst, newGrouping, blockSeconds, maxBlockSeconds);
    }

    /** The same as the counter needs it. */
    public CountLimit countLimit() {
        return new CountLimit(
                dimension, limitPerSecond * windowMillis / MILLIS_PER_SECOND, windowMillis, burst, grouping);
    }

    /** Rate of {@code count} events in a window. */
    public double perSecond(double count) {
        return count * MILLIS_PER_SECOND / windowMillis;
    }
}
