// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.control.TrustMessage;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The newest question of each node, oldest asker first: whoever floods pushes out its own. Bounded; safe for all threads. */
final class NodeQuestions {
    static final int MAX_ASKERS = 4_096;

    private final SequencedMap<NodeId, TrustMessage> newest = new LinkedHashMap<>();
    private long dropped;

    synchronized void put(NodeId asker, TrustMessage question) {
        if (newest.size() < MAX_ASKERS || newest.containsKey(asker)) {
            newest.put(asker, question);
        } else {
            dropped++;
        }
    }

    /** The oldest asker's question, or null when there is none. */
    synchronized @Nullable TrustMessage poll() {
        var first = newest.pollFirstEntry();
        return first == null ? null : first.getValue();
    }

    /** Questions of more nodes than fit. */
    synchronized long dropped() {
        return dropped;
    }
}
