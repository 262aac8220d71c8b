// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.lang.foreign.MemorySegment;

/** The flat tables and how their buckets are laid out, as abi.h states it. */
enum FlatLayout {
    ADDR4(
            KernelMap.BLOCK_ADDR4,
            KernelMap.HITS_ADDR4,
            KernelMap.SPILL_ADDR4,
            Abi.SLOTS4,
            Abi.EXPIRES4,
            Abi.SPILLED4,
            4),
    NET64(
            KernelMap.BLOCK_NET64,
            KernelMap.HITS_NET64,
            KernelMap.SPILL_NET64,
            Abi.SLOTS64,
            Abi.EXPIRES64,
            Abi.SPILLED64,
            2),
    ADDR6(
            KernelMap.BLOCK_ADDR6,
            KernelMap.HITS_ADDR6,
            KernelMap.SPILL_ADDR6,
            Abi.SLOTS6,
            Abi.EXPIRES6,
            Abi.SPILLED6,
            1),
    PREFIX4(
            KernelMap.BLOCK_PREFIX4,
            KernelMap.HITS_PREFIX4,
            KernelMap.SPILL_PREFIX4,
            Abi.SLOTS4,
            Abi.EXPIRES4,
            Abi.SPILLED4,
            4),
    PREFIX6(
            KernelMap.BLOCK_PREFIX6,
            KernelMap.HITS_PREFIX6,
            KernelMap.SPILL_PREFIX6,
            Abi.SLOTS64,
            Abi.EXPIRES64,
            Abi.SPILLED64,
            2);

    private static final int MIN_BUCKETS = 2;

    private final KernelMap buckets;
    private final KernelMap hits;
    private final KernelMap spill;
    private final int slots;
    private final int expires;
    private final int spilled;
    private final int load;

    FlatLayout(KernelMap buckets, KernelMap hits, KernelMap spill, int slots, int expires, int spilled, int load) {
        this.buckets = buckets;
        this.hits = hits;
        this.spill = spill;
        this.slots = slots;
        this.expires = expires;
        this.spilled = spilled;
        this.load = load;
    }

    KernelMap buckets() {
        return buckets;
    }

    KernelMap hits() {
        return hits;
    }

    KernelMap spill() {
        return spill;
    }

    int slots() {
        return slots;
    }

    int keyBytes() {
        return spill.keyBytes();
    }

    /** The key of a block, as it stands in a slot. */
    byte[] keyOf(Prefix prefix) {
        byte[] key = new byte[keyBytes()];
        PrefixKey.write(prefix, spill, MemorySegment.ofArray(key));
        return key;
    }

    long key(long bucket, int slot) {
        return bucket * Abi.BUCKET_BYTES + (long) slot * keyBytes();
    }

    long expires(long bucket, int slot) {
        return bucket * Abi.BUCKET_BYTES + expires + (long) slot * Integer.BYTES;
    }

    long spilled(long bucket) {
        return bucket * Abi.BUCKET_BYTES + spilled;
    }

    long hits(long bucket, int slot) {
        return (bucket * slots + slot) * Long.BYTES;
    }

    /**
     * Buckets for so many entries, a power of two: at {@code load} entries a bucket, one in 50 finds its bucket full
     * (Poisson).
     */
    int bucketsFor(int entries) {
        int wanted = Math.max(MIN_BUCKETS, Math.ceilDiv(entries, load));
        return Integer.highestOneBit(2 * wanted - 1);
    }

    /** Entries that so many buckets are meant for. */
    int capacityOf(int bucketCount) {
        return bucketCount * load;
    }

    /** Room for those that find their bucket full: three times as many as are to be expected. */
    static int spillFor(int entries) {
        return Math.max(1_024, entries / 16);
    }
}
