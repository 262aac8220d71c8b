// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The components of all counters: a cell is what one writer (node and incarnation) counted of one source, per bucket.
 *
 * <p>A bucket's count stops at {@link #MAX_COUNT}, which is far over every limit: 20 GB/s for a bucket of 100 ms.
 *
 * <p>Cells live in flat arrays and are chained by index, so that the collector never sees them. A cell holds the
 * {@code slots} newest buckets it has heard of; an older one is outside every window by then. Buckets carry the writer's
 * own numbers: mapping them to local time is left to whoever asks (see {@link PeerClock}).
 *
 * <p>Most sources are slow: a bucket's count is a byte until one of the cell's outgrows it, and then the cell has a row of
 * its own in {@link WideRows} until it is released. With 11 buckets a cell takes 25 bytes, and 44 more when it is wide.
 */
final class CellPool {
    static final int NONE = -1;
    static final int MAX_COUNT = Integer.MAX_VALUE;

    private static final int MAX_NARROW = 0xFF;
    private static final int WIDE = 0x8000;
    /** Bytes of a cell's counts that name its row while it is wide. */
    private static final int ROW_BYTES = Integer.BYTES;

    private static final VarHandle ROW = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int slots;
    private final int stride;
    private final short[] writers;
    private final int[] nexts;
    private final long[] newest;
    private final byte[] counts;
    private final WideRows rows;
    private int free;
    private int used;

    /** Writers are numbers below {@code 0x8000}. */
    CellPool(int capacity, int slots) {
        this.slots = slots;
        stride = Math.max(slots, ROW_BYTES);
        writers = new short[capacity];
        nexts = new int[capacity];
        newest = new long[capacity];
        counts = new byte[Math.multiplyExact(capacity, stride)];
        rows = new WideRows(slots);
        for (int cell = 0; cell < capacity; cell++) {
            nexts[cell] = cell + 1 < capacity ? cell + 1 : NONE;
        }
    }

    /** A cell of zero counts for {@code writer} before {@code next}, or {@link #NONE} when all are taken. */
    int allocate(int writer, int next, long newestBucket) {
        int cell = free;
        if (cell != NONE) {
            free = nexts[cell];
            writers[cell] = (short) writer;
            nexts[cell] = next;
            newest[cell] = newestBucket;
            Arrays.fill(counts, cell * stride, (cell + 1) * stride, (byte) 0);
            used++;
        }
        return cell;
    }

    void release(int cell) {
        if (isWide(cell)) {
            rows.release(row(cell));
        }
        nexts[cell] = free;
        free = cell;
        used--;
    }

    int writer(int cell) {
        return writers[cell] & ~WIDE & 0xFFFF;
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

    /** Whether none is left to allocate. */
    boolean isEmpty() {
        return free == NONE;
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
        return bucket > newest[cell] || bucket < oldest(cell) ? 0 : get(cell, ring(bucket));
    }

    /** Join: the bucket's count becomes the larger of the two. Returns by how much it grew. */
    long raise(int cell, long bucket, long count) {
        if (!reach(cell, bucket)) {
            return 0;
        }
        int at = ring(bucket);
        int before = get(cell, at);
        if (count <= before) {
            return 0;
        }
        int after = (int) Math.min(count, MAX_COUNT);
        set(cell, at, after);
        return (long) after - before;
    }

    /** Counts {@code count} more events in {@code bucket}; returns false when it is too old to be kept. */
    boolean add(int cell, long bucket, long count) {
        if (!reach(cell, bucket)) {
            return false;
        }
        int at = ring(bucket);
        set(cell, at, (int) Math.min(get(cell, at) + count, MAX_COUNT));
        return true;
    }

    /** Sum over the buckets from {@code fromBucket} on. */
    long sumFrom(int cell, long fromBucket) {
        return sum(cell, fromBucket, Long.MAX_VALUE);
    }

    /** The same up to {@code throughBucket}, which is counted too. */
    long sum(int cell, long fromBucket, long throughBucket) {
        long first = Math.max(fromBucket, oldest(cell));
        long last = Math.min(throughBucket, newest[cell]);
        if (first > last) {
            return 0;
        }
        long sum = 0;
        int at = ring(first);
        for (int left = (int) (last - first) + 1; left > 0; left--) {
            sum += get(cell, at);
            at = at + 1 == slots ? 0 : at + 1; // One division for the sum, not one for each bucket.
        }
        return sum;
    }

    /** Cells that ever had counts beyond a byte at one time. */
    int wideRows() {
        return rows.made();
    }

    private boolean reach(int cell, long bucket) {
        if (bucket > newest[cell]) {
            long firstNew = Math.max(newest[cell] + 1, bucket - slots + 1);
            int at = ring(firstNew);
            for (long fresh = firstNew; fresh <= bucket; fresh++) {
                set(cell, at, 0);
                at = at + 1 == slots ? 0 : at + 1;
            }
            newest[cell] = bucket;
        }
        return bucket >= oldest(cell);
    }

    private int ring(long bucket) {
        return Math.floorMod(bucket, slots);
    }

    private int get(int cell, int at) {
        return isWide(cell) ? rows.get(row(cell), at) : counts[cell * stride + at] & MAX_NARROW;
    }

    private void set(int cell, int at, int count) {
        if (!isWide(cell)) {
            if (count <= MAX_NARROW) {
                counts[cell * stride + at] = (byte) count;
                return;
            }
            widen(cell);
        }
        rows.set(row(cell), at, count);
    }

    private void widen(int cell) {
        int row = rows.take();
        for (int at = 0; at < slots; at++) {
            rows.set(row, at, get(cell, at));
        }
        ROW.set(counts, cell * stride, row);
        writers[cell] |= (short) WIDE;
    }

    private boolean isWide(int cell) {
        return writers[cell] < 0;
    }

    private int row(int cell) {
        return (int) ROW.get(counts, cell * stride);
    }
}
