// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.FleetEvent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long blocks took from the first node's decision to the last node's kernel. Nodes on different machines share no
 * monotonic clock, so moments are compared by wall clock, and each node's own part by its monotonic one. Confined to one
 * thread.
 */
final class BlockTimes {

    /** When a block was decided first and reached a kernel last, epoch milliseconds. */
    private static final class Spread {
        private double decided = Double.MAX_VALUE;
        private double enforced;

        private long millis() {
            return Math.round(Math.max(0, enforced - decided));
        }
    }

    private final int capacity;
    private final Map<String, Spread> blocks = new LinkedHashMap<>();

    /** Remembers the newest {@code capacity} blocks. */
    BlockTimes(int capacity) {
        this.capacity = capacity;
    }

    void accept(FleetEvent.Enforced done) {
        String prefix = done.prefix().toString();
        if (!done.active()) {
            blocks.remove(prefix);
            return;
        }
        Spread spread = blocks.computeIfAbsent(prefix, any -> new Spread());
        double took = (done.enforcedAtNanos() - done.decidedAtNanos()) / 1e6;
        spread.decided = Math.min(spread.decided, done.epochMillis() - took);
        spread.enforced = Math.max(spread.enforced, (double) done.epochMillis());
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
