// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.verdict.Enforcer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** Puts operators' blocks of an earlier start back in force, some each turn. On the loop's thread. */
final class EarlierBlocks implements LoopStep {
    private static final int PER_TURN = 1_024;

    private final Deque<BlockEntry> waiting;
    private final Enforcer enforcer;

    EarlierBlocks(Collection<BlockEntry> earlier, Enforcer enforcer) {
        this.waiting = new ArrayDeque<>(earlier);
        this.enforcer = enforcer;
    }

    @Override
    public int doWork(long nowNanos, long epochMillis) {
        int work = 0;
        while (work < PER_TURN && !waiting.isEmpty()) {
            enforcer.accept(waiting.removeFirst());
            work++;
        }
        return work;
    }
}
