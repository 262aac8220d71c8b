// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A source in one dimension as the fleet counts it.
 *
 * @param perSecond the highest of the nodes' estimates over all regions
 * @param blocked by one node at least
 * @param regions whose nodes see it themselves
 */
record TopRow(
        SourceKey source,
        Dimension dimension,
        double perSecond,
        double limit,
        boolean blocked,
        SortedSet<String> regions) {

    private record Kind(SourceKey source, Dimension dimension) {}

    /** The share of the limit that is used; 0 where there is no limit. */
    double share() {
        return limit > 0 ? perSecond / limit : 0;
    }

    /** Closest to its limit first. */
    static List<TopRow> of(Collection<NodeStatus> nodes) {
        Map<Kind, TopRow> rows = new HashMap<>();
        for (NodeStatus node : nodes) {
            for (SourceCount count : node.topSources()) {
                SortedSet<String> regions = new TreeSet<>();
                if (count.local() > 0) {
                    regions.add(node.node().region().value());
                }
                TopRow row = new TopRow(
                        count.source(), count.dimension(), count.global(), count.limit(), count.blocked(), regions);
                rows.merge(new Kind(count.source(), count.dimension()), row, TopRow::with);
            }
        }
        return rows.values().stream()
                .sorted(Comparator.comparingDouble(TopRow::share)
                        .thenComparingDouble(TopRow::perSecond)
                        .reversed()
                        .thenComparing(row -> row.source().toString())
                        .thenComparing(TopRow::dimension))
                .toList();
    }

    private TopRow with(TopRow other) {
        SortedSet<String> both = new TreeSet<>(regions);
        both.addAll(other.regions);
        return new TopRow(
                source,
                dimension,
                Math.max(perSecond, other.perSecond),
                Math.max(limit, other.limit),
                blocked || other.blocked,
                both);
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", source);
        fields.put("dimension", dimension);
        fields.put("perSecond", perSecond);
        fields.put("limit", limit);
        fields.put("blocked", blocked);
        fields.put("regions", regions);
        return fields;
    }
}
