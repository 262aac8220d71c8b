// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * Sizes and intervals of a {@link GlobalCounter}. All nodes of a fleet must agree on {@code bucketMillis}.
 *
 * <p>The bucket holds for windows of up to {@link #MAX_BUCKETS} of them. Longer windows are counted apart in buckets twice
 * or five times as wide ({@link #widthFor}), so that no counter keeps more buckets than that, and with as many sources as
 * fit into about the same memory.
 *
 * @param bucketMillis width of a time bucket, 10 to 1000
 * @param windowMillis longest window counted in such buckets, a multiple of the bucket, at most {@link #MAX_BUCKETS} buckets
 * @param sources most sources tracked; a power of two, at least 16
 * @param components most (source, node) pairs tracked, at least {@code sources}
 * @param maxAgeMillis everything about a source is gone after this long without a count
 * @param syncIntervalMillis a count of a source near its limit is reported after this long at the latest
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
    public static final int MAX_BUCKETS = 120;

    private static final int[] COARSER = {1, 2, 5};
    /** Of the arrays of {@link SourceTable}, {@link CellPool} and {@link OverloadLedger}. */
    private static final int SOURCE_BYTES = 66;

    private static final int CELL_BYTES = 14;
    private static final int LEDGER_BYTES = 140;

    /**
     * A delay longer than any window: what a peer reports is proof of nothing until its round trip is known. Whatever is
     * assumed in its place can be wrong: a node that starts while a link is held up hears old messages first.
     */
    public static final long ASSUME_NOTHING_MILLIS = 3_600_000;

    /** Sources of a node that was told no other number. */
    public static final int DEFAULT_SOURCES = 1 << 16;

    /**
     * Of a node: with so many nodes or fewer the table of sources is full before the components are. With more, sources that
     * all of them see take the room of others, lightest first (see {@link EvictionHand}).
     */
    public static final int COMPONENTS_PER_SOURCE = 6;

    private static final int MILLIS_PER_SECOND = 1_000;
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

    /** A window of one second in buckets of 100 ms, 65536 sources: about 15 MB, and 18 more if all are fast. */
    public static CounterSettings standard(long hashSeed) {
        return new CounterSettings(
                100,
                1000,
                DEFAULT_SOURCES,
                DEFAULT_SOURCES * COMPONENTS_PER_SOURCE,
                300_000,
                100,
                ASSUME_NOTHING_MILLIS,
                0.25,
                hashSeed);
    }

    /** The same with another longest window, fewer sources where it is longer. */
    public CounterSettings withWindow(int newWindowMillis) {
        return withBuckets(bucketMillis, newWindowMillis);
    }

    /**
     * Width of the buckets in which a window is counted.
     *
     * @throws IllegalArgumentException when it is longer than {@link #MAX_BUCKETS} of the widest
     */
    public int widthFor(int longMillis) {
        for (int times : COARSER) {
            if (longMillis <= MAX_BUCKETS * times * bucketMillis) {
                return times * bucketMillis;
            }
        }
        throw new IllegalArgumentException("a window of " + longMillis + " ms is longer than " + MAX_BUCKETS
                + " of the widest buckets, each of " + COARSER[COARSER.length - 1] * bucketMillis + " ms");
    }

    /**
     * The most of one source in a second that is surely found with a window of so long: what a node counts in the whole buckets
     * of a window, of which the oldest does not count.
     */
    public long mostPerSecond(int longMillis) {
        int width = widthFor(longMillis);
        return CellPool.MAX_COUNT * (long) (longMillis / width - 1) * MILLIS_PER_SECOND / longMillis;
    }

    /**
     * The same with other buckets and as many sources as fit into the same memory: a power of two, hence up to 1.4 times as
     * much or as little; never more sources than these.
     */
    CounterSettings withBuckets(int newBucketMillis, int newWindowMillis) {
        int slots = newWindowMillis / newBucketMillis + 1;
        double perSource = SOURCE_BYTES
                + LEDGER_BYTES / (double) SOURCES_PER_LEDGER
                + components / (double) sources * (CELL_BYTES + slots);
        double power = Math.rint(Math.log(memoryBytes() / perSource) / Math.log(2));
        int fewer = (int) Math.max(SourceTable.WAYS, Math.min(sources, Math.pow(2, power)));
        return new CounterSettings(
                newBucketMillis,
                newWindowMillis,
                fewer,
                (int) Math.max(fewer, components * (long) fewer / sources),
                Math.max(maxAgeMillis, newWindowMillis),
                syncIntervalMillis,
                assumedDelayMillis,
                quietShare,
                hashSeed);
    }

    /** The same with room for other numbers of sources and, in proportion, components. */
    public CounterSettings withSources(int newSources) {
        return new CounterSettings(
                bucketMillis,
                windowMillis,
                newSources,
                (int) Math.max(newSources, components * (long) newSources / sources),
                maxAgeMillis,
                syncIntervalMillis,
                assumedDelayMillis,
                quietShare,
                hashSeed);
    }

    /** Bytes that a counter of these sizes takes from its start on; wide counts (see {@link WideRows}) come on top. */
    public long memoryBytes() {
        return sources * (long) SOURCE_BYTES
                + ledgers() * (long) LEDGER_BYTES
                + components * ((long) CELL_BYTES + slots());
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
