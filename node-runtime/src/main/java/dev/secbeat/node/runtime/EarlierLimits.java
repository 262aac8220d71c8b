// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.verdict.LimitBook;
import java.util.Collection;
import java.util.List;

/** Puts limits of an earlier start back in force in the first turn; they are few. On the loop's thread. */
final class EarlierLimits implements LoopStep {
    private List<LimitEntry> journaled;
    private final LimitBook limits;

    EarlierLimits(Collection<LimitEntry> journaled, LimitBook limits) {
        this.journaled = List.copyOf(journaled);
        this.limits = limits;
    }

    @Override
    public int doWork(long nowNanos, long epochMillis) {
        List<LimitEntry> left = journaled;
        journaled = List.of();
        left.forEach(limits::accept);
        return left.size();
    }
}
