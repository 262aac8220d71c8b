// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.util.Arrays;
import java.util.BitSet;
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
    /** Looking for what waited is a walk over the table: whoever comes, however many, it is made no more often. */
    private static final long LATE_MILLIS = 100;

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

    /**
     * Writers with counts that wait for their round trip, as there is no bucket to add them to before. What they tell meanwhile is
     * in their components, from which it is taken when it can be: so no peer has room to use up.
     */
    private final BitSet late = new BitSet();
    /** By writer: whose the next two are, as a number may go to another start. */
    private Writers.Writer[] owners = new Writers.Writer[0];
    /** The newest bucket of which anything was added to any sum. */
    private long[] placedUpTo = new long[0];
    /**
     * The first bucket that is taken after the wait: a round trip can be lost again, and no event may be added twice. So of one
     * that was known before, what is told later of buckets added by then is left out.
     */
    private long[] lateFrom = new long[0];

    private long lateMillis = Long.MIN_VALUE / 2;
    private long latestMillis = Long.MIN_VALUE;

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
            if (state.writers.get(state.cells.writer(cell)).isOfRegion) {
                addCell(slot, cell, Long.MIN_VALUE, nowMillis);
            }
        }
        return true;
    }

    /** Adds events of a writer's bucket that a slot with a sum has not had yet. */
    void add(int slot, int writer, long bucket, long count, long nowMillis) {
        if (count <= 0) {
            return;
        }
        Writers.Writer owner = state.writers.get(writer);
        own(writer, owner);
        if (late.get(writer)) {
            return; // With all the rest of the writer's, see addLate.
        }
        if (owner.clock.isEchoed()) {
            placedUpTo[writer] = Math.max(placedUpTo[writer], bucket);
            place(slot, count, rates.earliestMillis(writer, bucket), nowMillis);
        } else {
            late.set(writer);
            lateFrom[writer] = placedUpTo[writer] == Long.MIN_VALUE ? Long.MIN_VALUE : placedUpTo[writer] + 1;
        }
    }

    private void own(int writer, Writers.Writer owner) {
        if (writer >= owners.length) {
            int length = Math.max(2 * owners.length, writer + 16);
            owners = Arrays.copyOf(owners, length);
            placedUpTo = Arrays.copyOf(placedUpTo, length);
            lateFrom = Arrays.copyOf(lateFrom, length);
        }
        if (owners[writer] != owner) {
            owners[writer] = owner;
            placedUpTo[writer] = Long.MIN_VALUE;
            late.clear(writer);
        }
    }

    /**
     * Adds what had to wait, where it no longer has to; {@code placed} takes the slots that have grown by it. What has left
     * every window by now is left out.
     */
    void addLate(IntConsumer placed, long nowMillis) {
        if (late.isEmpty() || nowMillis - lateMillis < LATE_MILLIS) {
            return;
        }
        BitSet ready = new BitSet();
        for (int writer = late.nextSetBit(0); writer >= 0; writer = late.nextSetBit(writer + 1)) {
            if (!state.writers.isKnown(writer) || state.writers.get(writer) != owners[writer]) {
                late.clear(writer);
            } else if (state.writers.get(writer).clock.isEchoed()) {
                ready.set(writer);
            }
        }
        if (ready.isEmpty()) {
            return;
        }
        lateMillis = nowMillis;
        late.andNot(ready);
        for (int slot = 0; slot < heads.length; slot++) {
            if (has(slot) && addAll(slot, ready, nowMillis)) {
                placed.accept(slot);
            }
        }
    }

    /** Adds all components of the slot that {@code of} writers have; returns whether there are any. */
    private boolean addAll(int slot, BitSet of, long nowMillis) {
        boolean any = false;
        for (int cell = state.table.heads[slot]; cell != CellPool.NONE; cell = state.cells.next(cell)) {
            if (of.get(state.cells.writer(cell))) {
                addCell(slot, cell, lateFrom[state.cells.writer(cell)], nowMillis);
                any = true;
            }
        }
        return any;
    }

    private void addCell(int slot, int cell, long fromBucket, long nowMillis) {
        for (long bucket = Math.max(fromBucket, state.cells.oldest(cell));
                bucket <= state.cells.newest(cell);
                bucket++) {
            add(slot, state.cells.writer(cell), bucket, state.cells.count(cell, bucket), nowMillis);
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
