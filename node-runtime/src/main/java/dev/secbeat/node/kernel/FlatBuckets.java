// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;

/**
 * The memory of a flat table, slot by slot: see exact.h for the idea, abi.h and cause_maps.h for the layout.
 *
 * <p>The program reads while this class writes. A key is written only while its slot is free, the expiry last and as one
 * word, so that it sees an entry whole or not at all. Owned by one thread.
 */
final class FlatBuckets {
    private static final long NANOS_PER_MILLI = 1_000_000;
    static final int FREE = 0;
    static final int NONE = -1;

    private final FlatLayout layout;
    private final ExactHash hash;
    private final MemorySegment buckets;
    /** The same memory word by word: all parts of a bucket are words, and a view of them is quickest to reach. */
    private final IntBuffer words;

    private final MemorySegment causeBytes;
    private final ByteBuffer causes;
    private final int shift;
    private final int count;
    private final int[] expiries;

    private FlatBuckets(FlatLayout layout, ExactHash hash, MemorySegment buckets, MemorySegment causes) {
        this.layout = layout;
        this.hash = hash;
        this.buckets = buckets;
        this.words = buckets.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
        this.causeBytes = causes;
        this.causes = causes.asByteBuffer();
        this.count = Math.toIntExact(buckets.byteSize() / Abi.BUCKET_BYTES);
        this.expiries = new int[layout.slots()];
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
    }

    /** A table of {@code source}, in this process's memory until {@code lifetime} closes. */
    static FlatBuckets of(FlatLayout layout, TableSource source, Arena lifetime) {
        MemorySegment buckets = source.memory(layout.buckets(), lifetime);
        int elements = layout.causeElements(Math.toIntExact(buckets.byteSize() / Abi.BUCKET_BYTES));
        KernelMap causes = layout.causes();
        // Tables of a version without causes, or that one has resized since: nobody noted why.
        boolean noted = source.has(causes) && source.capacity(causes) == elements;
        MemorySegment bytes = noted
                ? source.memory(causes, lifetime)
                : lifetime.allocate((long) elements * causes.valueBytes(), Long.BYTES);
        return new FlatBuckets(layout, source.hash(), buckets, bytes);
    }

    FlatLayout layout() {
        return layout;
    }

    /** All that is written here. */
    List<MemorySegment> memory() {
        return List.of(buckets, causeBytes);
    }

    /** Buckets there are. */
    int count() {
        return count;
    }

    /** The bucket that {@code key} belongs into. */
    int bucket(int[] key) {
        return (int) hash.bucket(key, shift);
    }

    /** The slot that holds {@code key}, in force or not; NONE when there is none. */
    int find(int bucket, int[] key) {
        readExpiries(bucket);
        for (int slot = 0; slot < expiries.length; slot++) {
            if (expiries[slot] != FREE && hasKey(bucket, slot, key)) {
                return slot;
            }
        }
        return NONE;
    }

    /** A slot of the bucket whose entry is over, or was never there; NONE when all are in force. */
    int notInForce(int bucket, long nowNanos) {
        readExpiries(bucket);
        for (int slot = 0; slot < expiries.length; slot++) {
            if (!isInForce(expiries[slot], nowNanos)) {
                return slot;
            }
        }
        return NONE;
    }

    /** Adds every block of the bucket that is in force to {@code found}. */
    void collect(int bucket, List<HeldBlock> found, long nowNanos) {
        for (int slot = 0; slot < expiries.length; slot++) {
            int expiry = expiry(bucket, slot);
            if (isInForce(expiry, nowNanos)) {
                long remaining = (expiryNanos(expiry) - nowNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
                found.add(new HeldBlock(prefix(bucket, slot), remaining, hits(bucket, slot), cause(bucket, slot)));
            }
        }
    }

    /** All of a bucket at once: this side alone writes them, and each access to the memory by itself costs as much. */
    private void readExpiries(int bucket) {
        words.get(word(layout.expires(bucket, 0)), expiries);
    }

    /** Fills a free slot. */
    void write(int bucket, int slot, int[] key, BlockCause cause, int expiry) {
        words.put(word(layout.hits(bucket, slot)), 0);
        words.put(word(layout.key(bucket, slot)), key);
        setCause(
                bucket, slot,
                cause); // Before the expiry: whoever is killed in between leaves no block of another's cause.
        setExpiry(bucket, slot, expiry);
    }

    /** Frees a slot; another key may be written afterwards. */
    void free(int bucket, int slot) {
        setExpiry(bucket, slot, FREE);
        VarHandle.fullFence(); // Before another key is written here.
    }

    Prefix prefix(int bucket, int slot) {
        return PrefixKey.read(layout.spill(), buckets.asSlice(layout.key(bucket, slot), layout.keyBytes()));
    }

    /** In the table's units; FREE when the slot is. */
    int expiry(int bucket, int slot) {
        return words.get(word(layout.expires(bucket, slot)));
    }

    void setExpiry(int bucket, int slot, int expiry) {
        set(layout.expires(bucket, slot), expiry);
    }

    BlockCause cause(int bucket, int slot) {
        return BlockCause.ofCode(Byte.toUnsignedInt(causes.get((int) layout.cause(bucket, slot))));
    }

    void setCause(int bucket, int slot, BlockCause cause) {
        causes.put((int) layout.cause(bucket, slot), (byte) cause.code());
    }

    long hits(int bucket, int slot) {
        return Integer.toUnsignedLong(words.get(word(layout.hits(bucket, slot))));
    }

    void forgetHits(int bucket, int slot) {
        words.put(word(layout.hits(bucket, slot)), 0);
    }

    /** Entries of the bucket that stand in the table beside. */
    int spilled(int bucket) {
        return words.get(word(layout.spilled(bucket)));
    }

    void setSpilled(int bucket, int entries) {
        set(layout.spilled(bucket), entries);
    }

    /** In the table's units, rounded up so that no block ends early; what lasts longer than they reach, lasts that long. */
    static int expiryOf(long nanos) {
        long units = (nanos + (1L << Abi.EXPIRY_SHIFT) - 1) >> Abi.EXPIRY_SHIFT;
        return (int) Math.clamp(units, 1, 0xFFFF_FFFFL);
    }

    static long expiryNanos(int expiry) {
        return Integer.toUnsignedLong(expiry) << Abi.EXPIRY_SHIFT;
    }

    static boolean isInForce(int expiry, long nowNanos) {
        return Integer.toUnsignedLong(expiry) > nowNanos >> Abi.EXPIRY_SHIFT;
    }

    private boolean hasKey(int bucket, int slot, int[] key) {
        int from = word(layout.key(bucket, slot));
        for (int i = 0; i < key.length; i++) {
            if (words.get(from + i) != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** Writes one word after all that was written before it. */
    private void set(long offset, int value) {
        VarHandle.releaseFence();
        words.put(word(offset), value);
    }

    private static int word(long offset) {
        return (int) (offset / Integer.BYTES);
    }
}
