// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.LongSupplier;

/**
 * Blocked prefixes with their expiry. A look-up tries each prefix length that occurs, so it costs as many hash probes as
 * there are different lengths. The node loop writes, event loops read.
 *
 * <p>When it is full, a clock hand looks at the next few automatic blocks and the one of them that ends first makes room.
 */
final class BlockTable {
    private static final int LENGTHS = 129;

    /** Automatic blocks among which the first to end is sought. */
    private static final int LOOKS = 32;

    private final int capacity;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Prefix, Block> blocks = new ConcurrentHashMap<>();
    private final AtomicIntegerArray lengthsV4 = new AtomicIntegerArray(LENGTHS);
    private final AtomicIntegerArray lengthsV6 = new AtomicIntegerArray(LENGTHS);
    private Iterator<Map.Entry<Prefix, Block>> hand = Collections.emptyIterator();
    private int automatic;

    BlockTable(int capacity, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanoTime = nanoTime;
    }

    /** A block in force; renewed in place. Event loops count its hits. */
    static final class Block {
        private static final AtomicLongFieldUpdater<Block> HITS =
                AtomicLongFieldUpdater.newUpdater(Block.class, "hits");

        private volatile long expiresAtNanos;
        private volatile long hits;
        private BlockCause cause; // Of the writer alone.

        Block(long expiresAtNanos, BlockCause cause) {
            this.expiresAtNanos = expiresAtNanos;
            this.cause = cause;
        }

        /** Counts one refusal and returns how many there are now. */
        long hit() {
            return HITS.incrementAndGet(this);
        }

        long hits() {
            return hits;
        }

        long remainingNanos(long nowNanos) {
            return expiresAtNanos - nowNanos;
        }
    }

    /** Returns what had to make room, see {@link dev.secbeat.node.verdict.VerdictSink#block}. */
    List<Prefix> put(Prefix prefix, long remainingMillis, BlockCause cause) {
        // A year bounds the sum below; longer blocks are renewed by whoever holds them.
        long nanos = Math.min(remainingMillis, 31_536_000_000L) * 1_000_000L;
        Block old = blocks.get(prefix);
        if (old != null) {
            BlockCause noted = cause.over(old.cause);
            automatic += (noted.isAutomatic() ? 1 : 0) - (old.cause.isAutomatic() ? 1 : 0);
            old.cause = noted;
            old.expiresAtNanos = nanoTime.getAsLong() + nanos;
            return List.of();
        }
        List<Prefix> gone = blocks.size() >= capacity ? makeRoomFor(prefix, nanos, cause) : List.of();
        blocks.put(prefix, new Block(nanoTime.getAsLong() + nanos, cause));
        lengths(prefix.family()).incrementAndGet(prefix.length());
        automatic += cause.isAutomatic() ? 1 : 0;
        return gone;
    }

    void remove(Prefix prefix) {
        Block gone = blocks.remove(prefix);
        if (gone != null) {
            lengths(prefix.family()).decrementAndGet(prefix.length());
            automatic -= gone.cause.isAutomatic() ? 1 : 0;
        }
    }

    private List<Prefix> makeRoomFor(Prefix prefix, long nanos, BlockCause cause) {
        long now = nanoTime.getAsLong();
        Optional<Map.Entry<Prefix, Block>> found = firstToEnd(now)
                .filter(first -> cause.mayTakePlaceOf(first.getValue().remainingNanos(now), nanos));
        if (found.isPresent()) {
            Map.Entry<Prefix, Block> first = found.get();
            remove(first.getKey());
            return first.getValue().remainingNanos(now) > 0 ? List.of(first.getKey()) : List.of();
        }
        sweep();
        if (blocks.size() >= capacity) {
            throw new VerdictSinkException("the proxy holds " + capacity + " blocks and has no room for " + prefix
                    + "; its requests still pass unless the kernel drops them; unblock some or use wider prefixes");
        }
        return List.of();
    }

    /** Of the next automatic blocks the one that ends first; goes round at most once. */
    private Optional<Map.Entry<Prefix, Block>> firstToEnd(long now) {
        Optional<Map.Entry<Prefix, Block>> first = Optional.empty();
        int wanted = Math.min(LOOKS, automatic);
        for (int seen = 0, left = 2 * capacity; seen < wanted && left > 0; left--) {
            if (!hand.hasNext()) {
                hand = blocks.entrySet().iterator();
            }
            Map.Entry<Prefix, Block> entry = hand.next();
            // The hand may be behind: what it shows may have gone.
            if (entry.getValue().cause.isAutomatic() && blocks.get(entry.getKey()) == entry.getValue()) {
                seen++;
                if (first.isEmpty() || endsBefore(entry, first.get(), now)) {
                    first = Optional.of(entry);
                }
            }
        }
        return first;
    }

    private static boolean endsBefore(Map.Entry<Prefix, Block> one, Map.Entry<Prefix, Block> other, long now) {
        return one.getValue().remainingNanos(now) < other.getValue().remainingNanos(now);
    }

    /** The unexpired block of exactly {@code prefix}. */
    Optional<Block> exactly(Prefix prefix) {
        Block block = blocks.get(prefix);
        return block != null && block.remainingNanos(nanoTime.getAsLong()) > 0 ? Optional.of(block) : Optional.empty();
    }

    /** The longest unexpired block that holds {@code address}. */
    Optional<Block> covering(Prefix address) {
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        AtomicIntegerArray lengths = lengths(address.family());
        byte[] bytes = address.addressBytes();
        for (int length = address.length(); length >= 0; length--) {
            if (lengths.get(length) > 0) {
                Optional<Block> block = exactly(Prefix.of(bytes, length));
                if (block.isPresent()) {
                    return block;
                }
            }
        }
        return Optional.empty();
    }

    long nowNanos() {
        return nanoTime.getAsLong();
    }

    /** Forgets what has expired. */
    private void sweep() {
        long now = nanoTime.getAsLong();
        blocks.forEach((prefix, block) -> {
            if (block.remainingNanos(now) <= 0) {
                remove(prefix);
            }
        });
    }

    private AtomicIntegerArray lengths(Family family) {
        return family == Family.IPV4 ? lengthsV4 : lengthsV6;
    }
}
