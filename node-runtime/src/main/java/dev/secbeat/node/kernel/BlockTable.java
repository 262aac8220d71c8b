// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.List;
import java.util.function.Consumer;

/**
 * One of the kernel's tables of blocks. The kernel enforces expiry; this side sweeps what has expired, a few entries at a
 * time, and keeps count, so that nobody has to walk a million entries to know how many there are. Times are CLOCK_MONOTONIC.
 * Owned by one thread, the count apart.
 */
sealed interface BlockTable permits MapBlockTable, FlatBlockTable {

    /**
     * Adds the block or replaces its expiry; hits of a block in force go on counting. In a full table an automatic block
     * makes room, once the new one is in. Returns whether it was new.
     *
     * @param evicted told of each block in force that had to go
     * @throws VerdictSinkException when the table is full and nothing may make room; nothing has changed then
     */
    boolean put(Prefix prefix, BlockCause cause, long expiresNanos, long nowNanos, Consumer<Prefix> evicted);

    /** Ends the block of exactly {@code prefix}; false when there is none. */
    boolean remove(Prefix prefix);

    /** Whether the kernel holds exactly {@code prefix}, unexpired. */
    boolean holds(Prefix prefix, long nowNanos);

    /** Packets dropped by the block of exactly {@code prefix}; 0 when there is none. */
    long hits(Prefix prefix);

    /** Why the block of exactly {@code prefix} is there; UNKNOWN when there is none. */
    BlockCause cause(Prefix prefix);

    /** Adds every unexpired block to {@code found}; walks the whole table. */
    void collect(List<HeldBlock> found, long nowNanos);

    /** Looks at up to {@code budget} places, going on where the last call ended; returns how many it looked at. */
    int sweep(long nowNanos, int budget);

    /** Whether a round of sweeping has begun and not ended. */
    boolean isSweeping();

    /** Entries held, expired ones not yet swept included. Any thread. */
    MapFill fill();

    /** How many more blocks fit that give way to none, when all that do have made room. Owner's thread. */
    int roomForLasting();

    /** What a full table answers. */
    static VerdictSinkException full(String call, int capacity) {
        return new VerdictSinkException(call + " failed: the table holds its limit of " + capacity
                + " blocks and none of them may make room for this one, which is not enforced here: operators' blocks stay."
                + " Remove blocks or block wider prefixes; a larger limit"
                + " takes effect after stopping the node, 'secbeat detach', and starting it again");
    }
}
