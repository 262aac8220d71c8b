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
 * The memory of a flat table, slot by slot: see exact.h for the idea, abi.h, cause_maps.h and mark_maps.h for the layout.
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
    private final List<MemorySegment> memory;
    /** The same memory word by word: all parts of a bucket are words, and a view of them is quickest to reach. */
    private final IntBuffer words;

    private final ByteBuffer causes;
    private final FlatMarks marks;
    private final int shift;
    private final int count;
    private final int[] expiries;
    private final int[] held;

    private FlatBuckets(
            FlatLayout layout, ExactHash hash, MemorySegment buckets, MemorySegment causes, MemorySegment marks) {
        this.layout = layout;
        this.hash = hash;
        this.buckets = buckets;
        this.memory = List.of(buckets, causes, marks);
        this.words = buckets.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
        this.causes = causes.asByteBuffer();
        this.marks = new FlatMarks(marks);
        this.count = Math.toIntExact(buckets.byteSize() / Abi.BUCKET_BYTES);
        this.expiries = new int[layout.slots()];
        this.held = new int[layout.keyBytes() / Integer.BYTES];
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
    }

    /** A table of {@code source}, in this process's memory until {@code lifetime} closes. */
    static FlatBuckets of(FlatLayout layout, TableSource source, Arena lifetime) {
        MemorySegment buckets = source.memory(layout.buckets(), lifetime);
        int count = Math.toIntExact(buckets.byteSize() / Abi.BUCKET_BYTES);
        return new FlatBuckets(
                layout,
                source.hash(),
                buckets,
                causes(layout, layout.causeElements(count), source, lifetime),
                marks(layout, layout.markElements(count), source, lifetime));
    }

    private static MemorySegment causes(FlatLayout layout, int elements, TableSource source, Arena lifetime) {
        KernelMap causes = layout.causes();
        // Tables of a version without causes, or that one has resized since: nobody noted why.
        boolean noted = source.has(causes) && source.capacity(causes) == elements;
        return noted ? source.memory(causes, lifetime) : unseen(causes, elements, lifetime);
    }

    private static MemorySegment marks(FlatLayout layout, int elements, TableSource source, Arena lifetime) {
        KernelMap marks = layout.marks();
        return source.has(marks) ? source.memory(marks, lifetime) : unseen(marks, elements, lifetime);
    }

    private static MemorySegment unseen(KernelMap map, int elements, Arena lifetime) {
        return lifetime.allocate((long) elements * map.valueBytes(), Long.BYTES);
    }

    FlatLayout layout() {
        return layout;
    }

    /** All that is written here. */
    List<MemorySegment> memory() {
        return memory;
    }

    /** Buckets there are. */
    int count() {
        return count;
    }

    /** The bucket that {@code key} belongs into. */
    int bucket(int[] key) {
        return (int) (hash.of(key) >>> shift);
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
        marks.add(wordOf(bucket), FlatMarks.of(hash.of(key)));
        setExpiry(bucket, slot, expiry);
    }

    /** Frees a slot; another key may be written afterwards. */
    void free(int bucket, int slot) {
        setExpiry(bucket, slot, FREE);
        clearMarks(bucket);
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

    /** An entry of the bucket is about to stand in the table beside; before it does, or the program would not look there. */
    void addSpilled(int bucket, int[] key) {
        marks.add(wordOf(bucket), FlatMarks.of(hash.of(key)));
        setSpilled(bucket, spilled(bucket) + 1);
    }

    /** An entry of the bucket stands in the table beside no more. */
    void removeSpilled(int bucket) {
        setSpilled(bucket, Math.max(0, spilled(bucket) - 1));
        clearMarks(bucket);
    }

    /** Whether the program would look for the key. */
    boolean isMarked(int[] key) {
        return marks.areSet(wordOf(bucket(key)), FlatMarks.of(hash.of(key)));
    }

    /** Marks for {@link #replaceMarks}, none set. */
    int[] blankMarks() {
        return marks.blank();
    }

    /** Sets the marks of what stands in the bucket. */
    void gatherMarks(int bucket, int[] into) {
        into[wordOf(bucket)] |= marksOfSlots(bucket);
    }

    /** Sets the marks of an entry that stands beside. */
    void gatherMarks(int[] key, int[] into) {
        into[wordOf(bucket(key))] |= FlatMarks.of(hash.of(key));
    }

    void replaceMarks(int[] gathered) {
        marks.replace(gathered);
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

    private int wordOf(int bucket) {
        return bucket / layout.bucketsAMark();
    }

    /** Leaves the marks that are needed; all of them where entries stand beside, whose keys are not at hand. */
    private void clearMarks(int bucket) {
        int first = wordOf(bucket) * layout.bucketsAMark();
        int needed = 0;
        for (int each = first; each < first + layout.bucketsAMark(); each++) {
            if (spilled(each) > 0) {
                return;
            }
            needed |= marksOfSlots(each);
        }
        marks.set(wordOf(bucket), needed);
    }

    private int marksOfSlots(int bucket) {
        int found = 0;
        readExpiries(bucket);
        for (int slot = 0; slot < expiries.length; slot++) {
            if (expiries[slot] != FREE) {
                words.get(word(layout.key(bucket, slot)), held);
                found |= FlatMarks.of(hash.of(held));
            }
        }
        return found;
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
