// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * Receipts of commands that have not been heard themselves: they come another way, which is faster when commands come in numbers. The
 * newest of each node, so that one that tells of very many costs the others nothing. Bounded by the nodes that its owner tells of;
 * guarded by its owner's lock.
 */
final class EarlyReceipts {
    static final int MOST_OF_ONE = 128;
    private static final long KEPT_MILLIS = 10_000;

    private final Map<NodeId, SequencedMap<UUID, Long>> heard = new HashMap<>();

    void add(NodeId node, UUID command, long nowMillis) {
        SequencedMap<UUID, Long> own = heard.computeIfAbsent(node, _ -> new LinkedHashMap<>());
        own.putLast(command, nowMillis);
        if (own.size() > MOST_OF_ONE) {
            own.pollFirstEntry();
        }
    }

    /** Whether {@code node} has answered {@code command} a moment ago. */
    boolean has(NodeId node, UUID command, long nowMillis) {
        SequencedMap<UUID, Long> own = heard.get(node);
        Long at = own == null ? null : own.get(command);
        return at != null && nowMillis - at <= KEPT_MILLIS;
    }

    void forget(long nowMillis) {
        heard.values().removeIf(own -> {
            while (!own.isEmpty() && nowMillis - own.firstEntry().getValue() > KEPT_MILLIS) {
                own.pollFirstEntry();
            }
            return own.isEmpty();
        });
    }
}
