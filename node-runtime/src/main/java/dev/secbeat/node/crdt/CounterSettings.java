// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * Sizes and intervals of a {@link GlobalCounter}. All nodes of a fleet must agree on {@code bucketMillis}.
 *
 * @param bucketMillis width of a time bucket, 10 to 1000
 * @param windowMillis longest window any rule asks about, a multiple of the bucket, at most {@link #MAX_BUCKETS} buckets
 * @param sources most sources tracked; a power of two, at least 16
 * @param components most (source, node) pairs tracked, at least {@code sources}
 * @param maxAgeMillis everything about a source is gone after this long without a count
 * @param syncIntervalMillis a count of a suspect is reported after this long at the latest
 * @param assumedDelayMillis one-way delay assumed of a peer until its round trip is known; larger is safer for innocent
 *     sources and slower for barely guilty ones
 * @param quietShare share of the limit that may stay unreported over the whole fleet, 0 to 1
 * @param hashSeed makes collisions in the source table unpredictable
 */
public record CounterSettings(
        int bucketMillis,
        int windowMillis,
        int sources,
        int components,
        long maxAgeMillis,
        long syncIntervalMillis,
        long assumedDelayMillis,
        double quietShare,
        long hashSeed) {
    /** Longest window in buckets. */
    public static final int MAX_BUCKETS = 100;

    /**
     * A delay longer than any window: what a peer reports is proof of nothing until its round trip is known. Whatever is
     * assumed in its place can be wrong: a node that starts while a link is held up hears old messages first.
     */
    public static final long ASSUME_NOTHING_MILLIS = 3_600_000;

    private static final int SOURCES_PER_LEDGER = 8;
    private static final int LEAST_LEDGERS = 1024;

    public CounterSettings {
        require(bucketMillis >= 10 && bucketMillis <= 1000, "bucketMillis must be 10 to 1000, got " + bucketMillis);
        require(
                windowMillis >= bucketMillis
                        && windowMillis % bucketMillis == 0
                        && windowMillis / bucketMillis <= MAX_BUCKETS,
                "windowMillis must be 1 to " + MAX_BUCKETS + " whole buckets of " + bucketMillis + " ms, got "
                        + windowMillis);
        require(
                sources >= SourceTable.WAYS && Integer.bitCount(sources) == 1,
                "sources must be a power of two from " + SourceTable.WAYS + ", got " + sources);
        require(components >= sources, "components must be at least sources, got " + components);
        require(maxAgeMillis >= windowMillis, "maxAgeMillis must be at least the window, got " + maxAgeMillis);
        require(syncIntervalMillis >= 1, "syncIntervalMillis must be at least 1, got " + syncIntervalMillis);
        require(assumedDelayMillis >= 0, "assumedDelayMillis must not be negative, got " + assumedDelayMillis);
        require(quietShare >= 0 && quietShare <= 1, "quietShare must be 0 to 1, got " + quietShare);
    }

    /** A window of one second in buckets of 100 ms, 65536 sources: about 9 MB, and 6 more if all are fast. */
    public static CounterSettings standard(long hashSeed) {
        return new CounterSettings(100, 1000, 1 << 16, 1 << 17, 300_000, 100, ASSUME_NOTHING_MILLIS, 0.25, hashSeed);
    }

    /** The same with another longest window, fewer sources where the window is longer than a second. */
    public CounterSettings withWindow(int newWindowMillis) {
        int longer = Math.max(1, (newWindowMillis + 999) / 1000);
        int fewer = Math.max(SourceTable.WAYS, Integer.highestOneBit(sources / longer));
        return new CounterSettings(
                bucketMillis,
                newWindowMillis,
                fewer,
                Math.max(fewer, components / longer),
                Math.max(maxAgeMillis, newWindowMillis),
                syncIntervalMillis,
                assumedDelayMillis,
                quietShare,
                hashSeed);
    }

    /** The same with the intervals the operator configured; nothing is forgotten within the window. */
    public CounterSettings withIntervals(long newSyncIntervalMillis, long newMaxAgeMillis) {
        return new CounterSettings(
                bucketMillis,
                windowMillis,
                sources,
                components,
                Math.max(newMaxAgeMillis, windowMillis),
                newSyncIntervalMillis,
                assumedDelayMillis,
                quietShare,
                hashSeed);
    }

    /** Buckets kept of each component: the window's and one more. */
    int slots() {
        return windowMillis / bucketMillis + 1;
    }

    /** Sources that may be near their limit at a time and have an {@link OverloadLedger}. */
    int ledgers() {
        return Math.min(sources, Math.max(LEAST_LEDGERS, sources / SOURCES_PER_LEDGER));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
