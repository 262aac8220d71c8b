// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.RateRule;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Several rules of one dimension in plain words: each holds what it calls a source to a bucket and a window. They are asked from
 * the longest prefix to the shortest, and of one length from the one that lets least pass at once, until one refuses.
 */
final class PlainLimits {
    private final List<Map<Prefix, PlainLimit>> sources;
    private final List<RateRule> order;

    PlainLimits(List<RateRule> rules) {
        // Lengths of the two families go together in all groupings of a test.
        order = rules.stream()
                .sorted(Comparator.comparingInt(
                                (RateRule rule) -> rule.grouping().ipv6())
                        .reversed()
                        .thenComparingDouble(rule -> rule.countLimit().mostInWindow())
                        .thenComparingDouble(RateRule::limitPerSecond))
                .toList();
        sources = order.stream()
                .<Map<Prefix, PlainLimit>>map(rule -> new HashMap<>())
                .toList();
    }

    /** As {@link PlainLimit#takes}; what the rules before took of what one refuses stays charged. */
    boolean takes(Prefix address, long nowNanos, long events) {
        for (int i = 0; i < order.size(); i++) {
            RateRule rule = order.get(i);
            Prefix source = address.widened(rule.grouping().length(address.family()));
            PlainLimit limit = sources.get(i).computeIfAbsent(source, first -> new PlainLimit(rule));
            if (!limit.takes(nowNanos, events)) {
                return false;
            }
        }
        return true;
    }
}
