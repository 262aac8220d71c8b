// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.SourceCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Picks the busiest sources out of the table: one pass with a heap of the answer's size. */
final class TopSources {
    private static final double MILLIS_PER_SECOND = 1000;

    private record Ranked(int slot, double estimate) {}

    private TopSources() {}

    static List<SourceCount> of(Lane lane, int count, long nowMillis) {
        CounterState state = lane.state;
        WindowRates rates = lane.rates;
        if (count <= 0) {
            return List.of();
        }
        PriorityQueue<Ranked> best = new PriorityQueue<>(Comparator.comparingDouble(Ranked::estimate));
        for (int slot = 0; slot < state.table.capacity(); slot++) {
            CountLimit limit = state.table.isTaken(slot) ? state.limitAt(slot) : null;
            if (limit != null) {
                double estimate = rates.estimate(slot, limit.windowMillis(), nowMillis);
                if (estimate > 0 && (best.size() < count || estimate > best.element().estimate)) {
                    best.add(new Ranked(slot, estimate));
                }
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        List<SourceCount> top = new ArrayList<>();
        while (!best.isEmpty()) {
            top.addFirst(describe(lane, best.remove(), nowMillis));
        }
        return top;
    }

    private static SourceCount describe(Lane lane, Ranked ranked, long nowMillis) {
        CountLimit limit = lane.state.limitAt(ranked.slot);
        if (limit == null) {
            throw new IllegalStateException("only sources with a limit are ranked");
        }
        return describe(lane, ranked.slot, limit, ranked.estimate, nowMillis);
    }

    /** What is known of a slot whose events in the window of its limit are {@code estimate}. */
    static SourceCount describe(Lane lane, int slot, CountLimit limit, double estimate, long nowMillis) {
        double perSecond = MILLIS_PER_SECOND / limit.windowMillis();
        double local = lane.rates.estimateOf(slot, Writers.SELF, limit.windowMillis(), nowMillis);
        return new SourceCount(
                lane.state.source(slot),
                limit.dimension(),
                local * perSecond,
                estimate * perSecond,
                limit.countPerWindow() * perSecond,
                limit.windowMillis(),
                false);
    }
}
