// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static dev.secbeat.node.kernel.FlatBuckets.FREE;
import static dev.secbeat.node.kernel.FlatBuckets.NONE;
import static dev.secbeat.node.kernel.FlatBuckets.expiryOf;
import static dev.secbeat.node.kernel.FlatBuckets.isInForce;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Blocks of addresses, of IPv6 /64s or of prefixes, written straight into the memory that the program reads. No system call
 * but for the few entries whose bucket is full. Which buckets hold something is remembered here, so that sweeping does not
 * touch, and thereby make resident, the memory of empty ones.
 */
final class FlatBlockTable implements BlockTable {
    private final FlatLayout layout;
    private final FlatBuckets buckets;
    private final MapBlockTable spill;
    private final Optional<BlockWatch> watch;
    private final EvictionHand hand;
    private final int capacity;
    private final BitSet occupied;
    private int cursor;
    private boolean sweeping;
    private int lasting; // Of the entries, those that give way to none.
    private volatile int entries;

    /**
     * @param spill the table beside; its watch must be this table's {@link SpillWatch}
     * @param watch told of all blocks, those of the table beside included
     * @param scan the same memory as {@code buckets}, mapped for the time of the call: reading all of it once must not
     *     keep it resident; empty when the table is new
     */
    FlatBlockTable(FlatBuckets buckets, MapBlockTable spill, Optional<BlockWatch> watch, Optional<FlatBuckets> scan) {
        this.layout = buckets.layout();
        this.buckets = buckets;
        this.spill = spill;
        this.watch = watch;
        this.hand = new EvictionHand(buckets);
        this.capacity = layout.capacityOf(buckets.count());
        this.occupied = new BitSet(buckets.count());
        this.entries = scan.map(this::takeStock).orElse(0);
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
    public boolean put(Prefix prefix, BlockCause cause, long expiresNanos, long nowNanos, Consumer<Prefix> evicted) {
        int[] key = layout.keyOf(prefix);
        int bucket = buckets.bucket(key);
        int slot = buckets.find(bucket, key);
        if (slot != NONE) {
            refresh(bucket, slot, cause, expiresNanos, nowNanos);
            return false;
        }
        if (buckets.spilled(bucket) > 0 && spill.contains(prefix)) {
            return spill.put(prefix, cause, expiresNanos, nowNanos, evicted);
        }
        // Found before anything is written, ended when the new block is in: a table has more slots than its capacity.
        Optional<Evictable> leaving = entries() < capacity ? Optional.empty() : toEvict(prefix, cause, expiresNanos);
        insert(prefix, key, cause, expiresNanos, nowNanos, evicted);
        if (leaving.isPresent() && entries() > capacity) {
            evict(leaving.get(), nowNanos, evicted);
        }
        return true;
    }

    @Override
    public boolean remove(Prefix prefix) {
        int[] key = layout.keyOf(prefix);
        int bucket = buckets.bucket(key);
        int slot = buckets.find(bucket, key);
        if (slot == NONE) {
            return buckets.spilled(bucket) > 0 && spill.remove(prefix);
        }
        free(bucket, slot);
        return true;
    }

    @Override
    public boolean holds(Prefix prefix, long nowNanos) {
        int[] key = layout.keyOf(prefix);
        int bucket = buckets.bucket(key);
        int slot = buckets.find(bucket, key);
        if (slot == NONE) {
            return buckets.spilled(bucket) > 0 && spill.holds(prefix, nowNanos);
        }
        return isInForce(buckets.expiry(bucket, slot), nowNanos);
    }

    @Override
    public long hits(Prefix prefix) {
        int[] key = layout.keyOf(prefix);
        int bucket = buckets.bucket(key);
        int slot = buckets.find(bucket, key);
        if (slot == NONE) {
            return buckets.spilled(bucket) > 0 ? spill.hits(prefix) : 0;
        }
        return buckets.hits(bucket, slot);
    }

    @Override
    public BlockCause cause(Prefix prefix) {
        int[] key = layout.keyOf(prefix);
        int bucket = buckets.bucket(key);
        int slot = buckets.find(bucket, key);
        if (slot == NONE) {
            return buckets.spilled(bucket) > 0 ? spill.cause(prefix) : BlockCause.UNKNOWN;
        }
        return buckets.cause(bucket, slot);
    }

    @Override
    public void collect(List<HeldBlock> found, long nowNanos) {
        for (int bucket = occupied.nextSetBit(0); bucket >= 0; bucket = occupied.nextSetBit(bucket + 1)) {
            buckets.collect(bucket, found, nowNanos);
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

    @Override
    public int roomForLasting() {
        return Math.max(0, capacity - lasting - spill.lasting());
    }

    private Optional<Evictable> toEvict(Prefix prefix, BlockCause cause, long expiresNanos) {
        Optional<Evictable> found = Evictable.firstOf(hand.find(), spill.firstToEnd())
                .filter(first -> first.givesWayTo(cause, expiresNanos));
        if (found.isEmpty()) {
            throw BlockTable.full("block(" + layout.buckets().mapName() + ", " + prefix + ")", capacity);
        }
        return found;
    }

    private void evict(Evictable block, long nowNanos, Consumer<Prefix> evicted) {
        if (remove(block.prefix()) && block.expiresNanos() > nowNanos) {
            evicted.accept(block.prefix());
        }
    }

    private void insert(
            Prefix prefix, int[] key, BlockCause cause, long expiresNanos, long nowNanos, Consumer<Prefix> evicted) {
        int bucket = buckets.bucket(key);
        int slot = freeSlot(bucket, nowNanos);
        if (slot == NONE && spill.isFull()) {
            hand.firstOf(bucket)
                    .filter(first -> first.givesWayTo(cause, expiresNanos))
                    .ifPresent(first -> evict(first, nowNanos, evicted));
            slot = freeSlot(bucket, nowNanos);
        }
        if (slot == NONE) {
            spill(prefix, key, cause, expiresNanos, nowNanos, evicted);
        } else {
            buckets.write(bucket, slot, key, cause, expiryOf(expiresNanos));
            occupied.set(bucket);
            hand.added(bucket, cause);
            setEntries(entries + 1);
            lasting += cause.isAutomatic() ? 0 : 1;
        }
        if (watch.isPresent()) {
            watch.get().added(prefix);
        }
    }

    private void spill(
            Prefix prefix, int[] key, BlockCause cause, long expiresNanos, long nowNanos, Consumer<Prefix> evicted) {
        int bucket = buckets.bucket(key);
        buckets.addSpilled(bucket, key);
        try {
            boolean _ = spill.put(prefix, cause, expiresNanos, nowNanos, evicted);
        } catch (RuntimeException e) {
            buckets.removeSpilled(bucket);
            throw e;
        }
    }

    private void unspill(Prefix prefix) {
        buckets.removeSpilled(buckets.bucket(layout.keyOf(prefix)));
        watch.ifPresent(told -> told.gone(prefix));
    }

    /** A new expiry for an entry that is there; one that is over begins anew. */
    private void refresh(int bucket, int slot, BlockCause cause, long expiresNanos, long nowNanos) {
        boolean inForce = isInForce(buckets.expiry(bucket, slot), nowNanos);
        if (!inForce) {
            buckets.forgetHits(bucket, slot);
        }
        BlockCause before = buckets.cause(bucket, slot);
        BlockCause noted = inForce ? cause.over(before) : cause;
        lasting += (before.isAutomatic() ? 1 : 0) - (noted.isAutomatic() ? 1 : 0);
        buckets.setCause(bucket, slot, noted);
        buckets.setExpiry(bucket, slot, expiryOf(expiresNanos));
        hand.note(buckets, bucket);
    }

    /** A free slot, if need be one whose entry is over. */
    private int freeSlot(int bucket, long nowNanos) {
        int slot = buckets.notInForce(bucket, nowNanos);
        if (slot != NONE && buckets.expiry(bucket, slot) != FREE) {
            free(bucket, slot);
        }
        return slot;
    }

    private void free(int bucket, int slot) {
        lasting -= buckets.cause(bucket, slot).isAutomatic() ? 0 : 1;
        buckets.free(bucket, slot);
        hand.note(buckets, bucket);
        setEntries(entries - 1);
        if (watch.isPresent()) {
            watch.get().gone(buckets.prefix(bucket, slot));
        }
    }

    private void sweepBucket(int bucket, long nowNanos) {
        boolean empty = true;
        for (int slot = 0; slot < layout.slots(); slot++) {
            int expiry = buckets.expiry(bucket, slot);
            if (expiry != FREE && !isInForce(expiry, nowNanos)) {
                free(bucket, slot);
            }
            empty = empty && buckets.expiry(bucket, slot) == FREE;
        }
        if (empty) {
            occupied.clear(bucket);
        }
    }

    /**
     * Finds what an earlier daemon left; returns the number of entries outside the table beside. What is counted and marked
     * is made right word by word, for the program may be at work: a daemon that was killed may have counted one too many, one
     * of a version without marks has set none.
     */
    private int takeStock(FlatBuckets scan) {
        int[] marks = scan.blankMarks();
        Map<Integer, Integer> beside = new HashMap<>();
        spill.forEach(prefix -> {
            int[] key = layout.keyOf(prefix);
            beside.merge(scan.bucket(key), 1, Integer::sum);
            scan.gatherMarks(key, marks);
            watch.ifPresent(told -> told.added(prefix));
        });
        int found = 0;
        for (int bucket = 0; bucket < scan.count(); bucket++) {
            int before = found;
            for (int slot = 0; slot < layout.slots(); slot++) {
                if (scan.expiry(bucket, slot) != FREE) {
                    found++;
                    lasting += scan.cause(bucket, slot).isAutomatic() ? 0 : 1;
                    foundIn(scan, bucket, slot);
                }
            }
            if (found > before) {
                occupied.set(bucket);
                hand.note(scan, bucket);
                scan.gatherMarks(bucket, marks);
            }
            int spilled = beside.getOrDefault(bucket, 0);
            if (scan.spilled(bucket) != spilled) {
                scan.setSpilled(bucket, spilled);
            }
        }
        scan.replaceMarks(marks);
        return found;
    }

    private void foundIn(FlatBuckets scan, int bucket, int slot) {
        watch.ifPresent(told -> told.added(scan.prefix(bucket, slot)));
    }

    private int entries() {
        return entries + spill.entries();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile lets others read.
    private void setEntries(int count) {
        entries = count;
    }
}
