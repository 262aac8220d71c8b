// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** The tables of lists from files and how large they are, as abi.h states it. A table has two halves, one a generation. */
enum ListLayout {
    /** IPv4 addresses and prefixes. */
    LIST4(KernelMap.LIST4, 8),
    /** IPv6 prefixes up to /64. */
    LIST8(KernelMap.LIST8, 4),
    /** IPv6 addresses. */
    LIST16(KernelMap.LIST16, 2);

    /** Makes each half a multiple of any page size, so that it can be mapped alone. */
    private static final int LEAST_BUCKETS = Abi.LIST_TAIL;

    private static final int LEAST_NEAR6 = 4_096;
    private static final int MOST_NEAR6 = 1 << 17;
    private static final int NEAR4 = 1 << 16;

    /** What a map holds that no list ever uses. */
    private static final int UNUSED = 2;

    private final KernelMap map;
    private final int load;

    /** @param load entries a bucket is meant for when the table is full: two thirds of its slots */
    ListLayout(KernelMap map, int load) {
        this.map = map;
        this.load = load;
    }

    KernelMap map() {
        return map;
    }

    /** Buckets in both halves that hold so many entries each, and their tails. */
    int bucketsFor(int entries) {
        if (entries == 0) {
            return UNUSED;
        }
        int wanted = Math.max(LEAST_BUCKETS, Math.ceilDiv(entries, load));
        return 2 * (Integer.highestOneBit(2 * wanted - 1) + Abi.LIST_TAIL);
    }

    /** Of the buckets of both halves, those in one half that the hash picks. */
    static int picked(int buckets) {
        return buckets / 2 - Abi.LIST_TAIL;
    }

    /** Entries in both halves of what lies near an IPv4 address. */
    static int near4For(int entries) {
        return entries == 0 ? UNUSED : 2 * NEAR4;
    }

    /** The same for IPv6; neighbours share an entry where there are more of them. */
    static int near6For(int entries) {
        if (entries == 0) {
            return UNUSED;
        }
        return 2 * Math.clamp(Integer.highestOneBit(Math.max(1, 2 * entries - 1)), LEAST_NEAR6, MOST_NEAR6);
    }
}
