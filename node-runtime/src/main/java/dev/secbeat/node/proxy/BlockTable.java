// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Blocked prefixes with their expiry. A look-up tries each prefix length that occurs, so it costs as many hash probes as
 * there are different lengths. The node loop writes, event loops read.
 */
final class BlockTable {
    private static final int LENGTHS = 129;

    private final int capacity;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Prefix, Block> blocks = new ConcurrentHashMap<>();
    private final AtomicIntegerArray lengthsV4 = new AtomicIntegerArray(LENGTHS);
    private final AtomicIntegerArray lengthsV6 = new AtomicIntegerArray(LENGTHS);

    BlockTable(int capacity, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanoTime = nanoTime;
    }

    /** A block in force. */
    static final class Block {
        private final long expiresAtNanos;
        private final AtomicLong hits;

        Block(long expiresAtNanos, AtomicLong hits) {
            this.expiresAtNanos = expiresAtNanos;
            this.hits = hits;
        }

        /** Counts one refusal and returns how many there are now. */
        long hit() {
            return hits.incrementAndGet();
        }

        long hits() {
            return hits.get();
        }

        long remainingNanos(long nowNanos) {
            return expiresAtNanos - nowNanos;
        }
    }

    void put(Prefix prefix, long remainingMillis) {
        if (blocks.size() >= capacity && !blocks.containsKey(prefix)) {
            sweep();
            if (blocks.size() >= capacity) {
                throw new VerdictSinkException("the proxy holds " + capacity + " blocks and has no room for " + prefix
                        + "; its requests still pass unless the kernel drops them; unblock some or use wider prefixes");
            }
        }
        // A year bounds the sum below; longer blocks are renewed by whoever holds them.
        long nanos = Math.min(remainingMillis, 31_536_000_000L) * 1_000_000L;
        Block old = blocks.get(prefix);
        AtomicLong hits = old == null ? new AtomicLong() : old.hits;
        if (blocks.put(prefix, new Block(nanoTime.getAsLong() + nanos, hits)) == null) {
            lengths(prefix.family()).incrementAndGet(prefix.length());
        }
    }

    void remove(Prefix prefix) {
        if (blocks.remove(prefix) != null) {
            lengths(prefix.family()).decrementAndGet(prefix.length());
        }
    }

    /** The unexpired block of exactly {@code prefix}. */
    Optional<Block> exactly(Prefix prefix) {
        return Optional.ofNullable(blocks.get(prefix)).filter(b -> b.remainingNanos(nanoTime.getAsLong()) > 0);
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
