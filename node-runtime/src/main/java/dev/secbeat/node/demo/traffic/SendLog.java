// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * When each request of a stream was sent, CLOCK_MONOTONIC: the sender's own account, against which detection is
 * measured. Keeps the first {@link #MAX_ENTRIES}. Not safe for threads; {@link #copy()} is an independent snapshot.
 */
public final class SendLog {
    static final int MAX_ENTRIES = 1 << 17;
    private long[] sentNanos = new long[256];
    private int size;

    void add(long nowNanos) {
        if (size == MAX_ENTRIES) {
            return;
        }
        if (size == sentNanos.length) {
            sentNanos = Arrays.copyOf(sentNanos, size * 2);
        }
        sentNanos[size++] = nowNanos;
    }

    SendLog copy() {
        SendLog copy = new SendLog();
        copy.sentNanos = Arrays.copyOf(sentNanos, Math.max(1, size));
        copy.size = size;
        return copy;
    }

    public int size() {
        return size;
    }

    /**
     * t0: the moment of the first request that makes more than {@code limit} requests within {@code windowNanos}; empty
     * while there is none.
     */
    public OptionalLong crossing(int limit, long windowNanos) {
        for (int i = limit; i < size; i++) {
            if (sentNanos[i] - sentNanos[i - limit] < windowNanos) {
                return OptionalLong.of(sentNanos[i]);
            }
        }
        return OptionalLong.empty();
    }

    /** Most requests within any one window so far. */
    public int peak(long windowNanos) {
        int peak = 0;
        int first = 0;
        for (int i = 0; i < size; i++) {
            while (sentNanos[i] - sentNanos[first] >= windowNanos) {
                first++;
            }
            peak = Math.max(peak, i - first + 1);
        }
        return peak;
    }
}
