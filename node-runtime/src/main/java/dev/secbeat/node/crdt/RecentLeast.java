// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * The least of the values of one to two spans of time that lie side by side: a minimum that forgets, in two numbers. Owned by
 * the node loop's thread.
 */
final class RecentLeast {
    /** Of no value. */
    static final long NONE = Long.MAX_VALUE;

    private long span = Long.MIN_VALUE / 2;
    private long current = NONE;
    private long previous = NONE;

    /** Takes a value of now; times do not go back. */
    void add(long value, long spanMillis, long nowMillis) {
        long now = Math.floorDiv(nowMillis, spanMillis);
        if (now != span) {
            previous = now == span + 1 ? current : NONE;
            current = NONE;
            span = now;
        }
        current = Math.min(current, value);
    }

    /** Forgets all values. */
    void clear() {
        current = NONE;
        previous = NONE;
    }

    /** The least of the span of the last value and the one before it, whatever time it is. */
    long least() {
        return Math.min(current, previous);
    }

    /** The least of this span and the one before it; {@link #NONE} when there was none. */
    long least(long spanMillis, long nowMillis) {
        long passed = Math.floorDiv(nowMillis, spanMillis) - span;
        return passed == 0 ? Math.min(current, previous) : passed == 1 ? current : NONE;
    }
}
