// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.IntArrayList;

/**
 * Rows of counts too large for a byte, taken by the few cells of busy sources. Memory is taken a chunk at a time as rows
 * are first needed, and kept for the next; a pool of cells never has more rows than cells.
 */
final class WideRows {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    private final int width;
    private final List<int[]> chunks = new ArrayList<>();
    private final IntArrayList free = new IntArrayList();
    private int made;

    WideRows(int width) {
        this.width = width;
    }

    /** A row of undefined counts. */
    int take() {
        if (!free.isEmpty()) {
            return free.popInt();
        }
        if (made == chunks.size() << CHUNK_BITS) {
            chunks.add(new int[width << CHUNK_BITS]);
        }
        return made++;
    }

    void release(int row) {
        free.addInt(row);
    }

    int get(int row, int at) {
        return chunks.get(row >>> CHUNK_BITS)[(row & CHUNK_MASK) * width + at];
    }

    void set(int row, int at, int count) {
        chunks.get(row >>> CHUNK_BITS)[(row & CHUNK_MASK) * width + at] = count;
    }

    /** Rows ever taken at one time. */
    int made() {
        return made;
    }
}
