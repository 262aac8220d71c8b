// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.NodeStatus.BlockStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** For which nodes blocks are, as nodes tell of their newest; what none tells of is taken for the fleet's. */
final class BlockedFor {
    private BlockedFor() {}

    /**
     * The prefixes by where ending their blocks has to go. Of a prefix that is blocked for all that is everywhere; of one that
     * regions block each for itself it is each of these.
     */
    static Map<Scope, List<Prefix>> of(List<Prefix> prefixes, Collection<NodeStatus> nodes) {
        Map<Prefix, Set<String>> told = new HashMap<>();
        Set<Prefix> asked = new HashSet<>(prefixes);
        for (NodeStatus node : nodes) {
            for (BlockStatus block : node.newestBlocks()) {
                if (asked.contains(block.prefix()) && block.scope().includes(node.node())) { // Of itself alone.
                    told.computeIfAbsent(block.prefix(), _ -> new TreeSet<>())
                            .add(block.scope().toString());
                }
            }
        }
        String fleet = new Scope.Fleet().toString();
        Map<Scope, List<Prefix>> byScope = new LinkedHashMap<>();
        for (Prefix prefix : prefixes) {
            Set<String> scopes = told.getOrDefault(prefix, Set.of(fleet));
            (scopes.contains(fleet) ? Set.of(fleet) : scopes)
                    .forEach(scope -> byScope.computeIfAbsent(Scope.parse(scope), _ -> new ArrayList<>())
                            .add(prefix));
        }
        return byScope;
    }
}
