// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long blocks took from the first node's decision to the last node's kernel. Nodes on different machines share no
 * monotonic clock, so moments are compared by wall clock, and each node's own part by its monotonic one. Confined to one
 * thread.
 *
 * <p>Several nodes may decide the same block before they hear of each other, and then each writes it again for the newest
 * decision: what was decided within {@link #SAME_MILLIS} of a spread's last enforcement belongs to it, and of each node
 * the first enforcement counts. A later decision (the block had expired, was renewed or ordered again) is a new spread.
 * An enforcement long after its decision is a node that came late or a kernel that was given back what it had lost: no
 * part of how a block spread.
 */
final class BlockTimes {
    /** Clocks of nodes agree within this; two decisions on purpose are further apart. */
    static final long SAME_MILLIS = 1_000;

    /** A decision that reaches a kernel later than this did not spread, it was caught up with. */
    static final long LATE_MILLIS = 10_000;

    private static final int MAX_NODES = 4_096;

    /** When a block was decided first and reached a kernel last, epoch milliseconds; and whose kernels it reached. */
    private static final class Spread {
        private final BitSet reached = new BitSet();
        private double decided = Double.MAX_VALUE;
        private long enforced;
        private long newestMillis;

        /** The deciding node's clock may run ahead of the others': then a decision is later than its enforcement. */
        private boolean isOver(long decidedMillis) {
            return decidedMillis > Math.max(enforced, newestMillis) + SAME_MILLIS;
        }

        private void add(int node, long decidedMillis, FleetEvent.Enforced done) {
            newestMillis = Math.max(newestMillis, decidedMillis);
            if (!reached.get(node)) {
                reached.set(node);
                double took = (done.enforcedAtNanos() - done.decidedAtNanos()) / 1e6;
                decided = Math.min(decided, Math.min((double) decidedMillis, done.epochMillis() - took));
                enforced = Math.max(enforced, done.epochMillis());
            }
        }

        private long millis() {
            return Math.round(Math.max(0, enforced - decided));
        }
    }

    private final int capacity;
    private final Map<NodeId, Integer> nodes = new HashMap<>();
    private final Map<String, Spread> blocks = new LinkedHashMap<>();

    /** Remembers the newest {@code capacity} blocks. */
    BlockTimes(int capacity) {
        this.capacity = capacity;
    }

    void accept(FleetEvent.Enforced done) {
        String prefix = done.prefix().toString();
        long decided = BlockEntry.decidedAtMillis(done.version());
        if (!done.active()) {
            blocks.remove(prefix);
        } else if (done.epochMillis() - decided <= LATE_MILLIS) {
            spread(prefix, decided, done);
        }
    }

    private void spread(String prefix, long decided, FleetEvent.Enforced done) {
        Spread known = blocks.get(prefix);
        if (known == null || known.isOver(decided)) {
            known = new Spread();
            blocks.remove(prefix); // Put anew, it is the newest.
            blocks.put(prefix, known);
            forgetOldest();
        }
        known.add(number(done.node()), decided, done);
    }

    /** All nodes beyond the bound share one number. */
    private int number(NodeId node) {
        int next = nodes.size();
        return next < MAX_NODES ? nodes.computeIfAbsent(node, any -> next) : nodes.getOrDefault(node, MAX_NODES);
    }

    private void forgetOldest() {
        if (blocks.size() > capacity) {
            Iterator<String> oldest = blocks.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Milliseconds for this block; -1 when not known. */
    long millis(String prefix) {
        Spread spread = blocks.get(prefix);
        return spread == null ? -1 : spread.millis();
    }

    /** Milliseconds for the newest block; -1 when there is none. */
    long lastMillis() {
        return blocks.values().stream()
                .reduce((first, second) -> second)
                .map(Spread::millis)
                .orElse(-1L);
    }

    /** Median over the blocks remembered, milliseconds; -1 when there is none. */
    long medianMillis() {
        long[] sorted =
                blocks.values().stream().mapToLong(Spread::millis).sorted().toArray();
        return sorted.length == 0 ? -1 : sorted[sorted.length / 2];
    }
}
