// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.util.Arrays;

/**
 * The components of all counters: a cell is what one writer (node and incarnation) counted of one source, per bucket.
 *
 * <p>A bucket's count stops at {@link #MAX_COUNT}, which is far over every limit: 20 GB/s for a bucket of 100 ms.
 *
 * <p>Cells live in flat arrays and are chained by index, so that the collector never sees them. A cell holds the
 * {@code slots} newest buckets it has heard of; an older one is outside every window by then. Buckets carry the writer's
 * own numbers: mapping them to local time is left to whoever asks (see {@link PeerClock}).
 */
final class CellPool {
    static final int NONE = -1;
    static final int MAX_COUNT = Integer.MAX_VALUE;

    private final int slots;
    private final int[] writers;
    private final int[] nexts;
    private final long[] newest;
    private final int[] counts;
    private int free;
    private int used;

    CellPool(int capacity, int slots) {
        this.slots = slots;
        writers = new int[capacity];
        nexts = new int[capacity];
        newest = new long[capacity];
        counts = new int[Math.multiplyExact(capacity, slots)];
        for (int cell = 0; cell < capacity; cell++) {
            nexts[cell] = cell + 1 < capacity ? cell + 1 : NONE;
        }
    }

    /** A cell of zero counts for {@code writer} before {@code next}, or {@link #NONE} when all are taken. */
    int allocate(int writer, int next, long newestBucket) {
        int cell = free;
        if (cell != NONE) {
            free = nexts[cell];
            writers[cell] = writer;
            nexts[cell] = next;
            newest[cell] = newestBucket;
            Arrays.fill(counts, cell * slots, (cell + 1) * slots, 0);
            used++;
        }
        return cell;
    }

    void release(int cell) {
        nexts[cell] = free;
        free = cell;
        used--;
    }

    int writer(int cell) {
        return writers[cell];
    }

    int next(int cell) {
        return nexts[cell];
    }

    void setNext(int cell, int next) {
        nexts[cell] = next;
    }

    long newest(int cell) {
        return newest[cell];
    }

    int used() {
        return used;
    }

    /** Oldest bucket the cell still holds. */
    long oldest(int cell) {
        return newest[cell] - slots + 1;
    }

    /** Count of {@code bucket}; zero outside what the cell holds. */
    long count(int cell, long bucket) {
        return bucket > newest[cell] || bucket < oldest(cell) ? 0 : counts[index(cell, bucket)];
    }

    /** Join: the bucket's count becomes the larger of the two. Returns by how much it grew. */
    long raise(int cell, long bucket, long count) {
        if (!reach(cell, bucket)) {
            return 0;
        }
        int index = index(cell, bucket);
        int before = counts[index];
        counts[index] = (int) Math.min(Math.max(before, count), MAX_COUNT);
        return (long) counts[index] - before;
    }

    /** Counts {@code count} more events in {@code bucket}; returns false when it is too old to be kept. */
    boolean add(int cell, long bucket, long count) {
        if (!reach(cell, bucket)) {
            return false;
        }
        int index = index(cell, bucket);
        counts[index] = (int) Math.min(counts[index] + count, MAX_COUNT);
        return true;
    }

    /** Sum over the buckets from {@code fromBucket} on. */
    long sumFrom(int cell, long fromBucket) {
        long first = Math.max(fromBucket, oldest(cell));
        if (first > newest[cell]) {
            return 0;
        }
        long sum = 0;
        int end = (cell + 1) * slots;
        int index = index(cell, first);
        for (long left = newest[cell] - first; left >= 0; left--) { // One division for all, not one a bucket.
            sum += counts[index];
            index = index + 1 == end ? end - slots : index + 1;
        }
        return sum;
    }

    private boolean reach(int cell, long bucket) {
        if (bucket > newest[cell]) {
            long firstNew = Math.max(newest[cell] + 1, bucket - slots + 1);
            for (long fresh = firstNew; fresh <= bucket; fresh++) {
                counts[index(cell, fresh)] = 0;
            }
            newest[cell] = bucket;
        }
        return bucket >= oldest(cell);
    }

    private int index(int cell, long bucket) {
        return cell * slots + (int) Math.floorMod(bucket, (long) slots);
    }
}
