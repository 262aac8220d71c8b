// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.BlockCause;
import java.util.BitSet;
import java.util.Optional;

/**
 * Finds a block of a flat table that may make room. Like the hand of a clock (Corbató 1968) it goes round the buckets that
 * hold automatic blocks, looks at the next {@value #BUCKETS} and takes what ends first of them: a sample instead of an order
 * over all, as Psounis and Prabhakar (2001) do for caches. Of the 25 to 35 blocks there, what ends first is on average among
 * the first four in a hundred of all. It costs a few cache lines however many blocks there are, and a bit for each bucket.
 *
 * <p>Owned by the table's thread.
 */
final class EvictionHand {
    private static final int BUCKETS = 16;
    private static final long NOBODY = -1;

    private final FlatBuckets buckets;
    private final BitSet automatic;
    private int next;

    EvictionHand(FlatBuckets buckets) {
        this.buckets = buckets;
        this.automatic = new BitSet(buckets.count());
    }

    /** Takes note of {@code bucket} after its blocks or their causes changed; {@code as} is the same memory. */
    void note(FlatBuckets as, int bucket) {
        boolean any = false;
        for (int slot = 0; slot < as.layout().slots() && !any; slot++) {
            any = isAutomatic(as, bucket, slot);
        }
        automatic.set(bucket, any);
    }

    /** Takes note of a block that is new in {@code bucket}. */
    void added(int bucket, BlockCause cause) {
        if (cause.isAutomatic()) {
            automatic.set(bucket);
        }
    }

    /** An automatic block that ends early; empty when there is none, the table beside left out. */
    Optional<Evictable> find() {
        int begin = from(next);
        int bucket = begin;
        long first = NOBODY;
        for (int seen = 0; bucket >= 0 && seen < BUCKETS; seen++) {
            first = firstOf(bucket, first);
            next = bucket + 1;
            bucket = from(next);
            if (bucket == begin) {
                break;
            }
        }
        return at(first);
    }

    /** Of the automatic blocks in {@code bucket} the one that ends first. */
    Optional<Evictable> firstOf(int bucket) {
        return at(firstOf(bucket, NOBODY));
    }

    private int from(int place) {
        int found = automatic.nextSetBit(place);
        return found >= 0 ? found : automatic.nextSetBit(0);
    }

    /** The place of what ends first, of {@code bucket} and of {@code known}: the bucket in the upper half, then the slot. */
    private long firstOf(int bucket, long known) {
        long first = known;
        for (int slot = 0; slot < buckets.layout().slots(); slot++) {
            if (isAutomatic(buckets, bucket, slot) && (first == NOBODY || ends(bucket, slot) < ends(first))) {
                first = (long) bucket << Integer.SIZE | slot;
            }
        }
        return first;
    }

    private Optional<Evictable> at(long place) {
        return place == NOBODY
                ? Optional.empty()
                : Optional.of(new Evictable(
                        buckets.prefix((int) (place >>> Integer.SIZE), (int) place),
                        FlatBuckets.expiryNanos((int) ends(place))));
    }

    private long ends(long place) {
        return ends((int) (place >>> Integer.SIZE), (int) place);
    }

    private long ends(int bucket, int slot) {
        return Integer.toUnsignedLong(buckets.expiry(bucket, slot));
    }

    private static boolean isAutomatic(FlatBuckets table, int bucket, int slot) {
        return table.expiry(bucket, slot) != FlatBuckets.FREE
                && table.cause(bucket, slot).isAutomatic();
    }
}
