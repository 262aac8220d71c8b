// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * A stretch of time.
 *
 * @param fromMillis begin, epoch milliseconds
 * @param toMillis end, epoch milliseconds; after the begin
 */
public record ChartSpan(long fromMillis, long toMillis) {
    public ChartSpan {
        if (toMillis <= fromMillis) {
            throw new IllegalArgumentException("a span from " + fromMillis + " to " + toMillis + " has no length");
        }
    }

    /** The span of this length that ends at {@code toMillis}. */
    public static ChartSpan endingAt(long toMillis, long lengthMillis) {
        return new ChartSpan(toMillis - lengthMillis, toMillis);
    }

    /** Length, milliseconds. */
    public long lengthMillis() {
        return toMillis - fromMillis;
    }
}
