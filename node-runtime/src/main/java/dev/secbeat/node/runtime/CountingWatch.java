// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.crdt.CounterStats;
import java.util.Locale;

/** Looks each second at what makes counting less exact than it could be, and says so. On the node loop's thread. */
final class CountingWatch {
    private final LoopCounters counters;
    private final TroubleReporter troubles;

    CountingWatch(LoopCounters counters, TroubleReporter troubles) {
        this.counters = counters;
        this.troubles = troubles;
    }

    /** Tells when sources had to be forgotten since the last look. */
    void noteRoom(CounterStats stats, long epochMillis) {
        long forgotten = stats.evictions() + stats.poolEvictions() - counters.sourcesEvicted - counters.poolEvictions;
        if (forgotten > 0) {
            troubles.report(
                    "counting-full",
                    String.format(
                            Locale.ROOT,
                            "more sources come than there is room to count: %d were forgotten within a second, those that do"
                                    + " least first; one over a limit is still found while all together send less than the"
                                    + " limit for each source there is room for; raise state.max_sources if there is memory",
                            forgotten),
                    epochMillis);
        }
        counters.sourcesEvicted = stats.evictions();
        counters.poolEvictions = stats.poolEvictions();
        counters.ledgersRefused = stats.ledgersRefused();
    }

    /** Tells when limits begin to be shared, {@code share} of each being this side's. */
    void judgeByShare(double share, long epochMillis) {
        if (share < 1 && counters.limitShare == 1) {
            troubles.report(
                    "limits-shared",
                    String.format(
                            Locale.ROOT,
                            "peers are not heard, so this side judges by %.0f %% of each limit until they are back, at most"
                                    + " 15 minutes (state.on_partition = \"share\"): a source that sends all it may to this"
                                    + " side is blocked; check NATS and the peers",
                            share * 100),
                    epochMillis);
        }
        counters.limitShare = share;
    }
}
