// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * The components of a region, summed: one of the relay's own for each source of a lane that is worth a word.
 *
 * <p>Each event the relay comes to know of is added once, in the bucket of the relay's clock that holds the earliest time
 * at which it can have happened. So a sum only grows, has one writer, and is to a receiver what any node's component is:
 * counts of which each happened at the start of its bucket or later.
 *
 * <p>A source that loses its slot and comes back would have its events added again, and not always to the same buckets, for
 * the bounds of clocks move. So sums begun in a set that has lost one take only buckets after the loss: what was added
 * before had happened by then.
 *
 * <p>What a node tells before its round trip is known waits for that, as long as its component is there.
 *
 * <p>Slots are those of the lane's {@link SourceTable}. Owned by the node loop's thread.
 */
final class RegionSums {
    private static final int NO_WRITER = 0;
    private static final int MAX_LATE = 4_096;

    private final CounterState state;
    private final WindowRates rates;
    private final CellPool cells;
    private final int[] heads;
    private final long[] unreported;
    private final long[] unreportedFrom;
    /** By set of slots: the first bucket that new sums take. */
    private final long[] floors;
    /** By slot: the first bucket that its sum takes, the floor of its set when it was begun. */
    private final long[] takesFrom;

    /** Of nodes whose round trip is not known yet, so that there is no bucket to add them to; what is too much is left out. */
    private final Deque<Late> late = new ArrayDeque<>();

    private long latestMillis = Long.MIN_VALUE;

    private record Late(int slot, int writer, long bucket, long count) {}

    RegionSums(CounterState state, WindowRates rates) {
        this.state = state;
        this.rates = rates;
        int capacity = state.table.capacity();
        cells = new CellPool(capacity, state.settings.slots());
        heads = new int[capacity];
        unreported = new long[capacity];
        unreportedFrom = new long[capacity];
        floors = new long[capacity / SourceTable.WAYS];
        takesFrom = new long[capacity];
        Arrays.fill(heads, CellPool.NONE);
        Arrays.fill(floors, Long.MIN_VALUE);
    }

    /** Sources that have a sum. */
    int used() {
        return cells.used();
    }

    boolean has(int slot) {
        return heads[slot] != CellPool.NONE;
    }

    /** What has been added since {@link #told}. */
    long unreported(int slot) {
        return unreported[slot];
    }

    long unreportedFrom(int slot) {
        return unreportedFrom[slot];
    }

    void told(int slot) {
        unreported[slot] = 0;
        unreportedFrom[slot] = Long.MAX_VALUE;
    }

    /** All that is held of the source. */
    long sum(int slot) {
        return cells.sumFrom(heads[slot], Long.MIN_VALUE);
    }

    /** Makes the slot's sum out of all that the region's nodes have told; returns false when it has one already. */
    boolean begin(int slot, long nowMillis) {
        if (has(slot)) {
            return false;
        }
        latestMillis = Math.max(latestMillis, nowMillis);
        heads[slot] = cells.allocate(NO_WRITER, CellPool.NONE, bucketOf(nowMillis));
        takesFrom[slot] = floors[slot / SourceTable.WAYS];
        told(slot);
        for (int cell = state.table.heads[slot]; cell != CellPool.NONE; cell = state.cells.next(cell)) {
            int writer = state.cells.writer(cell);
            if (state.writers.get(writer).isOfRegion) {
                for (long bucket = state.cells.oldest(cell); bucket <= state.cells.newest(cell); bucket++) {
                    add(slot, writer, bucket, state.cells.count(cell, bucket), nowMillis);
                }
            }
        }
        return true;
    }

    /** Adds events of a writer's bucket that a slot with a sum has not had yet. */
    void add(int slot, int writer, long bucket, long count, long nowMillis) {
        if (count <= 0) {
            return;
        }
        if (state.writers.get(writer).clock.isEchoed()) {
            place(slot, count, rates.earliestMillis(writer, bucket), nowMillis);
        } else if (late.size() < MAX_LATE) {
            late.addLast(new Late(slot, writer, bucket, count));
        }
    }

    /** Adds what had to wait, where it no longer has to; {@code placed} takes the slots that have grown by it. */
    void addLate(IntConsumer placed, long nowMillis) {
        for (int left = late.size(); left > 0; left--) {
            Late one = late.removeFirst();
            if (state.cellOf(one.slot, one.writer) == CellPool.NONE) {
                continue; // Out of every window by now.
            }
            add(one.slot, one.writer, one.bucket, one.count, nowMillis);
            if (state.writers.get(one.writer).clock.isEchoed()) {
                placed.accept(one.slot);
            }
        }
    }

    private void place(int slot, long count, long earliestMillis, long nowMillis) {
        latestMillis = Math.max(latestMillis, nowMillis);
        long bucket = bucketOf(Math.min(earliestMillis, nowMillis));
        if (bucket >= takesFrom[slot] && cells.add(heads[slot], bucket, count)) {
            unreported[slot] += count;
            unreportedFrom[slot] = Math.min(unreportedFrom[slot], bucket);
        }
    }

    /** The slot is taken from its source. */
    void end(int slot) {
        if (has(slot)) {
            long latest = bucketOf(latestMillis);
            if (cells.newest(heads[slot]) >= latest - state.settings.slots() - graceBuckets()) {
                floors[slot / SourceTable.WAYS] = latest + 2; // One more for what came during the turn.
            }
            late.removeIf(one -> one.slot == slot);
            cells.release(heads[slot]);
            heads[slot] = CellPool.NONE;
            told(slot);
        }
    }

    /** Adds the slot's buckets from {@code fromBucket} on, if there are any; there must be room for all of them. */
    boolean write(int slot, long fromBucket, DeltaEncoder encoder, long nowMillis) {
        int cell = heads[slot];
        long first = Math.max(fromBucket, Math.max(cells.oldest(cell), bucketOf(nowMillis) - state.settings.slots()));
        int tag = state.table.tag(slot);
        boolean begun = false;
        for (long bucket = first; bucket <= cells.newest(cell); bucket++) {
            long count = cells.count(cell, bucket);
            if (count > 0) {
                if (!begun) {
                    encoder.entry(tag, state.table.bits(slot));
                    begun = true;
                }
                encoder.count(tag, state.table.bits(slot), bucket, count);
            }
        }
        return begun;
    }

    private long bucketOf(long millis) {
        return Math.floorDiv(millis, (long) state.settings.bucketMillis());
    }

    private long graceBuckets() {
        return Math.ceilDiv(CounterState.CELL_GRACE_MILLIS, (long) state.settings.bucketMillis());
    }
}
