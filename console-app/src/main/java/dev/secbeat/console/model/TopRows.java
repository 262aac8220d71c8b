// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * The rows with the largest keys, found in one pass: a heap as large as the answer, its least on top. Of equal keys the lower
 * row wins, so that an order does not change by itself. Confined to one thread.
 */
final class TopRows {
    private final long[] keys;
    private final int[] rows;
    private int size;

    TopRows(int most) {
        keys = new long[most];
        rows = new int[most];
    }

    void offer(long key, int row) {
        if (size < keys.length) {
            int at = size++;
            while (at > 0 && isLess(key, row, keys[(at - 1) / 2], rows[(at - 1) / 2])) {
                move((at - 1) / 2, at);
                at = (at - 1) / 2;
            }
            put(at, key, row);
        } else if (size > 0 && isLess(keys[0], rows[0], key, row)) {
            sink(key, row);
        }
    }

    /** The rows, largest key first; the heap is empty afterwards. */
    int[] take() {
        int[] sorted = new int[size];
        for (int i = size - 1; i >= 0; i--) {
            sorted[i] = rows[0];
            size--;
            if (size > 0) {
                sink(keys[size], rows[size]);
            }
        }
        return sorted;
    }

    /** Puts this into the place of the least. */
    private void sink(long key, int row) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child + 1 < size && isLess(keys[child + 1], rows[child + 1], keys[child], rows[child])) {
                child++;
            }
            if (child >= size || !isLess(keys[child], rows[child], key, row)) {
                put(at, key, row);
                return;
            }
            move(child, at);
            at = child;
        }
    }

    private void move(int from, int to) {
        put(to, keys[from], rows[from]);
    }

    private void put(int at, long key, int row) {
        keys[at] = key;
        rows[at] = row;
    }

    private static boolean isLess(long key, int row, long otherKey, int otherRow) {
        return key < otherKey || (key == otherKey && row > otherRow);
    }
}
