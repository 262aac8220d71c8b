// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * Chooses the source that gives way when all components are taken: of the next {@value #CANDIDATES} sources that hold any,
 * the one with the least {@link SourceTable#recentWeight recent weight}.
 *
 * <p>Idea: Space-Saving as in {@link SourceTable}, with the hand of a clock going around the table in place of a hash, so that
 * no source is asked for again before all others were. Whoever takes the components inherits the weight.
 *
 * <p>Bound: a source heavier than the lightest of any {@value #CANDIDATES} others in a row stays. So one over its limit stays
 * while most of what fills the pool is below it: otherwise the fleet would be sent as many limits as it has components.
 *
 * <p>Work: the looks it takes to meet so many candidates. The fewer hold components, the more components each gives back.
 */
final class EvictionHand {
    static final int CANDIDATES = 16;

    /** With one found, nobody looks further than this for a better one. */
    private static final int MAX_LOOKS = 4_096;

    private final SourceTable table;
    private int at;

    EvictionHand(SourceTable table) {
        this.table = table;
    }

    /** The slot to be freed, never {@code asking}; {@link SourceTable#NONE} when nobody else holds a component. */
    int next(int asking, long nowMillis, long windowMillis) {
        int least = SourceTable.NONE;
        double leastWeight = Double.MAX_VALUE;
        int candidates = 0;
        for (int looks = 0; looks < table.capacity() && candidates < CANDIDATES; looks++) {
            if (least != SourceTable.NONE && looks >= MAX_LOOKS) {
                break;
            }
            int slot = at;
            at = at + 1 == table.capacity() ? 0 : at + 1;
            if (slot == asking || !table.isTaken(slot) || table.heads[slot] == CellPool.NONE) {
                continue;
            }
            candidates++;
            double weight = table.recentWeight(slot, nowMillis, windowMillis);
            if (weight < leastWeight) {
                least = slot;
                leastWeight = weight;
            }
        }
        return least;
    }
}
