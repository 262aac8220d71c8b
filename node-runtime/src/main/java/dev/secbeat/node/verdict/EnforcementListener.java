// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;

/** Told what the {@link Enforcer} did, while it does it. */
public interface EnforcementListener {

    /** The entry has become the last word on its prefix; it is about to be written. */
    void onAccepted(BlockEntry entry);

    /** Every sink has just taken the entry; {@code decidedAtNanos} is when this node learnt or made the decision. */
    void onEnforced(BlockEntry entry, long decidedAtNanos);

    /** Every sink has taken {@code first} and {@code others} more like it in one turn: of a long order, a map, a journal. */
    void onManyEnforced(BlockEntry first, int others, long decidedAtNanos);

    /** The entry was written to no avail; it will be tried again unless {@code givenUp}. */
    void onSinkFailure(BlockEntry entry, VerdictSinkException failure, boolean givenUp);

    /** An automatic block has just been ended before its time, for a table was full and this ended first. */
    void onEvicted(BlockEntry entry);
}
