// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 prefix with its host bits zero; a single address is a prefix of full length.
 *
 * @param high IPv6: the upper 64 bits; IPv4: zero
 * @param low IPv6: the lower 64 bits; IPv4: the address in the low 32 bits
 * @param length significant leading bits, 0 to 32 (IPv4) or 128 (IPv6)
 */
public record Prefix(Family family, long high, long low, int length) implements Comparable<Prefix> {
    private static final int NEIGHBOUR_BITS = 4;
    private static final int NEIGHBOURS = (1 << NEIGHBOUR_BITS) - 1;

    public Prefix {
        if (length < 0 || length > family.bits()) {
            throw new IllegalArgumentException(
                    "prefix length /" + length + " is out of range for " + family + ": 0 to " + family.bits());
        }
        if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 prefix has 32 bits");
        }
        if ((high & ~highMask(family, length)) != 0 || (low & ~lowMask(family, length)) != 0) {
            throw new IllegalArgumentException(
                    "host bits are set beyond /" + length + ": clear them or lengthen the prefix");
        }
    }

    /**
     * Reads {@code 203.0.113.42}, {@code 203.0.113.0/24}, {@code 2001:db8::1} or {@code 2001:db8::/32}. No name is ever
     * looked up.
     *
     * @throws IllegalArgumentException with what was found and what is allowed
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = parseAddress(address, text);
        int bits = bytes.length * 8;
        int length = slash < 0 ? bits : parseLength(text.substring(slash + 1), text, bits);
        return of(bytes, length);
    }

    /** The prefix of {@code length} bits that holds {@code address} (4 or 16 bytes); host bits are cleared. */
    public static Prefix of(byte[] address, int length) {
        if (address.length == 4) { // Without a buffer: nearly all of a long order are such.
            int bits = (address[0] & 0xFF) << 24
                    | (address[1] & 0xFF) << 16
                    | (address[2] & 0xFF) << 8
                    | (address[3] & 0xFF);
            long low = Integer.toUnsignedLong(bits) & lowMask(Family.IPV4, length);
            return new Prefix(Family.IPV4, 0, low, length);
        }
        if (address.length == 16) {
            ByteBuffer buffer = ByteBuffer.wrap(address);
            long high = buffer.getLong() & highMask(Family.IPV6, length);
            return new Prefix(Family.IPV6, high, buffer.getLong() & lowMask(Family.IPV6, length), length);
        }
        throw new IllegalArgumentException("an address has 4 or 16 bytes, got " + address.length);
    }

    /** The full-length prefix of one address. */
    public static Prefix of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return of(bytes, bytes.length * 8);
    }

    /** Whether this is a single address. */
    public boolean isHost() {
        return length == family.bits();
    }

    /** Whether {@code other} lies wholly inside this prefix (a prefix contains itself). */
    public boolean contains(Prefix other) {
        return family == other.family
                && length <= other.length
                && (other.high & highMask(family, length)) == high
                && (other.low & lowMask(family, length)) == low;
    }

    /** The prefix of {@code newLength} bits around this one; at most as long. */
    public Prefix widened(int newLength) {
        int shorter = Math.min(newLength, length);
        return new Prefix(family, high & highMask(family, shorter), low & lowMask(family, shorter), shorter);
    }

    /** Whether the two share at least one address. */
    public boolean overlaps(Prefix other) {
        return contains(other) || other.contains(this);
    }

    /** The network address in network byte order: 4 or 16 bytes. */
    public byte[] addressBytes() {
        return switch (family) {
            case IPV4 -> new byte[] {(byte) (low >> 24), (byte) (low >> 16), (byte) (low >> 8), (byte) low};
            case IPV6 -> ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        };
    }

    /** By family, then by address, then by length: what lies inside a prefix follows it. */
    @Override
    public int compareTo(Prefix other) {
        int order = family.compareTo(other.family);
        order = order != 0 ? order : Long.compareUnsigned(high, other.high);
        order = order != 0 ? order : Long.compareUnsigned(low, other.low);
        return order != 0 ? order : Integer.compare(length, other.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Prefix prefix
                        && low == prefix.low
                        && high == prefix.high
                        && length == prefix.length
                        && family == prefix.family);
    }

    /**
     * Written out, for tables of a million prefixes ask for it all the time. Sixteen addresses beside each other are beside each
     * other in a table too, so that a list of neighbours waits for memory a sixteenth as often; what is further apart is
     * scattered.
     */
    @Override
    public int hashCode() {
        long bits = (high * 31 + (low >>> NEIGHBOUR_BITS)) * 31 + length;
        int scattered = Long.hashCode(bits * 0x9E3779B97F4A7C15L);
        return scattered ^ ((int) low & NEIGHBOURS);
    }

    /** {@code 203.0.113.42}, {@code 203.0.113.0/24}, {@code 2001:db8::/32} (RFC 5952). */
    @Override
    public String toString() {
        String address = AddressText.format(addressBytes());
        return isHost() ? address : address + "/" + length;
    }

    private static byte[] parseAddress(String address, String text) {
        byte[] plain = AddressText.parseV4(address);
        if (plain.length > 0) {
            return plain;
        }
        try {
            if (AddressText.looksLikeLiteral(address)) {
                return InetAddress.ofLiteral(address).getAddress();
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(notAPrefix(text), e);
        }
        throw new IllegalArgumentException(notAPrefix(text));
    }

    private static String notAPrefix(String text) {
        return "'" + text + "' is not an address or prefix: write 203.0.113.42, 203.0.113.0/24 or 2001:db8::/32";
    }

    private static int parseLength(String digits, String text, int bits) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(notAPrefix(text));
        }
        int length = Integer.parseInt(digits);
        if (length > bits) {
            throw new IllegalArgumentException("'" + text + "' has a prefix length over " + bits);
        }
        return length;
    }

    private static long highMask(Family family, int length) {
        return family == Family.IPV4 ? 0 : leadingOnes(Math.min(length, 64));
    }

    private static long lowMask(Family family, int length) {
        return family == Family.IPV4 ? leadingOnes(32 + length) & 0xFFFF_FFFFL : leadingOnes(Math.max(length - 64, 0));
    }

    private static long leadingOnes(int count) {
        return count == 0 ? 0 : -1L << (64 - count);
    }
}
