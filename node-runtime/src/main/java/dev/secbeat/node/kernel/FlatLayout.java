// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.nio.ByteOrder;

/** The flat tables and how their buckets are laid out, as abi.h states it. */
enum FlatLayout {
    ADDR4(KernelMap.BLOCK_ADDR4, KernelMap.SPILL_ADDR4, KernelMap.CAUSE_ADDR4, KernelMap.MARK_ADDR4, Shape.WORD, 2),
    NET64(
            KernelMap.BLOCK_NET64,
            KernelMap.SPILL_NET64,
            KernelMap.CAUSE_NET64,
            KernelMap.MARK_NET64,
            Shape.TWO_WORDS,
            1),
    ADDR6(
            KernelMap.BLOCK_ADDR6,
            KernelMap.SPILL_ADDR6,
            KernelMap.CAUSE_ADDR6,
            KernelMap.MARK_ADDR6,
            Shape.FOUR_WORDS,
            1),
    PREFIX4(
            KernelMap.BLOCK_PREFIX4,
            KernelMap.SPILL_PREFIX4,
            KernelMap.CAUSE_PREFIX4,
            KernelMap.MARK_PREFIX4,
            Shape.WORD,
            2),
    PREFIX6(
            KernelMap.BLOCK_PREFIX6,
            KernelMap.SPILL_PREFIX6,
            KernelMap.CAUSE_PREFIX6,
            KernelMap.MARK_PREFIX6,
            Shape.TWO_WORDS,
            1);

    /** A bucket by the size of its keys: how many slots it has, and where their parts begin. */
    private enum Shape {
        WORD(Abi.SLOTS4, Abi.EXPIRES4, Abi.HITS4, Abi.SPILLED4, 64),
        TWO_WORDS(Abi.SLOTS64, Abi.EXPIRES64, Abi.HITS64, Abi.SPILLED64, 32),
        FOUR_WORDS(Abi.SLOTS6, Abi.EXPIRES6, Abi.HITS6, Abi.SPILLED6, 8);

        private final int slots;
        private final int expires;
        private final int hits;
        private final int spilled;
        /** One entry in as many, at the most, finds its bucket full when the table is; with room for chance. */
        private final int oneSpillsIn;

        Shape(int slots, int expires, int hits, int spilled, int oneSpillsIn) {
            this.slots = slots;
            this.expires = expires;
            this.hits = hits;
            this.spilled = spilled;
            this.oneSpillsIn = oneSpillsIn;
        }
    }

    private static final boolean IS_LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int MIN_BUCKETS = 2;
    private static final int MARKED_ENTRIES = 2; // That a word of the marks is for.
    private static final int LEAST_SPILL = 1_024;
    private static final int SPILL_MARGIN = 64;

    private final KernelMap buckets;
    private final KernelMap spill;
    private final KernelMap causes;
    private final KernelMap marks;
    private final Shape shape;
    private final int load;

    FlatLayout(KernelMap buckets, KernelMap spill, KernelMap causes, KernelMap marks, Shape shape, int load) {
        this.buckets = buckets;
        this.spill = spill;
        this.causes = causes;
        this.marks = marks;
        this.shape = shape;
        this.load = load;
    }

    KernelMap buckets() {
        return buckets;
    }

    KernelMap spill() {
        return spill;
    }

    /** The table beside that says why each block is there, see cause_maps.h. */
    KernelMap causes() {
        return causes;
    }

    /** The table beside that tells of most keys that they are not there. */
    KernelMap marks() {
        return marks;
    }

    /** How many buckets share a word of the marks. */
    int bucketsAMark() {
        return MARKED_ENTRIES / load;
    }

    /** Elements of the marks of so many buckets. */
    int markElements(int bucketCount) {
        return Math.ceilDiv(bucketCount / bucketsAMark(), Abi.MARK_WORDS);
    }

    /** The same for so many entries. */
    int marksFor(int entries) {
        return markElements(bucketsFor(entries));
    }

    int slots() {
        return shape.slots;
    }

    int keyBytes() {
        return spill.keyBytes();
    }

    /** The key of a block, word by word as it stands in a slot. */
    int[] keyOf(Prefix prefix) {
        return switch (this) {
            case ADDR4 -> new int[] {network(prefix.low())};
            case NET64 -> new int[] {network(prefix.high() >>> Integer.SIZE), network(prefix.high())};
            case ADDR6 ->
                new int[] {
                    network(prefix.high() >>> Integer.SIZE),
                    network(prefix.high()),
                    network(prefix.low() >>> Integer.SIZE),
                    network(prefix.low())
                };
            case PREFIX4 -> new int[] {EndKey.of4(prefix)};
            case PREFIX6 -> {
                long key = EndKey.of6(prefix);
                int upper = (int) (key >>> Integer.SIZE);
                yield IS_LITTLE_ENDIAN ? new int[] {(int) key, upper} : new int[] {upper, (int) key};
            }
        };
    }

    /** The lower half of {@code bits} as a word whose bytes are in network order. */
    private static int network(long bits) {
        return IS_LITTLE_ENDIAN ? Integer.reverseBytes((int) bits) : (int) bits;
    }

    long key(long bucket, int slot) {
        return bucket * Abi.BUCKET_BYTES + (long) slot * keyBytes();
    }

    long expires(long bucket, int slot) {
        return bucket * Abi.BUCKET_BYTES + shape.expires + (long) slot * Integer.BYTES;
    }

    long spilled(long bucket) {
        return bucket * Abi.BUCKET_BYTES + shape.spilled;
    }

    long hits(long bucket, int slot) {
        return bucket * Abi.BUCKET_BYTES + shape.hits + (long) slot * Integer.BYTES;
    }

    /** Where in the causes a slot has its byte. */
    long cause(long bucket, int slot) {
        return bucket * causeBytes() + slot;
    }

    private int causeBytes() {
        return shape.slots > Integer.BYTES ? Long.BYTES : Integer.BYTES;
    }

    /** Elements of the causes of so many buckets. */
    int causeElements(int bucketCount) {
        return bucketCount * causeBytes() / causes.valueBytes();
    }

    /** The same for so many entries. */
    int causesFor(int entries) {
        return causeElements(bucketsFor(entries));
    }

    /** Buckets for so many entries, a power of two. */
    int bucketsFor(int entries) {
        int wanted = Math.max(MIN_BUCKETS, Math.ceilDiv(entries, load));
        return Integer.highestOneBit(2 * wanted - 1);
    }

    /** Entries that so many buckets are meant for. */
    int capacityOf(int bucketCount) {
        return bucketCount * load;
    }

    /**
     * Room for those that find their bucket full. With {@code load} entries a bucket (Poisson) these are 1.1 % with five
     * slots, 2.3 % with three, 10.4 % with two.
     */
    int spillFor(int entries) {
        return Math.max(LEAST_SPILL, entries / shape.oneSpillsIn + entries / SPILL_MARGIN);
    }
}
