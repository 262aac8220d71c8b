// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;

/** A prefix of any length as one word: its bits, a one, which is its end, and zeros; see abi.h. */
final class EndKey {
    /** The longest IPv4 prefix that fits. */
    static final int MAX_LENGTH4 = 31;

    /** The longest IPv6 prefix that fits. */
    static final int MAX_LENGTH6 = 63;

    private EndKey() {}

    /** The end alone of an IPv4 prefix of {@code length} bits, 0 to 31. */
    static int end4(int length) {
        return 1 << (MAX_LENGTH4 - length);
    }

    /** The end alone of an IPv6 prefix of {@code length} bits, 0 to 63. */
    static long end6(int length) {
        return 1L << (MAX_LENGTH6 - length);
    }

    static int of4(Prefix prefix) {
        return (int) prefix.low() | end4(prefix.length());
    }

    static long of6(Prefix prefix) {
        return prefix.high() | end6(prefix.length());
    }

    static Prefix read4(int key) {
        int end = Integer.lowestOneBit(key);
        return new Prefix(
                Family.IPV4, 0, Integer.toUnsignedLong(key ^ end), MAX_LENGTH4 - Integer.numberOfTrailingZeros(end));
    }

    static Prefix read6(long key) {
        long end = Long.lowestOneBit(key);
        return new Prefix(Family.IPV6, key ^ end, 0, MAX_LENGTH6 - Long.numberOfTrailingZeros(end));
    }
}
