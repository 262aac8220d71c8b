// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.wan;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One-way delay, evenly spread over a range.
 *
 * @param minNanos at least 0
 * @param maxNanos inclusive, at least {@code minNanos}
 */
public record Delay(long minNanos, long maxNanos) {
    public static final Delay NONE = new Delay(0, 0);

    public Delay {
        if (minNanos < 0 || maxNanos < minNanos) {
            throw new IllegalArgumentException("a delay runs from 0 or more up, got " + minNanos + ".." + maxNanos);
        }
    }

    /** The one-way delay of a path whose round trip takes {@code minMillis} to {@code maxMillis}. */
    public static Delay ofRoundTrip(long minMillis, long maxMillis) {
        return new Delay(TimeUnit.MILLISECONDS.toNanos(minMillis) / 2, TimeUnit.MILLISECONDS.toNanos(maxMillis) / 2);
    }

    long sample(RandomGenerator random) {
        return maxNanos == 0 ? 0 : random.nextLong(minNanos, maxNanos + 1);
    }
}
