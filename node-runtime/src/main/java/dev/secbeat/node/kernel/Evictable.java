// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import java.util.Optional;

/**
 * An automatic block of a full table that could make room.
 *
 * @param expiresNanos CLOCK_MONOTONIC; may be over already
 */
record Evictable(Prefix prefix, long expiresNanos) {

    /** Whichever ends first. */
    static Optional<Evictable> firstOf(Optional<Evictable> one, Optional<Evictable> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return other.get().expiresNanos < one.get().expiresNanos ? other : one;
    }

    /** Whether a block may take this one's place. */
    boolean givesWayTo(BlockCause cause, long itsExpiryNanos) {
        return cause.mayTakePlaceOf(expiresNanos, itsExpiryNanos);
    }
}
