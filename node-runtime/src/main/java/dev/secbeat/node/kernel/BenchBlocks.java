// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/** Blocks that a benchmark sets and takes back, timed. Stateless. */
final class BenchBlocks {
    private static final long BLOCK_MILLIS = 86_400_000;
    private static final int LOAD_CHUNK = 4096;

    private BenchBlocks() {}

    /** Blocks {@code count} entries, one after the other; returns how long the blocking took, the making of entries not. */
    static long loadNanos(XdpDataPlane plane, int count, IntFunction<Prefix> entry) {
        Prefix[] chunk = new Prefix[LOAD_CHUNK];
        long nanos = 0;
        for (int from = 0; from < count; from += LOAD_CHUNK) {
            int length = Math.min(LOAD_CHUNK, count - from);
            for (int i = 0; i < length; i++) {
                chunk[i] = entry.apply(from + i);
            }
            long start = System.nanoTime();
            for (int i = 0; i < length; i++) {
                plane.block(chunk[i], BLOCK_MILLIS);
            }
            nanos += System.nanoTime() - start;
        }
        return nanos;
    }

    /** Blocks {@code times} exact entries from {@code first} on, then unblocks them; tells how long each call took. */
    static void edit(
            XdpDataPlane plane,
            Family family,
            int first,
            int times,
            LongConsumer blockNanos,
            LongConsumer unblockNanos) {
        each(family, first, times, prefix -> plane.block(prefix, BLOCK_MILLIS), blockNanos);
        each(family, first, times, plane::unblock, unblockNanos);
    }

    private static void each(Family family, int first, int times, Consumer<Prefix> change, LongConsumer nanos) {
        for (int i = 0; i < times; i++) {
            Prefix prefix = BenchSources.exact(family, first + i);
            long start = System.nanoTime();
            change.accept(prefix);
            nanos.accept(System.nanoTime() - start);
        }
    }
}
