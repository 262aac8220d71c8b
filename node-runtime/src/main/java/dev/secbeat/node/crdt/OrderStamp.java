// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.NodeId;

/**
 * How a decision is stamped and told. What an order decides is stamped by the order: every node that carries it out says the same
 * word to the bit, so that none has news for the others.
 *
 * @param version hybrid logical time of the order, see {@link BlockEntry#version}; 0 where the node stamps by itself
 * @param isLong whether the order is on so many prefixes that nodes neither tell each other nor report them one by one: who did
 *     not get the order gets its words by comparing digests
 */
public record OrderStamp(long version, boolean isLong) {
    /** Of what a node decides by itself. */
    public static final OrderStamp OWN = new OrderStamp(0, false);

    /** Stands for whoever carried an order out. */
    static final NodeId WRITER = NodeId.of("fleet", "order");

    /**
     * How much earlier than it is carried out an order may be stamped: a long one takes a while, and one that is sent again reaches a
     * node late, which may not know yet what was ordered since. An older one is stamped by each node.
     */
    public static final long OLDEST_MILLIS = 60_000;

    /** How far clocks may be apart for the same. */
    static final long APART_MILLIS = 2_000;

    private static final int COUNTER_BITS = 16;

    /** By issue; of two in one millisecond the one with the larger id is the newer, as where orders overtake each other. */
    public static OrderStamp of(Command command, boolean isLong) {
        long counter = (command.id().getMostSignificantBits() ^ Long.MIN_VALUE) >>> (Long.SIZE - COUNTER_BITS);
        return new OrderStamp(command.issuedAt().toEpochMilli() << COUNTER_BITS | counter, isLong);
    }

    /** Whether {@code entry} is stamped by an order, not by a node that carried it out. */
    public static boolean isShared(BlockEntry entry) {
        return entry.writer().equals(WRITER);
    }

    /** Whether nodes may stamp by the order at {@code epochMillis}. */
    boolean isFreshAt(long epochMillis) {
        long issued = BlockEntry.decidedAtMillis(version);
        return version != 0 && issued >= epochMillis - OLDEST_MILLIS && issued <= epochMillis + APART_MILLIS;
    }
}
