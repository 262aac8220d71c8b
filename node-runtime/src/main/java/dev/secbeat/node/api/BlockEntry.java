// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * One element of the replicated last-writer-wins block map: the newest decision on a prefix.
 *
 * @param version hybrid logical time of the decision: epoch milliseconds in the upper 48 bits, a counter in the lower 16
 * @param writer node that decided; breaks ties between equal versions
 * @param active false is a tombstone: the prefix was unblocked
 * @param expiresAtMillis epoch milliseconds at which the entry, or its tombstone, ceases to matter
 */
public record BlockEntry(
        Prefix prefix, long version, NodeId writer, Origin origin, boolean active, long expiresAtMillis) {
    /** Longest that a block may last, whoever asks: 30 days. */
    public static final long LONGEST_MILLIS = 30L * 24 * 60 * 60 * 1000;

    /** When the decision of this version was made, epoch milliseconds by the clock of the node that decided, or later. */
    public static long decidedAtMillis(long version) {
        return version >>> 16;
    }

    /** Whether this entry replaces {@code other} for the same prefix. */
    public boolean isNewerThan(BlockEntry other) {
        int order = Long.compareUnsigned(version, other.version);
        return order != 0 ? order > 0 : writer.compareTo(other.writer) > 0;
    }

    /** Whether traffic is to be dropped at {@code epochMillis}. */
    public boolean blocksAt(long epochMillis) {
        return active && epochMillis < expiresAtMillis;
    }
}
