// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * A counted source: one IPv4 address, or one IPv6 /64 (whoever has one address of a /64 has them all).
 *
 * @param bits IPv4: the address in the low 32 bits, high 32 bits zero; IPv6: the upper 64 bits of the address
 */
public record SourceKey(Family family, long bits) {

    public SourceKey {
        if (family == Family.IPV4 && bits >>> 32 != 0) {
            throw new IllegalArgumentException("an IPv4 source has 32 bits, got 0x" + Long.toHexString(bits));
        }
    }

    /** The key under which traffic from {@code address} is counted: the IPv4 address, or its IPv6 /64. */
    public static SourceKey of(Prefix address) {
        return switch (address.family()) {
            case IPV4 -> new SourceKey(Family.IPV4, address.low());
            case IPV6 -> new SourceKey(Family.IPV6, address.high());
        };
    }

    /** Whether {@code prefix} is what is counted as one source, or part of it: what a rate limit may block. */
    public static boolean isOneSource(Prefix prefix) {
        return switch (prefix.family()) {
            case IPV4 -> prefix.length() == 32;
            case IPV6 -> prefix.length() >= 64;
        };
    }

    /** The prefix that holds exactly this source: a /32 or a /64. */
    public Prefix asPrefix() {
        return switch (family) {
            case IPV4 -> new Prefix(Family.IPV4, 0, bits, 32);
            case IPV6 -> new Prefix(Family.IPV6, bits, 0, 64);
        };
    }

    @Override
    public String toString() {
        return asPrefix().toString();
    }
}
