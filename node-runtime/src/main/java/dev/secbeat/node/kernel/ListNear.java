// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * What the lists of one generation hold near each address, gathered while their tables are built. Owned by one thread.
 */
final class ListNear {
    private static final int SLOTS4 = 1 << 16;
    private static final int WIDE6 = 32;
    private static final int ENDS = 0;
    private static final int KINDS = 1;

    private final int[] near4 = new int[2 * SLOTS4];
    private final long[] near6;
    private final ExactHash hash;
    private final int shift6;
    private long wide6;

    /** @param entries6 of one generation, a power of two */
    ListNear(int entries6, ExactHash hash) {
        this.near6 = new long[2 * entries6];
        this.hash = hash;
        this.shift6 = Long.SIZE - Integer.numberOfTrailingZeros(entries6);
    }

    void address4(int address) {
        near4[2 * (address >>> Short.SIZE) + KINDS] = 1;
    }

    /** An {@link EndKey}: a prefix shorter than /16 lies near as many entries as it holds. */
    void prefix4(int key) {
        int end = Integer.lowestOneBit(key);
        int first = (key ^ end) >>> Short.SIZE;
        int slots = Math.max(1, end >>> (Short.SIZE - 1));
        for (int slot = first; slot < first + slots; slot++) {
            near4[2 * slot + ENDS] |= end;
        }
    }

    void net6(long upper) {
        near6[entry6(upper) + KINDS] |= Abi.LIST_NETS;
    }

    void address6(long upper) {
        near6[entry6(upper) + KINDS] |= Abi.LIST_HOSTS;
    }

    /** An {@link EndKey}. */
    void prefix6(long key) {
        long end = Long.lowestOneBit(key);
        if (Long.compareUnsigned(end, EndKey.end6(WIDE6)) > 0) {
            wide6 |= end;
        } else {
            near6[entry6(key) + ENDS] |= end;
        }
    }

    /** The ends of all IPv6 prefixes shorter than /32. */
    long wide6() {
        return wide6;
    }

    /** Writes one generation's half of each table. */
    void copyTo(MemorySegment half4, MemorySegment half6) {
        MemorySegment.copy(near4, 0, half4, JAVA_INT, 0, near4.length);
        MemorySegment.copy(near6, 0, half6, JAVA_LONG, 0, near6.length);
    }

    private int entry6(long upper) {
        return 2 * (int) (hash.ofWord(upper >>> Integer.SIZE) >>> shift6);
    }
}
