// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Origin;
import java.util.Optional;

/**
 * How a prefix stands by itself, as far as an undo brings it back: who decided and when is left out.
 *
 * @param active blocked
 * @param origin of the block; OPERATOR when there is none
 * @param untilMillis epoch milliseconds: end of the block, else until when counting spares the prefix, 0 when it does not
 */
public record PriorState(boolean active, Origin origin, long untilMillis) {
    /** Neither blocked nor spared. */
    public static final PriorState NONE = new PriorState(false, Origin.OPERATOR, 0);

    static PriorState blocked(Origin origin, long untilMillis) {
        return new PriorState(true, origin, untilMillis);
    }

    static PriorState spared(long untilMillis) {
        return untilMillis == 0 ? NONE : new PriorState(false, Origin.OPERATOR, untilMillis);
    }

    /** What {@code entry} says at {@code epochMillis}. */
    static PriorState of(Optional<BlockEntry> entry, long epochMillis) {
        return entry.isPresent() ? said(entry.get()).at(epochMillis) : NONE;
    }

    /** What {@code entry} says from when it was decided. */
    static PriorState said(BlockEntry entry) {
        return entry.active() ? blocked(entry.origin(), entry.expiresAtMillis()) : spared(entry.sparedUntilMillis());
    }

    /** The same at {@code epochMillis}: what has ended is as if it had never been. */
    PriorState at(long epochMillis) {
        return untilMillis <= epochMillis ? NONE : this;
    }
}
