// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;

/**
 * Which flags a TCP segment must and must not have.
 *
 * @param mask the flags that matter: one bit each as in the TCP header, fin 1 to cwr 128; at least one
 * @param value those of them that must be set
 */
public record TcpFlags(int mask, int value) {
    /** In the order of their bits. */
    private static final List<String> NAMES = List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");

    private static final int ALL = 0xFF;

    public TcpFlags {
        if (mask < 1 || mask > ALL || (value & ~mask) != 0) {
            throw new IllegalArgumentException("TCP flags with mask " + mask + " and value " + value
                    + " cannot be: the mask has 1 to 8 bits, the value no others");
        }
    }

    /**
     * Reads the flags that must be set, and with {@code !} those that must not: {@code syn,!ack}.
     *
     * @throws IllegalArgumentException with what was found and what is allowed
     */
    public static TcpFlags parse(String text) {
        int mask = 0;
        int value = 0;
        for (String word : text.split(",", -1)) {
            String part = word.strip();
            boolean clear = part.startsWith("!");
            int index = NAMES.indexOf(clear ? part.substring(1) : part);
            if (index < 0 || (mask & 1 << index) != 0) {
                throw new IllegalArgumentException("'" + text + "' are no TCP flags: write each of "
                        + String.join(", ", NAMES) + " at most once, with '!' before those that must not be set");
            }
            mask |= 1 << index;
            value |= clear ? 0 : 1 << index;
        }
        return new TcpFlags(mask, value);
    }

    /** Whether a segment with {@code flags} is meant. */
    public boolean match(int flags) {
        return (flags & mask) == value;
    }
}
