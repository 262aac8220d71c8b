// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.BlockState;
import dev.secbeat.node.crdt.OrderStamp;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The block map and the sinks behind it, as whoever decides on a block sees them. Called by the node loop's thread alone.
 */
public interface BlockControl {

    /**
     * Decides on {@code prefix} as of now: stamps a version newer than any seen, stores it, writes it to every sink at
     * once and queues it for the peers.
     *
     * @param active true to block, false to end a block
     * @param expiresAtMillis epoch milliseconds
     * @param scope nodes it is for, this one among them
     * @param order how it is stamped and told
     * @return the entry now in force
     * @throws VerdictSinkException when a sink refused; the entry is stored and will be tried again
     */
    BlockEntry decide(
            Prefix prefix, Origin origin, boolean active, long expiresAtMillis, Scope scope, OrderStamp order);

    /** The same for the whole fleet, by this node itself. */
    default BlockEntry decide(Prefix prefix, Origin origin, boolean active, long expiresAtMillis) {
        return decide(prefix, origin, active, expiresAtMillis, new Scope.Fleet(), OrderStamp.OWN);
    }

    /**
     * Ends the block of exactly {@code prefix} as {@link #decide} does for an operator, and, within the turn that follows, every
     * automatic block that shares an address with it; until {@code sparedUntilMillis} counting makes no such block anew, on no node.
     *
     * @param expiresAtMillis epoch milliseconds; at least until then the unblock is remembered
     * @param sparedUntilMillis epoch milliseconds; 0 to end the block of exactly {@code prefix} alone
     * @return the entry now in force
     * @throws VerdictSinkException when a sink refused; the entry is stored and will be tried again
     */
    BlockEntry unblock(Prefix prefix, long expiresAtMillis, long sparedUntilMillis, Scope scope, OrderStamp order);

    /** Whether every sink, asked afresh, agrees with {@code active} for exactly {@code prefix}. */
    boolean verify(Prefix prefix, boolean active);

    /** What is in force on exactly {@code prefix}, and of whom. */
    BlockState state(Prefix prefix);

    /** Whether there may be a decision on any prefix of {@code length}: where there is none, nobody need look. */
    boolean hasLength(Family family, int length);

    /**
     * The decision that stands on exactly {@code prefix}, the memory of an unblock included; empty when there is none, or
     * it has ended or given way to a pardon.
     */
    default Optional<BlockEntry> standing(Prefix prefix) {
        return state(prefix).word();
    }

    /**
     * Blocks {@code prefix} anew as counting had blocked it, because an operator wants it so: pardons that were given
     * before do not lift it. Otherwise as {@link #decide}.
     */
    BlockEntry reinstate(Prefix prefix, long expiresAtMillis, Scope scope, OrderStamp order);

    /**
     * What stood on the prefix of {@code standing} before that decision, or one just like it, came from a peer; itself, when
     * that is not known.
     */
    Optional<BlockEntry> displacedBy(BlockEntry standing);

    /**
     * Keeps some of what operators decide on exactly {@code prefix} on other nodes until {@code decidedUntilMillis} from being
     * taken here, for this node has not carried out their order. Ends when this node decides on the prefix itself.
     *
     * @param told what a peer has told of that order already: it makes way for what stood before
     * @param which of their decisions are meant
     * @param decidedUntilMillis epoch milliseconds
     */
    void decline(Prefix prefix, Optional<BlockEntry> told, Predicate<BlockEntry> which, long decidedUntilMillis);

    /** Every unexpired entry that blocks, in no particular order; a copy. */
    Collection<BlockEntry> active();
}
