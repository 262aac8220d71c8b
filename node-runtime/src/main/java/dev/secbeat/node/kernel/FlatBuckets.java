// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle KEY = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final FlatLayout layout;
    private final ExactHash hash;
    private final MemorySegment buckets;
    private final MemorySegment causes;
    private final int shift;
    private final int count;
    private final int[] expiries;

    private FlatBuckets(FlatLayout layout, ExactHash hash, MemorySegment buckets, MemorySegment causes) {
        this.layout = layout;
        this.hash = hash;
        this.buckets = buckets;
        this.causes = causes;
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

    /** Buckets there are. */
    int count() {
        return count;
    }

    /** The bucket that {@code key} belongs into. */
    int bucket(byte[] key) {
        return (int) hash.bucket(key, layout.keyBytes(), shift);
    }

    /** The slot that holds {@code key}, in force or not; NONE when there is none. */
    int find(int bucket, byte[] key) {
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
        MemorySegment.copy(buckets, JAVA_INT, layout.expires(bucket, 0), expiries, 0, expiries.length);
    }

    /** Fills a free slot. */
    void write(int bucket, int slot, byte[] key, BlockCause cause, int expiry) {
        buckets.set(JAVA_INT, layout.hits(bucket, slot), 0);
        MemorySegment.copy(key, 0, buckets, JAVA_BYTE, layout.key(bucket, slot), layout.keyBytes());
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
        return buckets.get(JAVA_INT, layout.expires(bucket, slot));
    }

    void setExpiry(int bucket, int slot, int expiry) {
        INT.setRelease(buckets, layout.expires(bucket, slot), expiry);
    }

    BlockCause cause(int bucket, int slot) {
        return BlockCause.ofCode(Byte.toUnsignedInt(causes.get(JAVA_BYTE, layout.cause(bucket, slot))));
    }

    void setCause(int bucket, int slot, BlockCause cause) {
        causes.set(JAVA_BYTE, layout.cause(bucket, slot), (byte) cause.code());
    }

    long hits(int bucket, int slot) {
        return Integer.toUnsignedLong(buckets.get(JAVA_INT, layout.hits(bucket, slot)));
    }

    void forgetHits(int bucket, int slot) {
        buckets.set(JAVA_INT, layout.hits(bucket, slot), 0);
    }

    /** Entries of the bucket that stand in the table beside. */
    int spilled(int bucket) {
        return buckets.get(JAVA_INT, layout.spilled(bucket));
    }

    void setSpilled(int bucket, int entries) {
        INT.setRelease(buckets, layout.spilled(bucket), entries);
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

    private boolean hasKey(int bucket, int slot, byte[] key) {
        long from = layout.key(bucket, slot);
        if (key.length == Integer.BYTES) {
            return buckets.get(JAVA_INT, from) == (int) KEY.get(key, 0);
        }
        return MemorySegment.mismatch(
                        buckets, from, from + layout.keyBytes(), MemorySegment.ofArray(key), 0, layout.keyBytes())
                < 0;
    }
}
