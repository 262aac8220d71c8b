// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * The sources being counted, in a table that never grows.
 *
 * <p>Idea: Space-Saving (Metwally, Agrawal, El Abbadi, ICDT 2005) inside each set of a set-associative table. A source
 * hashes to a set of {@value #WAYS} slots; when they are all taken, the source with the least weight makes room and the
 * newcomer inherits that weight as its error, so that it does not go straight away again.
 *
 * <p>Bound: within a set a source with more than 1/{@value #WAYS} of the set's events in a window is never the least and
 * stays. The inherited error decides only who stays; it is never part of a count, so it never blocks anyone. A source
 * that was thrown out starts again from zero: its count is too low for one window, never too high.
 *
 * <p>The hash is seeded: nobody outside can aim many sources at one set.
 */
final class SourceTable {
    static final int WAYS = 16;
    static final int NONE = -1;

    /** This slot is on one of the lists of work; stays when the slot changes hands. */
    static final int TOUCHED = 1;

    static final int PENDING = 2;
    static final int DIRTY = 4;
    /** Someone has reported this source: everyone reports it. */
    static final int SUSPECT = 8;

    private static final int LIST_FLAGS = TOUCHED | PENDING | DIRTY;
    private static final int TAKEN = 0x80;

    private final long[] bits;
    private final byte[] tags;
    private final byte[] flags;
    final int[] heads;
    final long[] unreported;
    /** First bucket that holds something unreported. */
    final long[] unreportedFrom;

    final long[] touchedMillis;
    final double[] weights;
    final double[] errors;
    private final long seed;
    private final int setMask;
    private int used;

    SourceTable(int capacity, long seed) {
        bits = new long[capacity];
        tags = new byte[capacity];
        flags = new byte[capacity];
        heads = new int[capacity];
        unreported = new long[capacity];
        unreportedFrom = new long[capacity];
        touchedMillis = new long[capacity];
        weights = new double[capacity];
        errors = new double[capacity];
        this.seed = seed;
        setMask = capacity / WAYS - 1;
    }

    int capacity() {
        return bits.length;
    }

    int used() {
        return used;
    }

    boolean isTaken(int slot) {
        return (tags[slot] & TAKEN) != 0;
    }

    long bits(int slot) {
        return bits[slot];
    }

    /** Family and dimension as in {@link DeltaCodec#tag}. */
    int tag(int slot) {
        return tags[slot] & ~TAKEN & 0xFF;
    }

    boolean has(int slot, int flag) {
        return (flags[slot] & flag) != 0;
    }

    /** Sets {@code flag}; returns whether it was not set before. */
    boolean raise(int slot, int flag) {
        boolean fresh = !has(slot, flag);
        flags[slot] |= (byte) flag;
        return fresh;
    }

    void lower(int slot, int flag) {
        flags[slot] &= (byte) ~flag;
    }

    /** Slot of the source, or {@link #NONE}. */
    int find(long sourceBits, int tag) {
        int first = firstOfSet(sourceBits, tag);
        for (int slot = first; slot < first + WAYS; slot++) {
            if (bits[slot] == sourceBits && tags[slot] == (byte) (tag | TAKEN)) {
                return slot;
            }
        }
        return NONE;
    }

    /** The slot a new source should take: a free one of its set, or the one with the least weight. */
    int placeFor(long sourceBits, int tag, long nowMillis, long windowMillis) {
        int first = firstOfSet(sourceBits, tag);
        int least = first;
        double leastWeight = Double.MAX_VALUE;
        for (int slot = first; slot < first + WAYS; slot++) {
            double weight = isTaken(slot) ? weight(slot, nowMillis, windowMillis) : -1;
            if (weight < leastWeight) {
                least = slot;
                leastWeight = weight;
            }
        }
        return least;
    }

    /** Count and inherited error while they are inside the window, else zero. */
    double weight(int slot, long nowMillis, long windowMillis) {
        return nowMillis - touchedMillis[slot] > windowMillis ? 0 : weights[slot] + errors[slot];
    }

    /** The same, the less the longer ago it was; of two that did the same the one heard last weighs more. */
    double recentWeight(int slot, long nowMillis, long windowMillis) {
        return (weights[slot] + errors[slot]) * kept(slot, nowMillis, windowMillis);
    }

    /** Lets what the slot weighs lose what time took from it until now. */
    void age(int slot, long nowMillis, long windowMillis) {
        double kept = kept(slot, nowMillis, windowMillis);
        weights[slot] *= kept;
        errors[slot] *= kept;
        touchedMillis[slot] = nowMillis;
    }

    private double kept(int slot, long nowMillis, long windowMillis) {
        return Math.max(0, 1 - (nowMillis - touchedMillis[slot]) / (double) windowMillis);
    }

    void take(int slot, long sourceBits, int tag, double error, long nowMillis) {
        bits[slot] = sourceBits;
        tags[slot] = (byte) (tag | TAKEN);
        flags[slot] &= LIST_FLAGS;
        heads[slot] = CellPool.NONE;
        unreported[slot] = 0;
        unreportedFrom[slot] = Long.MAX_VALUE;
        touchedMillis[slot] = nowMillis;
        weights[slot] = 0;
        errors[slot] = error;
        used++;
    }

    void free(int slot) {
        tags[slot] = 0;
        flags[slot] &= LIST_FLAGS;
        used--;
    }

    private int firstOfSet(long sourceBits, int tag) {
        return (int) (NodeHash.mix(sourceBits ^ seed ^ (long) tag << 56) & setMask) * WAYS;
    }
}
