// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.time;

/**
 * How long to wait after failures in a row: twice as long after each, up to a bound, and of that a random half, so that many who
 * failed together do not come back together. The dice are given from outside. Immutable.
 *
 * @param firstMillis wait after the first failure, before the dice; above 0
 * @param mostMillis bound of the wait; at least {@code firstMillis}
 */
public record Backoff(long firstMillis, long mostMillis) {
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (firstMillis < 1 || mostMillis < firstMillis) {
            throw new IllegalArgumentException("a wait of " + firstMillis + " up to " + mostMillis + " ms");
        }
    }

    /**
     * The wait after {@code failures} in a row.
     *
     * @param failures at least 1
     * @param dice uniform in [0, 1)
     * @return milliseconds, from half the doubled wait up to all of it
     */
    public long delayMillis(int failures, double dice) {
        int doublings = Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
        long whole = firstMillis > mostMillis >> doublings ? mostMillis : firstMillis << doublings;
        long half = whole / 2;
        return whole - half + (long) (half * dice);
    }
}
