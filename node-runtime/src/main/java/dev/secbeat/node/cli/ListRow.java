// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.NodeStatus.ListStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A list of sources that several nodes drop: a feed's, a file's, a country's.
 *
 * @param origins {@code file}, {@code feed}, {@code countries} or {@code asns}; more than one where nodes are configured apart
 * @param entries of the node that has most of it
 * @param hits packets dropped on all of them
 * @param heldBy nodes that have it
 */
record ListRow(String name, List<String> origins, int entries, long hits, int heldBy) {

    /** By name. */
    static List<ListRow> of(Collection<NodeStatus> nodes) {
        Map<String, List<ListStatus>> byName = new TreeMap<>();
        nodes.forEach(node -> node.lists()
                .forEach(list -> byName.computeIfAbsent(list.name(), _ -> new ArrayList<>())
                        .add(list)));
        return byName.entrySet().stream()
                .map(list -> of(list.getKey(), list.getValue()))
                .toList();
    }

    private static ListRow of(String name, List<ListStatus> held) {
        return new ListRow(
                name,
                held.stream().map(ListStatus::origin).distinct().sorted().toList(),
                held.stream().mapToInt(ListStatus::entries).max().orElse(0),
                held.stream().mapToLong(ListStatus::dropped).sum(),
                held.size());
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("origins", origins);
        fields.put("entries", entries);
        fields.put("hits", hits);
        fields.put("heldBy", heldBy);
        return fields;
    }
}
