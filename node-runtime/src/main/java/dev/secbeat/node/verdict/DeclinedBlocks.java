// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * What this node has not carried out and other nodes may have all the same: their decisions are not taken here. Bounded; the
 * oldest goes first. Owned by one thread; not kept over a restart.
 */
final class DeclinedBlocks {
    static final int CAPACITY = 200_000;

    /** So long a command that others have carried out may be on its way here. */
    private static final long ON_ITS_WAY_MILLIS = 5_000;

    private record Declined(Predicate<BlockEntry> which, long untilMillis) {}

    private final SequencedMap<Prefix, Declined> declined = new LinkedHashMap<>();

    /**
     * Whether {@code entry}, for more nodes than what stands is for, may be by an order that is on its way here and will leave
     * alone what stands. It is told again.
     */
    static boolean isTooEarly(BlockEntry standing, BlockEntry entry, long epochMillis) {
        return entry.isOfOperators()
                && entry.scope().isWiderThan(standing.scope())
                && entry.decidedAtMillis() > epochMillis - ON_ITS_WAY_MILLIS;
    }

    void add(Prefix prefix, Predicate<BlockEntry> which, long decidedUntilMillis) {
        declined.putLast(prefix, new Declined(which, decidedUntilMillis));
        if (declined.size() > CAPACITY) {
            declined.pollFirstEntry();
        }
    }

    /** This node has decided on {@code prefix}. */
    void remove(Prefix prefix) {
        declined.remove(prefix);
    }

    /** Whether {@code entry} is, or may be, what was not carried out here. */
    boolean covers(BlockEntry entry) {
        Declined found = declined.get(entry.prefix());
        return found != null
                && entry.isOfOperators()
                && entry.decidedAtMillis() <= found.untilMillis
                && found.which.test(entry);
    }
}
