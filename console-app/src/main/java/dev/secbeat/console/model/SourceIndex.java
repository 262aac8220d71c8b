// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.Arrays;

/**
 * Up to a million sources in flat arrays, found by a table of open addressing with linear probing. A row that is free has no
 * tag. Grows by doubling up to a bound. Confined to one thread.
 */
final class SourceIndex {
    static final int NONE = -1;

    private static final int FIRST = 1_024;
    private static final byte FREE = 0;
    private static final int TAKEN = 0x40;
    private static final int SIX = 0x20;
    private static final Dimension[] DIMENSIONS = Dimension.values();

    private final int most;
    private int[] table = new int[FIRST * 2];
    private long[] bits = new long[FIRST];
    private byte[] tags = new byte[FIRST];
    private byte[] lengths = new byte[FIRST];
    float[] globals = new float[FIRST];
    private short[] rules = new short[FIRST];
    private final SourceRules known = new SourceRules();
    boolean[] blocked = new boolean[FIRST];
    int[] heads = new int[FIRST];
    private int[] freed = new int[FIRST];
    private int freedCount;
    private int made;
    private int used;

    SourceIndex(int most) {
        this.most = most;
        Arrays.fill(table, NONE);
    }

    /** Rows held. */
    int used() {
        return used;
    }

    /** Rows below are held or free; none is beyond. */
    int made() {
        return made;
    }

    boolean isTaken(int row) {
        return tags[row] != FREE;
    }

    /** The source's row, made when new; {@link #NONE} when there is no room. */
    int rowOf(SourceCount source) {
        SourceKey key = source.source();
        byte tag = (byte) (TAKEN
                | (key.family() == Family.IPV6 ? SIX : 0)
                | source.dimension().code());
        int at = slot(key.bits(), tag, (byte) key.length());
        if (table[at] != NONE) {
            return table[at];
        }
        if (used == most) {
            return NONE;
        }
        if ((used + 1) * 2 > table.length) {
            rehash(table.length * 2);
            at = slot(key.bits(), tag, (byte) key.length());
        }
        int row = freedCount > 0 ? freed[--freedCount] : made++;
        grow(row);
        bits[row] = key.bits();
        tags[row] = tag;
        lengths[row] = (byte) key.length();
        heads[row] = ComponentPool.NONE;
        globals[row] = 0;
        table[at] = row;
        used++;
        return row;
    }

    void free(int row) {
        int at = slot(bits[row], tags[row], lengths[row]);
        tags[row] = FREE;
        if (freedCount == freed.length) {
            freed = Arrays.copyOf(freed, freed.length * 2);
        }
        freed[freedCount++] = row;
        used--;
        close(at);
    }

    /** The row is held to this limit, a second, over this window. */
    void rule(int row, double limit, int windowMillis) {
        rules[row] = known.number(limit, windowMillis);
    }

    double limit(int row) {
        return known.limit(rules[row]);
    }

    int windowMillis(int row) {
        return known.windowMillis(rules[row]);
    }

    long bits(int row) {
        return bits[row];
    }

    int length(int row) {
        return lengths[row];
    }

    boolean isSix(int row) {
        return (tags[row] & SIX) != 0;
    }

    SourceKey source(int row) {
        return new SourceKey(isSix(row) ? Family.IPV6 : Family.IPV4, bits[row], lengths[row]);
    }

    Dimension dimension(int row) {
        return DIMENSIONS[tags[row] & ~TAKEN & ~SIX];
    }

    /** Where the source stands in the table, or the free place where it belongs. */
    private int slot(long source, byte tag, byte length) {
        int mask = table.length - 1;
        int at = home(source, tag, length, mask);
        while (table[at] != NONE) {
            int row = table[at];
            if (bits[row] == source && tags[row] == tag && lengths[row] == length) {
                return at;
            }
            at = at + 1 & mask;
        }
        return at;
    }

    private static int home(long source, byte tag, byte length, int mask) {
        long mixed =
                (source ^ (long) tag << 56 ^ (long) length << 48) * 0x9E3779B97F4A7C15L; // 2^64 over the golden ratio
        return (int) (mixed ^ mixed >>> 32) & mask;
    }

    /** Moves up what stands behind a hole, so that searches need no gravestones. */
    private void close(int hole) {
        int mask = table.length - 1;
        int at = hole;
        table[at] = NONE;
        for (int next = at + 1 & mask; table[next] != NONE; next = next + 1 & mask) {
            int row = table[next];
            int home = home(bits[row], tags[row], lengths[row], mask);
            boolean staysReachable = at <= next ? at < home && home <= next : at < home || home <= next;
            if (!staysReachable) {
                table[at] = row;
                table[next] = NONE;
                at = next;
            }
        }
    }

    private void rehash(int size) {
        table = new int[size];
        Arrays.fill(table, NONE);
        for (int row = 0; row < made; row++) {
            if (isTaken(row)) {
                table[slot(bits[row], tags[row], lengths[row])] = row;
            }
        }
    }

    private void grow(int row) {
        if (row == bits.length) {
            int larger = Math.min(most, bits.length * 2);
            bits = Arrays.copyOf(bits, larger);
            tags = Arrays.copyOf(tags, larger);
            lengths = Arrays.copyOf(lengths, larger);
            globals = Arrays.copyOf(globals, larger);
            rules = Arrays.copyOf(rules, larger);
            blocked = Arrays.copyOf(blocked, larger);
            heads = Arrays.copyOf(heads, larger);
        }
    }
}
