// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.pekko;

import java.time.Duration;
import org.apache.pekko.cluster.ddata.Replicator;

/** How eagerly counts are passed on. */
enum PekkoPace {
    /** As reference.conf has it: gossip each 2 s, subscribers told each 500 ms, deltas on. */
    DEFAULTS(""),
    /** Twenty and ten times as often; deltas leave each 200 ms at the soonest, whatever is set (Replicator of 1.7.0). */
    FAST("gossip-interval = 100 ms, notify-subscribers-interval = 50 ms"),
    /** Each request is written to all nodes at once; subscribers are told at each tick of the scheduler. */
    DIRECT("gossip-interval = 100 ms, notify-subscribers-interval = 10 ms");

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(3);

    private final String settings;

    PekkoPace(String settings) {
        this.settings = settings;
    }

    /** What is set of {@code pekko.cluster.distributed-data}, in HOCON. */
    String settings() {
        return settings;
    }

    /** For each request that is counted. */
    Replicator.WriteConsistency consistency() {
        return switch (this) {
            case DEFAULTS, FAST -> Replicator.writeLocal();
            case DIRECT -> new Replicator.WriteAll(WRITE_TIMEOUT);
        };
    }
}
