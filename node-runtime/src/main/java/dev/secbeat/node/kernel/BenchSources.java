// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;

/**
 * What a benchmark puts on the lists: the rules of bench.h, by which its driver chooses sources. Entries spread over the
 * whole space, none holds or equals another, and all differ from the sources that are on no list. Stateless.
 */
final class BenchSources {
    /** Entries of one kind that there are at most, of either family. */
    static final int MAX_EXACT = 1 << 24;

    static final int MAX_PREFIXES = 1 << 17;

    private static final int SPREAD = 0x9e3779b1;
    private static final long SPREAD_LOW = 0x2545f4914f6cdd1dL;
    private static final int LENGTHS = 0x64444320;
    private static final int OCTETS = 96;

    private BenchSources() {}

    /** The exact entry {@code i}: an IPv4 address; an IPv6 /64 when {@code i} is even, else an IPv6 address. */
    static Prefix exact(Family family, int i) {
        return switch (family) {
            case IPV4 -> {
                int address = place4(i % OCTETS, i / OCTETS * SPREAD & 0x3fffff) | 1;
                yield new Prefix(Family.IPV4, 0, Integer.toUnsignedLong(address), 32);
            }
            case IPV6 -> {
                long upper = upper6(i) | 1;
                yield i % 2 == 0
                        ? new Prefix(Family.IPV6, upper, 0, 64)
                        : new Prefix(Family.IPV6, upper, i * SPREAD_LOW, 128);
            }
        };
    }

    /** The exact entry that is the {@code i}th single address: of IPv4 all are, of IPv6 every other one. */
    static Prefix address(Family family, int i) {
        return exact(family, family == Family.IPV4 ? i : 2 * i + 1);
    }

    /**
     * The prefix {@code i}: half of the IPv4 ones are /24, half of the IPv6 ones /48; the rest spread around that. The first
     * octets take turns, and only then the lengths: neighbours differ in length, as in lists of the Internet.
     */
    static Prefix prefix(Family family, int i) {
        int longer = (LENGTHS >>> (4 * (i / OCTETS & 7))) & 0xf;
        return switch (family) {
            case IPV4 -> {
                int address = place4(i % OCTETS, (i / OCTETS * SPREAD & 0x7ff) << 11) | 0x1000;
                yield new Prefix(Family.IPV4, 0, Integer.toUnsignedLong(address), 20 + longer);
            }
            case IPV6 -> new Prefix(Family.IPV6, upper6(i) | 1L << 32, 0, 32 + 4 * longer);
        };
    }

    private static int place4(int n, int place) {
        return (n < 64 ? 32 + n : 64 + n) << 24 | place >>> 11 << 13 | (place & 0x7ff) << 1;
    }

    private static long upper6(int i) {
        int place = i * SPREAD & 0x1ffffff;
        return 0x24L << 56 | (long) place << 33;
    }
}
