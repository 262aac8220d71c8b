// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Arrays;

/** A growing row of longs without objects. Owned by one thread while it grows. */
final class LongRun {
    private static final int FIRST_ROOM = 64;

    private long[] values = new long[FIRST_ROOM];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    /** The values, and behind them whatever: only {@link #size} of them count. Not a copy. */
    long[] values() {
        return values;
    }

    int size() {
        return size;
    }

    /** Gives back the room that is not used; for what is kept. */
    void trim() {
        values = Arrays.copyOf(values, Math.max(1, size));
    }
}
