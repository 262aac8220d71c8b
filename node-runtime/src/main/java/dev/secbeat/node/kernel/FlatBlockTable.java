// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.secbeat.node.api.Prefix;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Blocks of addresses, of IPv6 /64s or of prefixes, written straight into the memory that the program reads: see exact.h for
 * the idea and abi.h for the layout. No system call but for the few entries whose bucket is full.
 *
 * <p>The program reads while this class writes. A key is written only while its slot is free, the expiry last and as one
 * word, so that it sees an entry whole or not at all. Which buckets hold something is remembered here, so that sweeping
 * does not touch, and thereby make resident, the memory of empty ones.
 */
final class FlatBlockTable implements BlockTable {
    private static final VarHandle EXPIRY = JAVA_INT.varHandle();
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int FREE = 0;
    private static final int NONE = -1;

    private final FlatLayout layout;
    private final ExactHash hash;
    private final MemorySegment buckets;
    private final MapBlockTable spill;
    private final Optional<BlockWatch> watch;
    private final int shift;
    private final int capacity;
    private final BitSet occupied;
    private int cursor;
    private boolean sweeping;
    private volatile int entries;

    /**
     * @param spill the table beside; its watch must be this table's {@link SpillWatch}
     * @param watch told of all blocks, those of the table beside included
     * @param scan the same memory as {@code buckets}, mapped for the time of the call: reading all of it once must not
     *     keep it resident
     */
    FlatBlockTable(
            FlatLayout layout,
            ExactHash hash,
            MemorySegment buckets,
            MapBlockTable spill,
            Optional<BlockWatch> watch,
            MemorySegment scan) {
        this.layout = layout;
        this.hash = hash;
        this.buckets = buckets;
        this.spill = spill;
        this.watch = watch;
        int count = Math.toIntExact(buckets.byteSize() / Abi.BUCKET_BYTES);
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
        this.capacity = layout.capacityOf(count);
        this.occupied = new BitSet(count);
        this.entries = takeStock(scan, count);
    }

    /** Tells a flat table what leaves the table beside; what comes in, it puts there itself. */
    record SpillWatch(Supplier<FlatBlockTable> owner) implements BlockWatch {
        @Override
        public void added(Prefix prefix) {
            // By insert(), or found by takeStock().
        }

        @Override
        public void gone(Prefix prefix) {
            owner.get().unspill(prefix);
        }
    }

    @Override
    public boolean put(Prefix prefix, long expiresNanos, long nowNanos) {
        byte[] key = layout.keyOf(prefix);
        long bucket = bucket(key);
        int slot = find(bucket, key);
        if (slot != NONE) {
            refresh(bucket, slot, expiresNanos, nowNanos);
            return false;
        }
        if (spilled(bucket) > 0 && spill.contains(prefix)) {
            return spill.put(prefix, expiresNanos, nowNanos);
        }
        if (entries() >= capacity) {
            throw BlockTable.full("block(" + layout.buckets().mapName() + ", " + prefix + ")", capacity);
        }
        insert(prefix, key, bucket, expiresNanos, nowNanos);
        return true;
    }

    @Override
    public boolean remove(Prefix prefix) {
        byte[] key = layout.keyOf(prefix);
        long bucket = bucket(key);
        int slot = find(bucket, key);
        if (slot == NONE) {
            return spilled(bucket) > 0 && spill.remove(prefix);
        }
        free(bucket, slot);
        return true;
    }

    @Override
    public boolean holds(Prefix prefix, long nowNanos) {
        byte[] key = layout.keyOf(prefix);
        long bucket = bucket(key);
        int slot = find(bucket, key);
        if (slot == NONE) {
            return spilled(bucket) > 0 && spill.holds(prefix, nowNanos);
        }
        return isInForce(expiry(bucket, slot), nowNanos);
    }

    @Override
    public long hits(Prefix prefix) {
        byte[] key = layout.keyOf(prefix);
        long bucket = bucket(key);
        int slot = find(bucket, key);
        if (slot == NONE) {
            return spilled(bucket) > 0 ? spill.hits(prefix) : 0;
        }
        return hits(bucket, slot);
    }

    @Override
    public void collect(List<HeldBlock> found, long nowNanos) {
        for (int bucket = occupied.nextSetBit(0); bucket >= 0; bucket = occupied.nextSetBit(bucket + 1)) {
            for (int slot = 0; slot < layout.slots(); slot++) {
                int expiry = expiry(bucket, slot);
                if (isInForce(expiry, nowNanos)) {
                    long remaining = (expiryNanos(expiry) - nowNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
                    found.add(new HeldBlock(prefix(buckets, bucket, slot), remaining, hits(bucket, slot)));
                }
            }
        }
        spill.collect(found, nowNanos);
    }

    @Override
    public int sweep(long nowNanos, int budget) {
        if (spill.isSweeping()) {
            return spill.sweep(nowNanos, budget);
        }
        int seen = 0;
        int bucket = occupied.nextSetBit(cursor);
        for (; bucket >= 0 && seen < budget; bucket = occupied.nextSetBit(bucket + 1)) {
            seen++;
            sweepBucket(bucket, nowNanos);
        }
        sweeping = bucket >= 0;
        cursor = Math.max(0, bucket);
        return sweeping ? seen : seen + spill.sweep(nowNanos, budget - seen);
    }

    @Override
    public boolean isSweeping() {
        return sweeping || spill.isSweeping();
    }

    @Override
    public MapFill fill() {
        return new MapFill(entries(), capacity);
    }

    private void unspill(Prefix prefix) {
        long bucket = bucket(layout.keyOf(prefix));
        setSpilled(bucket, Math.max(0, spilled(bucket) - 1));
        watch.ifPresent(told -> told.gone(prefix));
    }

    private void insert(Prefix prefix, byte[] key, long bucket, long expiresNanos, long nowNanos) {
        int slot = freeSlot(bucket, nowNanos);
        if (slot == NONE) {
            setSpilled(bucket, spilled(bucket) + 1); // First, or the program would not look there.
            try {
                spill.put(prefix, expiresNanos, nowNanos);
            } catch (RuntimeException e) {
                setSpilled(bucket, spilled(bucket) - 1);
                throw e;
            }
            watch.ifPresent(told -> told.added(prefix));
            return;
        }
        buckets.set(JAVA_INT, layout.hits(bucket, slot), 0);
        MemorySegment.copy(key, 0, buckets, JAVA_BYTE, layout.key(bucket, slot), layout.keyBytes());
        EXPIRY.setRelease(buckets, layout.expires(bucket, slot), expiryOf(expiresNanos));
        occupied.set((int) bucket);
        setEntries(entries + 1);
        watch.ifPresent(told -> told.added(prefix));
    }

    /** A new expiry for an entry that is there; one that is over begins anew. */
    private void refresh(long bucket, int slot, long expiresNanos, long nowNanos) {
        if (!isInForce(expiry(bucket, slot), nowNanos)) {
            buckets.set(JAVA_INT, layout.hits(bucket, slot), 0);
        }
        EXPIRY.setRelease(buckets, layout.expires(bucket, slot), expiryOf(expiresNanos));
    }

    /** A free slot, if need be one whose entry is over. */
    private int freeSlot(long bucket, long nowNanos) {
        for (int slot = 0; slot < layout.slots(); slot++) {
            if (!isInForce(expiry(bucket, slot), nowNanos)) {
                if (expiry(bucket, slot) != FREE) {
                    free(bucket, slot);
                }
                return slot;
            }
        }
        return NONE;
    }

    private void free(long bucket, int slot) {
        EXPIRY.setRelease(buckets, layout.expires(bucket, slot), FREE);
        VarHandle.fullFence(); // Before another key is written here.
        setEntries(entries - 1);
        watch.ifPresent(told -> told.gone(prefix(buckets, bucket, slot)));
    }

    private void sweepBucket(int bucket, long nowNanos) {
        boolean empty = true;
        for (int slot = 0; slot < layout.slots(); slot++) {
            int expiry = expiry(bucket, slot);
            if (expiry != FREE && !isInForce(expiry, nowNanos)) {
                free(bucket, slot);
            }
            empty = empty && expiry(bucket, slot) == FREE;
        }
        if (empty) {
            occupied.clear(bucket);
        }
    }

    /** Finds what an earlier daemon left; returns the number of entries outside the table beside. */
    private int takeStock(MemorySegment scan, int count) {
        int found = 0;
        for (int bucket = 0; bucket < count; bucket++) {
            for (int slot = 0; slot < layout.slots(); slot++) {
                if (scan.get(JAVA_INT, layout.expires(bucket, slot)) != FREE) {
                    found++;
                    foundIn(scan, bucket, slot);
                }
            }
            if (scan.get(JAVA_INT, layout.spilled(bucket)) != 0) {
                setSpilled(bucket, 0); // Counted anew: a daemon that was killed may have counted one too many.
            }
        }
        spill.forEach(prefix -> {
            long bucket = bucket(layout.keyOf(prefix));
            setSpilled(bucket, spilled(bucket) + 1);
            watch.ifPresent(told -> told.added(prefix));
        });
        return found;
    }

    private void foundIn(MemorySegment scan, int bucket, int slot) {
        occupied.set(bucket);
        watch.ifPresent(told -> told.added(prefix(scan, bucket, slot)));
    }

    private int find(long bucket, byte[] key) {
        for (int slot = 0; slot < layout.slots(); slot++) {
            if (expiry(bucket, slot) != FREE && hasKey(bucket, slot, key)) {
                return slot;
            }
        }
        return NONE;
    }

    private boolean hasKey(long bucket, int slot, byte[] key) {
        long from = layout.key(bucket, slot);
        return MemorySegment.mismatch(
                        buckets, from, from + layout.keyBytes(), MemorySegment.ofArray(key), 0, layout.keyBytes())
                < 0;
    }

    private Prefix prefix(MemorySegment table, long bucket, int slot) {
        return PrefixKey.read(layout.spill(), table.asSlice(layout.key(bucket, slot), layout.keyBytes()));
    }

    private long bucket(byte[] key) {
        return hash.bucket(key, layout.keyBytes(), shift);
    }

    private int expiry(long bucket, int slot) {
        return buckets.get(JAVA_INT, layout.expires(bucket, slot));
    }

    private long hits(long bucket, int slot) {
        return Integer.toUnsignedLong(buckets.get(JAVA_INT, layout.hits(bucket, slot)));
    }

    private int spilled(long bucket) {
        return buckets.get(JAVA_INT, layout.spilled(bucket));
    }

    private void setSpilled(long bucket, int count) {
        EXPIRY.setRelease(buckets, layout.spilled(bucket), count);
    }

    private int entries() {
        return entries + Math.toIntExact(spill.fill().entries());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile lets others read.
    private void setEntries(int count) {
        entries = count;
    }

    /** In the table's units, rounded up so that no block ends early; what lasts longer than they reach, lasts that long. */
    private static int expiryOf(long nanos) {
        long units = (nanos + (1L << Abi.EXPIRY_SHIFT) - 1) >> Abi.EXPIRY_SHIFT;
        return (int) Math.clamp(units, 1, 0xFFFF_FFFFL);
    }

    private static long expiryNanos(int expiry) {
        return Integer.toUnsignedLong(expiry) << Abi.EXPIRY_SHIFT;
    }

    private static boolean isInForce(int expiry, long nowNanos) {
        return Integer.toUnsignedLong(expiry) > nowNanos >> Abi.EXPIRY_SHIFT;
    }
}
