// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes of answers questions are worth, each second anew: so many for each node, whose name its questions prove,
 * so many for the orchestrators together, and so many for all others together. Whoever floods uses up its own share. Bounded
 * by {@link #MAX_ASKERS}; owned by one thread.
 */
final class AnswerBudget {
    /** Of one node: a few trust files of full size. */
    static final int BYTES_A_NODE = 512 << 10;

    /** Of all of a kind that has no names. */
    static final int BYTES_A_KIND = 1 << 20;

    static final int MAX_ASKERS = 4_096;

    private final Map<NodeId, Integer> spent = new HashMap<>();
    private final Map<TrustAsker.Kind, Integer> spentByKind = new EnumMap<>(TrustAsker.Kind.class);
    private long secondNanos;

    /** Whether {@code asker} may be answered now. */
    boolean allows(TrustAsker asker, long nowNanos) {
        if (nowNanos - secondNanos >= TimeUnit.SECONDS.toNanos(1)) {
            secondNanos = nowNanos;
            spentByKind.clear();
            spent.clear();
        }
        return switch (asker) {
            case TrustAsker.Node(NodeId id) -> allows(id);
            case TrustAsker.Kind kind -> spentByKind.getOrDefault(kind, 0) < BYTES_A_KIND;
        };
    }

    private boolean allows(NodeId asker) {
        return spent.getOrDefault(asker, 0) < BYTES_A_NODE && (spent.containsKey(asker) || spent.size() < MAX_ASKERS);
    }

    void spend(TrustAsker asker, int bytes) {
        switch (asker) {
            case TrustAsker.Node(NodeId id) -> spent.merge(id, bytes, Integer::sum);
            case TrustAsker.Kind kind -> spentByKind.merge(kind, bytes, Integer::sum);
        }
    }
}
