// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * Which addresses a counting rule takes for one source.
 *
 * @param ipv4 prefix length of one IPv4 source, {@value #WIDEST_IPV4} to 32; 0: IPv4 is not counted
 * @param ipv6 prefix length of one IPv6 source, {@value #WIDEST_IPV6} to 64; 0: IPv6 is not counted
 */
public record Grouping(int ipv4, int ipv6) {
    /** No rule may shut out more at once: what a single network has, as for an operator. */
    public static final int WIDEST_IPV4 = 16;

    /** The same for IPv6. */
    public static final int WIDEST_IPV6 = 32;

    /** Each IPv4 address, and each IPv6 /64, for itself. */
    public static final Grouping ADDRESS = new Grouping(32, 64);

    public Grouping {
        if (!isValid(ipv4, ipv6)) {
            throw new IllegalArgumentException(
                    "a source is an IPv4 prefix of " + WIDEST_IPV4 + " to 32 bits, an IPv6 prefix of " + WIDEST_IPV6
                            + " to 64, or 0 for a family that is not counted, got " + ipv4 + " and " + ipv6);
        }
    }

    /** Whether the two lengths make a grouping. */
    public static boolean isValid(int ipv4, int ipv6) {
        return isAllowed(ipv4, WIDEST_IPV4, 32) && isAllowed(ipv6, WIDEST_IPV6, 64) && ipv4 + ipv6 > 0;
    }

    /** Prefix length of one source of {@code family}; 0 when it is not counted. */
    public int length(Family family) {
        return switch (family) {
            case IPV4 -> ipv4;
            case IPV6 -> ipv6;
        };
    }

    /** Whether sources of {@code family} are counted. */
    public boolean counts(Family family) {
        return length(family) > 0;
    }

    /** The source that holds the address of {@code addressBits}, both as in {@link SourceKey#bits()}. */
    public long sourceBits(Family family, long addressBits) {
        return addressBits & mask(family);
    }

    /** Whether {@code prefix} is what this grouping takes for one source. */
    public boolean isSource(Prefix prefix) {
        return prefix.length() == length(prefix.family());
    }

    private long mask(Family family) {
        return switch (family) {
            case IPV4 -> (0xFFFF_FFFFL << (32 - ipv4)) & 0xFFFF_FFFFL;
            case IPV6 -> -1L << (64 - ipv6);
        };
    }

    private static boolean isAllowed(int length, int widest, int narrowest) {
        return length == 0 || (length >= widest && length <= narrowest);
    }

    @Override
    public String toString() {
        if (!counts(Family.IPV4)) {
            return "/" + ipv6 + " of IPv6";
        }
        return counts(Family.IPV6) ? "/" + ipv4 + " and /" + ipv6 : "/" + ipv4 + " of IPv4";
    }
}
