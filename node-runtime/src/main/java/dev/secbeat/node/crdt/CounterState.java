// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one {@link Lane}: table, cells and writers, and the steps that keep the three consistent. The writers are
 * those of all lanes.
 */
final class CounterState {
    /**
     * Pardons remembered for sources that come into the table later; of more at once the earliest are forgotten. Counts of before that
     * peers repeat of such a source then weigh again, for a window, and only where an unblock spares for no time at all.
     */
    private static final int MAX_PARDONS = 256;
    /** A cell outlives its window by this, so that a clock mapping that moves cannot meet its buckets twice. */
    static final long CELL_GRACE_MILLIS = 1_000;

    /** A source gets a ledger at one part in this of its limit. */
    private static final int NEAR = 2;

    private record Pardon(Prefix prefix, long millis) {}

    final CounterSettings settings;
    final Grouping grouping;
    final FleetView fleet;
    final SourceTable table;
    final CellPool cells;
    final OverloadLedger ledger;
    final Writers writers;
    final IntArrayList touched = new IntArrayList();
    final LimitTable limits = new LimitTable();
    private final EvictionHand hand;
    private final Deque<Pardon> pardons = new ArrayDeque<>();
    final long[] pardonedMillis;
    /** What this node sums for other regions while it is their relay. */
    @Nullable
    RelayReports relay;

    /** Slots looked at for pardons so far. */
    long pardonLooks;

    /** Sources thrown out of a full set of the table. */
    long evictions;
    /** Sources thrown out because all cells were taken. */
    long poolEvictions;

    long cellsRefused;

    CounterState(FleetView fleet, CounterSettings settings, Grouping grouping) {
        this.fleet = fleet;
        this.settings = settings;
        this.grouping = grouping;
        writers = fleet.writers;
        table = new SourceTable(settings.sources(), settings.hashSeed());
        hand = new EvictionHand(table);
        cells = new CellPool(settings.components(), settings.slots());
        ledger = new OverloadLedger(settings.sources(), settings.ledgers());
        pardonedMillis = new long[settings.sources()];
    }

    void setLimits(Collection<CountLimit> newLimits) {
        if (limits.replace(newLimits)) {
            ledger.endAll();
        }
    }

    /** The strictest limit of the source in a slot that is taken; null when there is none any more. */
    @Nullable
    CountLimit limitAt(int slot) {
        return limits.strictest(table.tag(slot) >>> 1, family(slot), table.bits(slot));
    }

    /** The strictest limit of a source. */
    @Nullable
    CountLimit limit(Family family, long sourceBits, Dimension dimension) {
        return limits.strictest(dimension.code(), family, sourceBits);
    }

    /**
     * What this side of a partition lets through of a limit in a single window, burst included; the whole of it while there
     * is none.
     */
    double allowed(CountLimit limit, long nowMillis) {
        return limit.mostInWindow() * fleet.presence.share(limit.windowMillis(), nowMillis);
    }

    /** Nodes that share the limits, this one included. */
    int nodes() {
        return fleet.peers + 1;
    }

    /** The slot of a source, made when new; what it throws out is forgotten. */
    int slotFor(long sourceBits, int tag, long nowMillis) {
        int slot = table.find(sourceBits, tag);
        return slot != SourceTable.NONE ? slot : takeSlot(sourceBits, tag, nowMillis);
    }

    private int takeSlot(long sourceBits, int tag, long nowMillis) {
        int slot = table.placeFor(sourceBits, tag, nowMillis, settings.windowMillis());
        double error = 0;
        if (table.isTaken(slot)) {
            error = table.weight(slot, nowMillis, settings.windowMillis());
            freeSlot(slot);
            evictions++;
        }
        table.take(slot, sourceBits, tag, error, nowMillis);
        pardonedMillis[slot] = pardonOf(source(slot).asPrefix(), nowMillis);
        return slot;
    }

    /** The writer's cell of a slot, or {@link CellPool#NONE}. */
    int cellOf(int slot, int writer) {
        int cell = table.heads[slot];
        while (cell != CellPool.NONE && cells.writer(cell) != writer) {
            cell = cells.next(cell);
        }
        return cell;
    }

    /**
     * The same, made when missing, if need be out of what the lightest of some other sources holds, which is forgotten;
     * {@link CellPool#NONE} when no other holds any, which is counted.
     */
    int cellFor(int slot, int writer, long bucket, long nowMillis) {
        int cell = cellOf(slot, writer);
        if (cell == CellPool.NONE) {
            if (cells.isEmpty()) {
                makeRoom(slot, nowMillis);
            }
            cell = cells.allocate(writer, table.heads[slot], bucket);
            if (cell == CellPool.NONE) {
                cellsRefused++;
            } else {
                table.heads[slot] = cell;
                writers.get(writer).cells++;
            }
        }
        return cell;
    }

    /** Space-Saving: who comes in weighs from then on at least what made room for it did, and none of that is a count. */
    private void makeRoom(int slot, long nowMillis) {
        int victim = hand.next(slot, nowMillis, settings.windowMillis());
        if (victim != SourceTable.NONE) {
            double weight = table.recentWeight(victim, nowMillis, settings.windowMillis());
            table.age(slot, nowMillis, settings.windowMillis());
            table.errors[slot] = Math.max(table.errors[slot], weight - table.weights[slot]);
            freeSlot(victim);
            poolEvictions++;
        }
    }

    /** Adds {@code count} new events to the slot's weight and puts it before the judge. */
    void touch(int slot, long count, long nowMillis) {
        table.age(slot, nowMillis, settings.windowMillis());
        table.weights[slot] += count;
        if (table.raise(slot, SourceTable.TOUCHED)) {
            touched.addInt(slot);
        }
    }

    /** Lets go of everything, so that no writer is kept for it. */
    void clear() {
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isTaken(slot)) {
                freeSlot(slot);
            }
        }
    }

    void freeSlot(int slot) {
        for (int cell = table.heads[slot]; cell != CellPool.NONE; ) {
            int next = cells.next(cell);
            release(cell);
            cell = next;
        }
        ledger.end(slot);
        if (relay != null) {
            relay.onFreed(slot);
        }
        table.free(slot);
    }

    /** Releases the slot's cells that left every window, and the slot when nothing of it is left. */
    void age(int slot, long nowMillis) {
        int previous = CellPool.NONE;
        for (int cell = table.heads[slot]; cell != CellPool.NONE; ) {
            int next = cells.next(cell);
            if (!isOver(cell, nowMillis)) {
                previous = cell;
            } else {
                if (previous == CellPool.NONE) {
                    table.heads[slot] = next;
                } else {
                    cells.setNext(previous, next);
                }
                release(cell);
            }
            cell = next;
        }
        long idle = nowMillis - table.touchedMillis[slot];
        boolean empty = !isInLedger(slot, nowMillis) && table.heads[slot] == CellPool.NONE;
        if ((empty && idle > settings.windowMillis()) || idle > settings.maxAgeMillis()) {
            freeSlot(slot);
        }
    }

    /** Counts of {@code prefix} up to now are never held against it again. */
    void pardon(Prefix prefix, long nowMillis) {
        if (pardons.size() == MAX_PARDONS) {
            pardons.removeFirst();
        }
        pardons.addLast(new Pardon(prefix, nowMillis));
        if (prefix.length() >= grouping.length(prefix.family())) {
            forgiveSource(prefix, nowMillis);
            return;
        }
        pardonLooks += table.capacity();
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isTaken(slot) && prefix.overlaps(source(slot).asPrefix())) {
                forgive(slot, nowMillis);
            }
        }
    }

    /** The same for a prefix within one source: an order may name a hundred thousand, so no walk over the table for each. */
    private void forgiveSource(Prefix prefix, long nowMillis) {
        if (!grouping.counts(prefix.family())) {
            return;
        }
        long bits =
                grouping.sourceBits(prefix.family(), SourceKey.ofPrefix(prefix).bits());
        for (Dimension dimension : Dimension.values()) {
            pardonLooks++;
            int slot = table.find(bits, DeltaCodec.tag(prefix.family(), dimension));
            if (slot != SourceTable.NONE) {
                forgive(slot, nowMillis);
            }
        }
    }

    /** What the slot did up to now is never held against it again. */
    void forgive(int slot, long nowMillis) {
        pardonedMillis[slot] = nowMillis;
        ledger.end(slot);
    }

    SourceKey source(int slot) {
        Family family = family(slot);
        return new SourceKey(family, table.bits(slot), grouping.length(family));
    }

    Family family(int slot) {
        return (table.tag(slot) & 1) == 0 ? Family.IPV4 : Family.IPV6;
    }

    Dimension dimension(int slot) {
        return DeltaCodec.dimension(table.tag(slot) >>> 1);
    }

    /**
     * Enters new events of a source near its limit into its ledger.
     *
     * @param earliestMillis none of them happened before
     */
    void enter(int slot, CountLimit limit, long count, long earliestMillis, long nowMillis) {
        long oldest = nowMillis - OverloadLedger.reachMillis(limit);
        boolean isNear = ledger.has(slot) || NEAR * (table.weights[slot] + count) >= limit.countPerWindow();
        if (isNear && earliestMillis > Math.max(oldest, pardonedMillis[slot]) && ledger.begin(slot, nowMillis)) {
            ledger.enter(slot, limit, count, earliestMillis, nowMillis);
        }
    }

    /** Whether the slot's ledger holds anything; one that does not is taken back. */
    private boolean isInLedger(int slot, long nowMillis) {
        CountLimit limit = limitAt(slot);
        boolean empty = limit == null || ledger.isEmpty(slot, limit, nowMillis);
        if (empty) {
            ledger.end(slot);
        }
        return !empty;
    }

    private boolean isOver(int cell, long nowMillis) {
        long offset = writers.get(cells.writer(cell)).clock.offsetMillis();
        long endMillis = (cells.newest(cell) + 1) * settings.bucketMillis() + offset;
        return endMillis < nowMillis - settings.windowMillis() - CELL_GRACE_MILLIS;
    }

    private void release(int cell) {
        writers.get(cells.writer(cell)).cells--;
        cells.release(cell);
    }

    private long pardonOf(Prefix source, long nowMillis) {
        while (!pardons.isEmpty() && nowMillis - pardons.getFirst().millis > 2L * settings.windowMillis() + 2_000) {
            pardons.removeFirst();
        }
        long latest = Long.MIN_VALUE;
        for (Pardon pardon : pardons) {
            if (pardon.prefix.overlaps(source)) {
                latest = Math.max(latest, pardon.millis);
            }
        }
        return latest;
    }
}
