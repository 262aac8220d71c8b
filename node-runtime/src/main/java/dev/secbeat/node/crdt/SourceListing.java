// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.function.Consumer;

/**
 * Walks over all counted sources in bounded steps, for people who want to see more than the busiest. Cursors are the slots of
 * all lanes one behind the other; a change of limits meanwhile may skip some or tell some twice, which the next walk mends.
 *
 * <p>Owned by the node loop's thread.
 */
public final class SourceListing {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Lanes lanes;

    private SourceListing(Lanes lanes) {
        this.lanes = lanes;
    }

    /** A listing of what {@code counter} counts. */
    public static SourceListing of(GlobalCounter counter) {
        return new SourceListing(counter.lanes());
    }

    /**
     * Goes on from {@code cursor}, 0 being the begin.
     *
     * @param slots looked at most
     * @param most sources told at most
     * @param to takes those that were seen in their window; {@code blocked} is left false
     * @return where to go on; 0 when the walk has ended
     */
    public int walk(int cursor, int slots, int most, long nowNanos, Consumer<SourceCount> to) {
        long nowMillis = Math.floorDiv(nowNanos, NANOS_PER_MILLI);
        int index = 0;
        int firstSlot = 0;
        while (index < lanes.size() && cursor - firstSlot >= capacity(index)) {
            firstSlot += capacity(index);
            index++;
        }
        int told = 0;
        int at = cursor;
        for (int looked = 0; index < lanes.size() && looked < slots && told < most; looked++) {
            told += tell(lanes.get(index), at - firstSlot, nowMillis, to);
            at++;
            if (at - firstSlot == capacity(index)) {
                firstSlot += capacity(index);
                index++;
            }
        }
        return index == lanes.size() ? 0 : at;
    }

    /** Tells {@code to} of one source, for each dimension in which it is counted now. */
    public void find(SourceKey source, long nowNanos, Consumer<SourceCount> to) {
        for (Lane lane : lanes) {
            if (lane.state.grouping.length(source.family()) == source.length()) {
                for (Dimension dimension : Dimension.values()) {
                    int slot = lane.state.table.find(source.bits(), DeltaCodec.tag(source.family(), dimension));
                    if (slot != SourceTable.NONE) {
                        int _ = tell(lane, slot, Math.floorDiv(nowNanos, NANOS_PER_MILLI), to);
                    }
                }
            }
        }
    }

    private int capacity(int index) {
        return lanes.get(index).state.table.capacity();
    }

    private static int tell(Lane lane, int slot, long nowMillis, Consumer<SourceCount> to) {
        CounterState state = lane.state;
        CountLimit limit = state.table.isTaken(slot) ? state.limitAt(slot) : null;
        if (limit == null) {
            return 0;
        }
        double estimate = lane.rates.estimate(slot, limit.windowMillis(), nowMillis);
        if (estimate <= 0) {
            return 0;
        }
        to.accept(TopSources.describe(lane, slot, limit, estimate, nowMillis));
        return 1;
    }
}
