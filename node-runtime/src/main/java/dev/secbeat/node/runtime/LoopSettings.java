// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.RelayUse;
import dev.secbeat.node.verdict.RateRule;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;

/**
 * What a {@link NodeLoop} is told at start.
 *
 * @param incarnation of this start; larger than that of any earlier start of this node (the wall clock at start serves)
 * @param rules at most one a dimension
 * @param neverBlocked prefixes no block may touch: {@code never_block} and {@code allow} together
 * @param blockCapacity most entries of the block map, tombstones included
 * @param shareLimits whether each side of a partition judges by its share of the limits
 * @param relays how other regions are heard
 */
public record LoopSettings(
        NodeId self,
        long incarnation,
        CounterSettings counter,
        List<RateRule> rules,
        List<Prefix> neverBlocked,
        int blockCapacity,
        boolean shareLimits,
        RelayUse relays) {
    private static final int DEFAULT_BLOCK_CAPACITY = 65_536;

    public LoopSettings {
        rules = List.copyOf(rules);
        neverBlocked = List.copyOf(neverBlocked);
    }

    /** Sizes for a node of ordinary traffic; the counter keeps the longest window of the rules. */
    public static LoopSettings standard(
            NodeId self, long incarnation, Collection<RateRule> rules, Collection<Prefix> neverBlocked) {
        int window = rules.stream().mapToInt(RateRule::windowMillis).max().orElse(1000);
        CounterSettings counter =
                CounterSettings.standard(new SecureRandom().nextLong()).withWindow(Math.max(1000, window));
        return new LoopSettings(
                self,
                incarnation,
                counter,
                List.copyOf(rules),
                List.copyOf(neverBlocked),
                DEFAULT_BLOCK_CAPACITY,
                false,
                RelayUse.NEVER);
    }

    /** The same with room for another number of blocks. */
    LoopSettings withBlockCapacity(int newCapacity) {
        return new LoopSettings(self, incarnation, counter, rules, neverBlocked, newCapacity, shareLimits, relays);
    }

    /** The same with another counter. */
    public LoopSettings withCounter(CounterSettings newCounter) {
        return new LoopSettings(self, incarnation, newCounter, rules, neverBlocked, blockCapacity, shareLimits, relays);
    }

    /** The same, with whole limits or with shares of them during a partition. */
    public LoopSettings withSharedLimits(boolean newShareLimits) {
        return new LoopSettings(self, incarnation, counter, rules, neverBlocked, blockCapacity, newShareLimits, relays);
    }

    /** The same with other regions heard in another way. */
    public LoopSettings withRelays(RelayUse newRelays) {
        return new LoopSettings(self, incarnation, counter, rules, neverBlocked, blockCapacity, shareLimits, newRelays);
    }
}
