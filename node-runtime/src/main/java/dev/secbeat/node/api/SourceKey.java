// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * A counted source: one IPv4 address or one IPv6 /64 (whoever has one address of a /64 has them all), or the wider prefix
 * that a rule counts as one.
 *
 * @param bits IPv4: the address in the low 32 bits, high 32 bits zero; IPv6: the upper 64 bits of the address; zero beyond
 *     {@code length}
 * @param length bits of the address that all of the source share: 1 to 32 (IPv4) or 64 (IPv6)
 */
public record SourceKey(Family family, long bits, int length) {
    public SourceKey {
        if (family == Family.IPV4 && bits >>> 32 != 0) {
            throw new IllegalArgumentException("an IPv4 source has 32 bits, got 0x" + Long.toHexString(bits));
        }
        int most = narrowest(family);
        if (length < 1 || length > most || (bits & ~(-1L << (most - length))) != 0) {
            throw new IllegalArgumentException(
                    "a source of " + family + " has 1 to " + most + " bits and none set beyond, got /" + length);
        }
    }

    /** One address, or one IPv6 /64. */
    public SourceKey(Family family, long bits) {
        this(family, bits, narrowest(family));
    }

    /** The key under which traffic from {@code address} is counted: the IPv4 address, or its IPv6 /64. */
    public static SourceKey of(Prefix address) {
        return switch (address.family()) {
            case IPV4 -> new SourceKey(Family.IPV4, address.low());
            case IPV6 -> new SourceKey(Family.IPV6, address.high());
        };
    }

    /** The source that {@code prefix} is, or is part of. */
    public static SourceKey ofPrefix(Prefix prefix) {
        int length = Math.min(prefix.length(), narrowest(prefix.family()));
        return new SourceKey(prefix.family(), prefix.family() == Family.IPV4 ? prefix.low() : prefix.high(), length);
    }

    /** Whether {@code prefix} is an address or IPv6 /64, or part of one: what every rate limit may block. */
    public static boolean isOneSource(Prefix prefix) {
        return prefix.length() >= narrowest(prefix.family());
    }

    /** The prefix that holds exactly this source. */
    public Prefix asPrefix() {
        return switch (family) {
            case IPV4 -> new Prefix(Family.IPV4, 0, bits, length);
            case IPV6 -> new Prefix(Family.IPV6, bits, 0, length);
        };
    }

    private static int narrowest(Family family) {
        return switch (family) {
            case IPV4 -> 32;
            case IPV6 -> 64;
        };
    }

    @Override
    public String toString() {
        return asPrefix().toString();
    }
}
