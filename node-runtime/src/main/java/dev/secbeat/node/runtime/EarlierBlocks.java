// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.kernel.HeldBlock;
import dev.secbeat.node.verdict.Enforcer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Puts operators' blocks of an earlier start back in force, then takes over what else the kernel has gone on blocking; some
 * each turn. On the loop's thread.
 */
public final class EarlierBlocks implements LoopStep {
    private static final int PER_TURN = 1_024;

    private final Deque<BlockEntry> journaled;
    private final Deque<BlockEntry> held;
    private final Enforcer enforcer;

    /**
     * A step of the loop whose enforcer takes the blocks.
     *
     * @param journaled operators' blocks, as they were decided
     * @param held what the kernel blocks, by {@link #found}
     */
    public EarlierBlocks(Collection<BlockEntry> journaled, Collection<BlockEntry> held, Enforcer enforcer) {
        this.journaled = new ArrayDeque<>(journaled);
        this.held = new ArrayDeque<>(held);
        this.enforcer = enforcer;
    }

    /**
     * What the kernel holds as decisions. Of a block whose cause nobody noted the origin is guessed: one of more than a single
     * address or /64 is taken for an operator's.
     */
    static List<BlockEntry> held(NodeId self, Collection<HeldBlock> blocks, long epochMillis) {
        return blocks.stream()
                .map(block -> found(self, block.prefix(), origin(block), epochMillis, block.remainingMillis()))
                .toList();
    }

    /**
     * A block found in force as a decision that any other word overrules: as a stamp, a bare count of milliseconds is a time in early
     * 1970, yet a later start's is newer.
     *
     * <p>An operator's is this node's alone: nobody knows whom it was ordered for, or whether it has been ended since. What
     * counting has blocked is told to the fleet as ever.
     */
    public static BlockEntry found(NodeId self, Prefix prefix, Origin origin, long epochMillis, long remainingMillis) {
        return new BlockEntry(prefix, epochMillis, self, origin, true, epochMillis + remainingMillis)
                .within(origin == Origin.OPERATOR ? new Scope.Node(self) : new Scope.Fleet());
    }

    private static Origin origin(HeldBlock block) {
        boolean counted = block.cause() == BlockCause.UNKNOWN
                ? SourceKey.isOneSource(block.prefix())
                : block.cause().isAutomatic();
        return counted ? Origin.RATE_LIMIT : Origin.OPERATOR;
    }

    @Override
    public int doWork(long nowNanos, long epochMillis) {
        int work = 0;
        for (; work < PER_TURN && !journaled.isEmpty(); work++) {
            enforcer.accept(journaled.removeFirst(), true);
        }
        for (; work < PER_TURN && !held.isEmpty(); work++) {
            enforcer.adopt(held.removeFirst());
        }
        return work;
    }
}
