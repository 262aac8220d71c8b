// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes of answers questions are worth, each second anew: so many for each node, whose name its questions prove,
 * and so many for all others together, who have none. Whoever floods uses up its own share. Bounded by {@link #MAX_ASKERS};
 * owned by one thread.
 */
final class AnswerBudget {
    /** Of one node: a few trust files of full size. */
    static final int BYTES_A_NODE = 512 << 10;

    /** Of all that are no nodes together. */
    static final int BYTES_OF_OTHERS = 1 << 20;

    static final int MAX_ASKERS = 4_096;

    private final Map<NodeId, Integer> spent = new HashMap<>();
    private long secondNanos;
    private int spentByOthers;

    /** Whether {@code asker} may be answered now. */
    boolean allows(Optional<NodeId> asker, long nowNanos) {
        if (nowNanos - secondNanos >= TimeUnit.SECONDS.toNanos(1)) {
            secondNanos = nowNanos;
            spentByOthers = 0;
            spent.clear();
        }
        return asker.map(this::allows).orElse(spentByOthers < BYTES_OF_OTHERS);
    }

    private boolean allows(NodeId asker) {
        return spent.getOrDefault(asker, 0) < BYTES_A_NODE && (spent.containsKey(asker) || spent.size() < MAX_ASKERS);
    }

    void spend(Optional<NodeId> asker, int bytes) {
        if (asker.isPresent()) {
            spent.merge(asker.get(), bytes, Integer::sum);
        } else {
            spentByOthers += bytes;
        }
    }
}
