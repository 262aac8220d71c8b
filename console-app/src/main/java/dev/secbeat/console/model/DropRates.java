// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.NodeStatus.BlockStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * What one node's blocks drop, by prefix as text, packets per second: the hits counted between two of its heartbeats.
 *
 * @param of the later heartbeat
 */
record DropRates(NodeStatus of, Map<String, Double> perSecond) {
    DropRates {
        perSecond = Map.copyOf(perSecond);
    }

    /** The first heartbeat: nothing to compare with. */
    static DropRates first(NodeStatus status) {
        return new DropRates(status, Map.of());
    }

    /**
     * The rates once {@code next} came. A node started anew counts from nothing, and so does a block made anew: no rate
     * until the heartbeat after. A heartbeat overtaken by a later one changes nothing.
     */
    DropRates next(NodeStatus next) {
        if (next.incarnation() != of.incarnation()) {
            return next.incarnation() < of.incarnation() ? this : first(next);
        }
        long elapsed = next.uptimeMillis() - of.uptimeMillis();
        return elapsed <= 0 ? this : new DropRates(next, between(of, next, elapsed));
    }

    private static Map<String, Double> between(NodeStatus before, NodeStatus after, long elapsedMillis) {
        Map<String, Long> hits = new HashMap<>();
        before.newestBlocks().forEach(block -> hits.put(block.prefix().toString(), block.hits()));
        Map<String, Double> rates = new HashMap<>();
        for (BlockStatus block : after.newestBlocks()) {
            String prefix = block.prefix().toString();
            long dropped = block.hits() - hits.getOrDefault(prefix, block.hits());
            if (dropped > 0) {
                rates.put(prefix, dropped * 1000.0 / elapsedMillis);
            }
        }
        return rates;
    }
}
