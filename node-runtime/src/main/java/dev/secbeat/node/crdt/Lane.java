// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Grouping;

/**
 * What is counted in buckets of one width for sources of one grouping; at most one limit a dimension. Each lane has tables
 * and messages of its own, so that the sources of one lane never crowd out those of another.
 */
final class Lane {
    final CounterState state;
    final WindowRates rates;
    final OwnCounts own;
    final Reports reports;

    /** @param leads whether its messages carry what belongs to the node as a whole */
    Lane(FleetView fleet, CounterSettings settings, Grouping grouping, boolean leads) {
        state = new CounterState(fleet, settings, grouping);
        rates = new WindowRates(state);
        own = new OwnCounts(state);
        reports = new Reports(state, rates, own, leads);
    }

    boolean isOf(Grouping grouping, int bucketMillis) {
        return state.settings.bucketMillis() == bucketMillis && state.grouping.equals(grouping);
    }
}
