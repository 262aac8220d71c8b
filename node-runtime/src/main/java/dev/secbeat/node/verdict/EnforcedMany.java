// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import org.jspecify.annotations.Nullable;

/** Decisions of a long order, a map or a journal that the sinks took in one turn, told together as far as they say the same. Owned by one thread. */
final class EnforcedMany {
    private @Nullable BlockEntry first;
    private int others;

    /** Adds one more of a turn that began at {@code decidedAtNanos}. */
    void add(BlockEntry entry, EnforcementListener listener, long decidedAtNanos) {
        BlockEntry begun = first;
        if (begun != null && begun.active() == entry.active() && begun.origin() == entry.origin()) {
            others++;
            return;
        }
        tell(listener, decidedAtNanos);
        first = entry;
    }

    /** Tells what has been added since the last time, if anything. */
    void tell(EnforcementListener listener, long decidedAtNanos) {
        BlockEntry begun = first;
        if (begun != null) {
            first = null;
            listener.onManyEnforced(begun, others, decidedAtNanos);
            others = 0;
        }
    }
}
