// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.NodeStatus.BlockStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A block as several nodes hold it.
 *
 * @param causes labels, without the unknown one when there are others
 * @param expiresAtMillis the latest of what the nodes say
 * @param hits packets dropped on all of them
 * @param scopes what the nodes say it is for, in words
 * @param meant nodes of those asked that it is for
 * @param inKernel nodes that have it read back from their kernel
 */
record BlockRow(
        Prefix prefix,
        Origin origin,
        List<String> causes,
        List<String> scopes,
        long expiresAtMillis,
        long hits,
        int meant,
        int inKernel,
        int heldBy) {

    /** Most hits first. */
    static List<BlockRow> of(Collection<NodeStatus> nodes) {
        Map<Prefix, List<BlockStatus>> byPrefix = new TreeMap<>();
        nodes.forEach(node -> node.newestBlocks()
                .forEach(block -> byPrefix.computeIfAbsent(block.prefix(), _ -> new ArrayList<>())
                        .add(block)));
        return byPrefix.values().stream()
                .map(held -> of(held, nodes))
                .sorted(Comparator.comparingLong(BlockRow::hits).reversed().thenComparing(BlockRow::prefix))
                .toList();
    }

    private static BlockRow of(List<BlockStatus> held, Collection<NodeStatus> nodes) {
        SortedSet<String> causes = new TreeSet<>();
        held.forEach(block -> causes.add(block.cause().label()));
        if (causes.size() > 1) {
            causes.remove(BlockCause.UNKNOWN.label());
        }
        BlockStatus longest = held.stream()
                .max(Comparator.comparingLong(BlockStatus::expiresAtMillis))
                .orElseThrow();
        return new BlockRow(
                longest.prefix(),
                longest.origin(),
                List.copyOf(causes),
                held.stream()
                        .map(block -> block.scope().toString())
                        .distinct()
                        .sorted()
                        .toList(),
                longest.expiresAtMillis(),
                held.stream().mapToLong(BlockStatus::hits).sum(),
                (int) nodes.stream()
                        .filter(node ->
                                held.stream().anyMatch(block -> block.scope().includes(node.node())))
                        .count(),
                (int) held.stream().filter(BlockStatus::inKernel).count(),
                held.size());
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prefix", prefix);
        fields.put("origin", origin.label());
        fields.put("causes", causes);
        fields.put("scopes", scopes);
        fields.put("expiresAtMillis", expiresAtMillis);
        fields.put("hits", hits);
        fields.put("meant", meant);
        fields.put("inKernel", inKernel);
        fields.put("heldBy", heldBy);
        return fields;
    }
}
