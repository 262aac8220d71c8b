// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;
import java.util.HashMap;
import java.util.Map;

/**
 * Nodes that said lately, each under its own name, which trust file they hold: so many there are, whatever anybody says of
 * others. Bounded by {@link #MOST}; owned by one thread.
 */
final class TrustWitnesses {
    static final int MOST = 8_192;

    private final Map<NodeId, Long> heardNanos = new HashMap<>();

    void heard(NodeId node, long nowNanos) {
        if (heardNanos.size() < MOST || heardNanos.containsKey(node)) {
            heardNanos.put(node, nowNanos);
        }
    }

    /** How many were heard within {@code ageNanos}; older ones are forgotten. Takes time as there are nodes. */
    int count(long nowNanos, long ageNanos) {
        heardNanos.values().removeIf(heard -> nowNanos - heard > ageNanos);
        return heardNanos.size();
    }
}
