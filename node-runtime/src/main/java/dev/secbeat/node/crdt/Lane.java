// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;

/**
 * What is counted in buckets of one width for sources of one grouping; at most one limit a dimension. Each lane has tables
 * and messages of its own, so that the sources of one lane never crowd out those of another.
 */
final class Lane {
    final CounterState state;
    final WindowRates rates;
    final Reports reports;

    /** @param leads whether its messages carry what belongs to the node as a whole */
    Lane(NodeId self, long incarnation, CounterSettings settings, Grouping grouping, Writers writers, boolean leads) {
        state = new CounterState(self, incarnation, settings, grouping, writers);
        rates = new WindowRates(state);
        reports = new Reports(state, rates, leads);
    }

    boolean isOf(Grouping grouping, int bucketMillis) {
        return state.settings.bucketMillis() == bucketMillis && state.grouping.equals(grouping);
    }
}
