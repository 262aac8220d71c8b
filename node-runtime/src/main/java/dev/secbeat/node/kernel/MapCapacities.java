// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * Sizes of the kernel's tables, fixed when they are created.
 *
 * @param exactBlocks blocked single addresses, for each family; also IPv6 /64s
 * @param prefixBlocks blocked prefixes of other lengths, for each family
 * @param allowPrefixes prefixes never dropped, for each family
 * @param sources sources counted at a time; the least recently seen gives way
 * @param ringBytes room for reports to the daemon: a power of two, at least 4096
 * @param sampleBytes room for samples of packets that are being captured: a power of two, at least 4096
 * @param listEntries of all lists from files together; 0 where there are none
 */
public record MapCapacities(
        int exactBlocks,
        int prefixBlocks,
        int allowPrefixes,
        int sources,
        int ringBytes,
        int sampleBytes,
        int listEntries) {
    private static final int MAX_ENTRIES = 1 << 24;
    private static final int MAX_RING_BYTES = 1 << 28;
    private static final int SAMPLE_BYTES = 1 << 20; // Some 6500 samples.

    /** Enough for 262144 addresses of each kind and 65536 prefixes; about 60 MB of kernel memory. */
    public static final MapCapacities DEFAULT = new MapCapacities(1 << 18, 1 << 16, 1 << 12, 1 << 16, 1 << 20);

    public MapCapacities {
        requireEntries("exactBlocks", exactBlocks);
        requireEntries("prefixBlocks", prefixBlocks);
        requireEntries("allowPrefixes", allowPrefixes);
        requireEntries("sources", sources);
        requireRing("ringBytes", ringBytes);
        requireRing("sampleBytes", sampleBytes);
        if (listEntries != 0) {
            requireEntries("listEntries", listEntries);
        }
    }

    /** With the usual room for samples, 1 MB, and none for lists. */
    public MapCapacities(int exactBlocks, int prefixBlocks, int allowPrefixes, int sources, int ringBytes) {
        this(exactBlocks, prefixBlocks, allowPrefixes, sources, ringBytes, SAMPLE_BYTES, 0);
    }

    /** The same with other room for samples. */
    public MapCapacities withSampleBytes(int other) {
        return new MapCapacities(exactBlocks, prefixBlocks, allowPrefixes, sources, ringBytes, other, listEntries);
    }

    /** The same with other room for lists. */
    public MapCapacities withListEntries(int other) {
        return new MapCapacities(exactBlocks, prefixBlocks, allowPrefixes, sources, ringBytes, sampleBytes, other);
    }

    private static void requireRing(String name, int bytes) {
        if (Integer.bitCount(bytes) != 1 || bytes < 4096 || bytes > MAX_RING_BYTES) {
            throw new IllegalArgumentException(
                    name + " is " + bytes + ": allowed are powers of two from 4096 to " + MAX_RING_BYTES);
        }
    }

    private static void requireEntries(String name, int value) {
        if (value < 1 || value > MAX_ENTRIES) {
            throw new IllegalArgumentException(name + " is " + value + ": allowed are 1 to " + MAX_ENTRIES);
        }
    }
}
