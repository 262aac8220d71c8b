// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.util.Arrays;

/**
 * Writes what this node counted of a source into deltas. Reading it that way changes nothing: what has been reported is
 * for the caller to note.
 */
final class OwnCounts {
    /** Slots looked at for one page, so that an almost empty table costs no more than a full one. */
    static final int SLOTS_PER_PAGE = 16_384;

    private final CounterState state;
    private final DeltaEncoder pages = new DeltaEncoder();
    private final long nodeHash;

    OwnCounts(CounterState state) {
        this.state = state;
        nodeHash = NodeHash.of(state.fleet.self);
    }

    void begin(DeltaEncoder encoder, int sequence, long nowMillis) {
        encoder.begin(new DeltaCodec.Header(
                state.settings.bucketMillis(), nodeHash, state.fleet.incarnation, nowMillis, sequence, state.grouping));
    }

    /** Adds our buckets of the slot from {@code fromBucket} on, if there are any; there must be room for all of them. */
    void write(int slot, long fromBucket, DeltaEncoder encoder, long nowMillis) {
        int cell = state.cellOf(slot, Writers.SELF);
        if (cell == CellPool.NONE) {
            return;
        }
        long nowBucket = Math.floorDiv(nowMillis, (long) state.settings.bucketMillis());
        long first = Math.max(fromBucket, Math.max(state.cells.oldest(cell), nowBucket - state.settings.slots()));
        int tag = state.table.tag(slot);
        boolean begun = false;
        for (long bucket = first; bucket <= state.cells.newest(cell); bucket++) {
            long count = state.cells.count(cell, bucket);
            if (count > 0) {
                if (!begun) {
                    encoder.entry(tag, state.table.bits(slot));
                    begun = true;
                }
                encoder.count(tag, state.table.bits(slot), bucket, count);
            }
        }
    }

    /** The page of all suspects that begins at slot {@code cursor}; it may be without entries. */
    SnapshotMessage.Page page(int cursor, long nowMillis) {
        int capacity = state.table.capacity();
        int slot = Math.min(cursor, capacity);
        int end = (int) Math.min((long) slot + SLOTS_PER_PAGE, capacity);
        begin(pages, 0, nowMillis);
        while (slot < end && pages.hasRoomFor(state.settings.slots())) {
            if (state.table.isTaken(slot) && state.table.has(slot, SourceTable.SUSPECT)) {
                write(slot, Long.MIN_VALUE, pages, nowMillis);
            }
            slot++;
        }
        int next = slot < capacity ? slot : SnapshotMessage.END;
        byte[] content = Arrays.copyOf(pages.bytes(), pages.length());
        return new SnapshotMessage.Page(SnapshotPart.COUNTS, cursor, next, state.fleet.incarnation, content);
    }
}
