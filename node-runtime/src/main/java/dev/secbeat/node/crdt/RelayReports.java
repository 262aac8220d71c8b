// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import org.agrona.collections.IntArrayList;

/**
 * When a relay tells the other regions of its region's sums of one lane, and the telling: as {@link Reports}, with regions in
 * place of nodes. With R regions a source is not worth a word between regions while its region's sum is below tau = max(1,
 * floor(share L / R)) and no relay has told of it; from then on it is told at once when the unreported part reaches
 * theta = max(1, floor((L - G) / 4R)), else at the next tick, and again each second. So regions hide from each other at
 * most as much of what is left to the limit as nodes do within them, and nothing at the limit itself.
 *
 * <p>Owned by the node loop's thread.
 */
final class RelayReports {
    private static final int PENDING = 1;
    private static final int DIRTY = 2;
    /** Worth a word between regions. */
    private static final int TOLD = 4;

    private final CounterState state;
    private final Headroom headroom;
    private final RegionSums sums;
    private final OwnCounts own;
    private final DeltaEncoder encoder = new DeltaEncoder();
    private final IntArrayList pending = new IntArrayList();
    private final IntArrayList dirty = new IntArrayList();
    private final byte[] flags;
    private final long nodeHash;
    private long flushedMillis = Long.MIN_VALUE / 2;
    private long tickedMillis = Long.MIN_VALUE / 2;
    private long passStartMillis = Long.MIN_VALUE / 2;
    private int passSlot;
    private long passFromBucket;
    private int passes;
    private int sequence;
    private int regions = 1;
    private long entries;

    RelayReports(CounterState state, WindowRates rates) {
        this.state = state;
        headroom = new Headroom(state, rates);
        sums = new RegionSums(state, rates);
        own = new OwnCounts(state);
        flags = new byte[state.table.capacity()];
        nodeHash = RelayCodec.nodeHash(state.fleet.self);
        passSlot = state.table.capacity();
    }

    /** A node of this region, this one included, has counted more of the source. */
    void onRegionCount(int slot, int writer, long bucket, long count, long nowMillis) {
        if (!state.table.has(slot, SourceTable.SUSPECT)) {
            return;
        }
        if (!sums.begin(slot, nowMillis)) {
            sums.add(slot, writer, bucket, count, nowMillis);
        }
        note(slot, nowMillis);
    }

    /** Another region's relay has told of the source: from now on so does this one. */
    void onForeignCount(int slot, long nowMillis) {
        sums.begin(slot, nowMillis);
        raise(slot, TOLD);
        if (sums.unreported(slot) > 0) {
            enlist(pending, slot, PENDING);
        }
    }

    /** The slot is taken from its source. */
    void onFreed(int slot) {
        sums.end(slot);
        flags[slot] &= (byte) ~TOLD;
    }

    /** Sources that have a sum. */
    int sources() {
        return sums.used();
    }

    /** Entries told so far. */
    long entries() {
        return entries;
    }

    /** Sends what is due; returns the number of messages. */
    int publish(Reports.Outlet outlet, int regionCount, long nowMillis) {
        regions = regionCount;
        sums.addLate(slot -> note(slot, nowMillis), nowMillis);
        int sent = 0;
        if (nowMillis - tickedMillis >= state.settings.syncIntervalMillis()) {
            tickedMillis = nowMillis;
            promoteDirty();
        }
        if (!pending.isEmpty() && nowMillis - flushedMillis >= Reports.COALESCE_MILLIS) {
            flushedMillis = nowMillis;
            sent += flushPending(outlet, nowMillis);
        }
        return sent + refresh(outlet, nowMillis);
    }

    /** Begins a message without entries, for whoever has echoes to tell. */
    DeltaEncoder empty(long nowMillis) {
        begin(nowMillis);
        return encoder;
    }

    private void note(int slot, long nowMillis) {
        if (state.limitAt(slot) == null || sums.unreported(slot) == 0) {
            return;
        }
        boolean told = has(slot, TOLD);
        if (!told && (sums.sum(slot) >= headroom.tau(slot, regions, nowMillis) || isToldByOthers(slot))) {
            raise(slot, TOLD);
            enlist(pending, slot, PENDING);
        } else if (told && sums.unreported(slot) >= headroom.nearTheta(slot, regions, nowMillis)) {
            enlist(pending, slot, PENDING);
        } else if (told) {
            enlist(dirty, slot, DIRTY);
        }
    }

    private boolean isToldByOthers(int slot) {
        for (int cell = state.table.heads[slot]; cell != CellPool.NONE; cell = state.cells.next(cell)) {
            if (state.writers.get(state.cells.writer(cell)).relay) {
                return true;
            }
        }
        return false;
    }

    private void promoteDirty() {
        for (int i = 0; i < dirty.size(); i++) {
            int slot = dirty.getInt(i);
            lower(slot, DIRTY);
            if (sums.has(slot) && sums.unreported(slot) > 0) {
                enlist(pending, slot, PENDING);
            }
        }
        dirty.clear();
    }

    private int flushPending(Reports.Outlet outlet, long nowMillis) {
        int sent = 0;
        begin(nowMillis);
        while (!pending.isEmpty()) { // Taken off one by one: an outlet that throws leaves the rest for the next turn.
            int slot = pending.popInt();
            lower(slot, PENDING);
            sent += encode(slot, sums.unreportedFrom(slot), outlet, nowMillis);
        }
        return sent + finish(outlet);
    }

    private int refresh(Reports.Outlet outlet, long nowMillis) {
        if (passSlot >= state.table.capacity()) {
            if (nowMillis - passStartMillis < Reports.REFRESH_MILLIS) {
                return 0;
            }
            passStartMillis = nowMillis;
            passFromBucket = Reports.firstOfPass(passes, state.settings, nowMillis);
            passes++;
            passSlot = 0;
        }
        int sent = 0;
        int end = Math.min(passSlot + Reports.slotsPerTurn(state.table.capacity()), state.table.capacity());
        begin(nowMillis);
        for (int slot = passSlot; slot < end; slot++) {
            sent += tellAgain(slot, outlet, nowMillis);
        }
        passSlot = end;
        return sent + finish(outlet);
    }

    /** Also finds what was worth a word before this node became the relay. */
    private int tellAgain(int slot, Reports.Outlet outlet, long nowMillis) {
        if (!state.table.isTaken(slot) || !state.table.has(slot, SourceTable.SUSPECT)) {
            return 0;
        }
        if (sums.begin(slot, nowMillis)) {
            note(slot, nowMillis);
        }
        return has(slot, TOLD)
                ? encode(slot, Math.min(passFromBucket, sums.unreportedFrom(slot)), outlet, nowMillis)
                : 0;
    }

    /** Adds the slot's buckets from {@code fromBucket} on, and those of late; returns how many messages that filled. */
    private int encode(int slot, long fromBucket, Reports.Outlet outlet, long nowMillis) {
        if (!sums.has(slot)) {
            return 0;
        }
        int sent = encoder.hasRoomFor(state.settings.slots()) ? 0 : send(outlet);
        if (sent > 0) {
            begin(nowMillis);
        }
        long first = Math.min(fromBucket, Reports.againFrom(state.settings, nowMillis));
        entries += sums.write(slot, first, encoder, nowMillis) ? 1 : 0;
        sums.told(slot);
        return sent;
    }

    private void begin(long nowMillis) {
        own.begin(encoder, nodeHash, sequence, nowMillis);
    }

    private int finish(Reports.Outlet outlet) {
        return encoder.isEmpty() ? 0 : send(outlet);
    }

    private int send(Reports.Outlet outlet) {
        sequence++;
        outlet.send(encoder.bytes(), encoder.length());
        return 1;
    }

    private boolean has(int slot, int flag) {
        return (flags[slot] & flag) != 0;
    }

    private boolean raise(int slot, int flag) {
        boolean fresh = !has(slot, flag);
        flags[slot] |= (byte) flag;
        return fresh;
    }

    private void lower(int slot, int flag) {
        flags[slot] &= (byte) ~flag;
    }

    private void enlist(IntArrayList list, int slot, int flag) {
        if (raise(slot, flag)) {
            list.addInt(slot);
        }
    }
}
