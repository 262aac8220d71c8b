// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * The generic cell rate algorithm in plain words, of one source and dimension: what the kernel does with one {@link
 * LimitLayout.Bucket}, in its units of time.
 */
final class TokenBucket {
    private final long cost;
    private final long burst;
    private final int finer;
    private long due = Long.MIN_VALUE;

    /** Of bytes if {@code bytes}, else of packets. */
    TokenBucket(LimitLayout.Bucket bucket, boolean bytes) {
        cost = bucket.cost();
        burst = bucket.burst();
        finer = bytes ? PolicyAbi.BYTE_SHIFT : 0;
    }

    static long units(long nanos) {
        return nanos << PolicyAbi.POLICE_SHIFT;
    }

    /** Whether {@code events} that come at once at {@code nowNanos} pass; if so they are charged. */
    boolean takes(long nowNanos, long events) {
        long now = units(nowNanos);
        long next = Math.max(due, now) + ((cost * events) >> finer);
        if (next - now > burst) {
            return false;
        }
        due = next;
        return true;
    }
}
