// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.SourceKey;
import java.util.List;
import java.util.Random;

/** Sends one source's requests at its pace. */
final class Arrivals {
    private final SimFleet fleet;
    private final SourceKey source;
    private final List<SimNode> targets;
    private final Pace pace;
    private final Random random;
    private long index;
    private double nextMillis;
    private final double startMillis;

    /** Evenly spaced requests with jitter. */
    Arrivals(
            SimFleet fleet,
            SourceKey source,
            List<SimNode> targets,
            double perSecond,
            double jitterMillis,
            double startMillis) {
        this(fleet, source, targets, new Pace.Even(1000 / perSecond, jitterMillis), startMillis);
    }

    Arrivals(SimFleet fleet, SourceKey source, List<SimNode> targets, Pace pace, double startMillis) {
        this.fleet = fleet;
        this.source = source;
        this.targets = List.copyOf(targets);
        this.pace = pace;
        this.startMillis = startMillis;
        random = new Random(fleet.random.nextLong());
        plan();
    }

    /** Sends what is due by now. */
    void step() {
        while (nextMillis * 1e6 <= fleet.nowNanos()) {
            fleet.request(source, targets.get((int) (pace.turn(index) % targets.size())));
            index++;
            plan();
        }
    }

    private void plan() {
        nextMillis = startMillis + pace.millis(index, random.nextDouble());
    }
}
