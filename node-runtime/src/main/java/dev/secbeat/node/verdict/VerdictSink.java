// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.Optional;

/**
 * Port: where verdicts take effect (the kernel's maps, the proxy). Called by the node loop's thread alone.
 *
 * <p>A sink that cannot take an entry throws {@link VerdictSinkException}; the loop reports it and tries again.
 */
public interface VerdictSink {

    /**
     * Drops traffic from {@code prefix} until {@code remainingMillis} from now; a second call replaces the expiry. A full
     * sink lets go of an automatic block that ends early; never of an operator's, nor of one of unknown cause.
     *
     * @param remainingMillis at least 1
     * @return the blocks in force that had to make room: this sink does not hold them any more; mostly none
     * @throws VerdictSinkException when there is no room and nothing that may make some; nothing has changed then
     */
    List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause);

    /** The same for an operator. */
    default void block(Prefix prefix, long remainingMillis) {
        List<Prefix> _ = block(prefix, remainingMillis, BlockCause.OPERATOR);
    }

    /** Ends the block of exactly {@code prefix}; no effect when there is none. */
    void unblock(Prefix prefix);

    /**
     * What sources that share an address with {@code prefix} send is not held to the limits of counting rules for {@code
     * remainingMillis} from now, whatever a sink does about those by itself; 0 takes back what was said of exactly that prefix.
     * No effect on blocks.
     *
     * @throws VerdictSinkException when there is no room
     */
    default void spare(Prefix prefix, long remainingMillis) {
        // Most sinks know no limits: they do what is decided.
    }

    /** Whether the sink, asked afresh, does as it was last told by {@link #spare} of exactly {@code prefix}, which has not ended. */
    default boolean spares(Prefix prefix) {
        return true;
    }

    /** What the table can take in which a block of exactly {@code prefix} is or would be; empty where nothing bounds them. */
    default Optional<TableRoom> room(Prefix prefix) {
        return Optional.empty();
    }

    /** What of it holds sources to limits that operators gave. */
    default LimitSink limits() {
        return LimitSink.NONE;
    }

    /** Whether the sink, asked afresh, holds an unexpired block of exactly {@code prefix}. */
    boolean holds(Prefix prefix);

    /** Packets or requests refused because of this block so far; 0 when unknown. */
    long hits(Prefix prefix);

    /** Why this sink holds its block of exactly {@code prefix}; UNKNOWN when it does not know or there is none. */
    default BlockCause cause(Prefix prefix) {
        return BlockCause.UNKNOWN;
    }
}
