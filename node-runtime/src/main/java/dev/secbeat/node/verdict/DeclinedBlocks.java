// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What this node's guards have refused to block and other nodes may block all the same: their decisions are not taken here.
 * Bounded; the oldest goes first. Owned by one thread; not kept over a restart.
 */
final class DeclinedBlocks {
    static final int CAPACITY = 200_000;

    private final SequencedMap<Prefix, Long> untilMillis = new LinkedHashMap<>();

    void add(Prefix prefix, long decidedUntilMillis) {
        untilMillis.putLast(prefix, decidedUntilMillis);
        if (untilMillis.size() > CAPACITY) {
            untilMillis.pollFirstEntry();
        }
    }

    /** This node has decided on {@code prefix}. */
    void remove(Prefix prefix) {
        untilMillis.remove(prefix);
    }

    /** Whether {@code entry} is, or may be, what was refused. */
    boolean covers(BlockEntry entry) {
        if (!entry.active() || (entry.origin() != Origin.OPERATOR && !entry.reinstated())) {
            return false;
        }
        Long until = untilMillis.get(entry.prefix());
        return until != null && entry.decidedAtMillis() <= until;
    }
}
