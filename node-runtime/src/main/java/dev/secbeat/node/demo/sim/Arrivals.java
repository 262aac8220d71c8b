// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.SourceKey;
import java.util.List;
import java.util.Random;

/** One client: evenly spaced requests with jitter, handed to nodes in turn or at random. */
final class Arrivals {
    private final SimFleet fleet;
    private final SourceKey source;
    private final List<SimNode> targets;
    private final double gapMillis;
    private final double jitterMillis;
    private final Random random;
    private long index;
    private double nextMillis;
    private final double startMillis;

    Arrivals(
            SimFleet fleet,
            SourceKey source,
            List<SimNode> targets,
            double perSecond,
            double jitterMillis,
            double startMillis) {
        this.fleet = fleet;
        this.source = source;
        this.targets = List.copyOf(targets);
        this.gapMillis = 1000 / perSecond;
        this.jitterMillis = jitterMillis;
        this.startMillis = startMillis;
        random = new Random(fleet.random.nextLong());
        plan();
    }

    /** Sends what is due by now. */
    void step() {
        while (nextMillis * 1e6 <= fleet.nowNanos()) {
            fleet.request(source, targets.get((int) (index % targets.size())));
            index++;
            plan();
        }
    }

    private void plan() {
        nextMillis = startMillis + index * gapMillis + random.nextDouble() * jitterMillis;
    }
}
