// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.RelayUse;
import dev.secbeat.node.verdict.RateRule;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a {@link NodeLoop} is told at start.
 *
 * @param incarnation of this start; larger than that of any earlier start of this node (the wall clock at start serves)
 * @param rules no two that agree in dimension, grouping and {@link CounterSettings#widthFor width of buckets}
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
    private static final int LEAST_WINDOW_MILLIS = 1_000;

    /** What is counted in a table of its own. */
    private record Kind(Grouping grouping, int bucketMillis) {}

    /** Of the table that is always there. */
    private static final Kind FIRST =
            new Kind(Grouping.ADDRESS, CounterSettings.standard(0).bucketMillis());

    public LoopSettings {
        rules = List.copyOf(rules);
        neverBlocked = List.copyOf(neverBlocked);
    }

    /** The same with more that no block may touch. */
    LoopSettings withoutBlocksOf(Collection<Prefix> more) {
        List<Prefix> all = new ArrayList<>(neverBlocked);
        all.addAll(more);
        return new LoopSettings(self, incarnation, counter, rules, all, blockCapacity, shareLimits, relays);
    }

    /** Sizes for a node of ordinary traffic. */
    public static LoopSettings standard(
            NodeId self, long incarnation, Collection<RateRule> rules, Collection<Prefix> neverBlocked) {
        return new LoopSettings(
                self,
                incarnation,
                counterFor(rules, CounterSettings.DEFAULT_SOURCES, new SecureRandom().nextLong()),
                List.copyOf(rules),
                List.copyOf(neverBlocked),
                DEFAULT_BLOCK_CAPACITY,
                false,
                RelayUse.NEVER);
    }

    /**
     * Rules that are counted apart take room each; the more of them, the fewer sources each has.
     *
     * @param sources of all of them, a power of two
     */
    static CounterSettings counterFor(Collection<RateRule> rules, int sources, long seed) {
        CounterSettings standard = CounterSettings.standard(seed).withSources(sources);
        int shared = LEAST_WINDOW_MILLIS;
        for (RateRule rule : rules) {
            if (kind(rule, standard).equals(FIRST)) {
                shared = Math.max(shared, rule.windowMillis());
            }
        }
        int share = Integer.highestOneBit(tables(rules));
        return standard.withSources(standard.sources() / share).withWindow(shared);
    }

    /** How many tables of sources the rules take: rules of the same prefixes and class of windows share one. */
    static int tables(Collection<RateRule> rules) {
        CounterSettings standard = CounterSettings.standard(0);
        Set<Kind> kinds = new HashSet<>(Set.of(FIRST));
        rules.forEach(rule -> kinds.add(kind(rule, standard)));
        return kinds.size();
    }

    private static Kind kind(RateRule rule, CounterSettings standard) {
        return new Kind(rule.grouping(), standard.widthFor(rule.windowMillis()));
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
