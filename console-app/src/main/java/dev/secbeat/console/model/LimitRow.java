// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A limit that operators gave, over all nodes.
 *
 * @param terms of most nodes; others have not heard of these yet
 * @param nodesMeant live nodes that it is for
 * @param nodesInForce those of them that have read it back
 * @param missing ids of those that have not
 */
public record LimitRow(LimitKey key, LimitTerms terms, int nodesMeant, int nodesInForce, List<String> missing) {
    private static final int MAX_ROWS = 256;

    public LimitRow {
        missing = List.copyOf(missing);
    }

    /** {@code 203.0.113.0/24}, or {@code all}. */
    public String of() {
        return LimitRule.named(key.within());
    }

    /** One row for each limit that has not ended, by what it is known by. */
    static List<LimitRow> rows(List<NodeStatus> nodes, long epochMillis) {
        Map<LimitKey, Map<LimitTerms, List<NodeStatus>>> held = new TreeMap<>();
        for (NodeStatus node : nodes) {
            for (NodeStatus.LimitStatus limit : node.limits()) {
                boolean room = held.containsKey(limit.key()) || held.size() < MAX_ROWS;
                if (limit.inForce() && limit.terms().untilMillis() > epochMillis && room) {
                    held.computeIfAbsent(limit.key(), key -> new LinkedHashMap<>())
                            .computeIfAbsent(limit.terms(), terms -> new ArrayList<>())
                            .add(node);
                }
            }
        }
        List<LimitRow> rows = new ArrayList<>();
        held.forEach((key, byTerms) -> rows.add(row(key, byTerms, nodes)));
        return rows;
    }

    private static LimitRow row(LimitKey key, Map<LimitTerms, List<NodeStatus>> byTerms, List<NodeStatus> nodes) {
        Map.Entry<LimitTerms, List<NodeStatus>> most = byTerms.entrySet().stream()
                .reduce((first, other) ->
                        other.getValue().size() > first.getValue().size() ? other : first)
                .orElseThrow();
        Set<NodeStatus> holding = new HashSet<>(most.getValue());
        List<NodeStatus> meant =
                nodes.stream().filter(node -> key.scope().includes(node.node())).toList();
        List<String> missing = meant.stream()
                .filter(node -> !holding.contains(node))
                .map(node -> node.node().toString())
                .sorted()
                .toList();
        return new LimitRow(key, most.getKey(), meant.size(), holding.size(), missing);
    }
}
