// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.verdict.RateRule;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One source that asks one node after the other, evenly, until all nodes of the fleet block it. Whoever sends knows when the
 * limit is truly crossed: with the first request beyond it, since all before lie in one window. One thread.
 */
final class WanRound {
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final WanFleet fleet;
    private final SourceKey source;
    private final List<WanNode> targets;
    private final long limit;
    private long crossedNanos;

    /** @param targets the nodes it asks in turn */
    WanRound(WanFleet fleet, SourceKey source, List<WanNode> targets, RateRule rule) {
        this.fleet = fleet;
        this.source = source;
        this.targets = targets;
        limit = (long) rule.countLimit().countPerWindow();
    }

    /** Sends a request each {@code gapNanos} until all nodes block, 3 s at the longest. */
    void play(long gapNanos) throws InterruptedException {
        long startNanos = System.nanoTime();
        long nowNanos = startNanos;
        for (int sent = 1;
                fleet.blocking(source) < fleet.nodes().size() && nowNanos - startNanos < GIVE_UP_NANOS;
                sent++) {
            nowNanos = System.nanoTime();
            if (sent == limit + 1) {
                crossedNanos = nowNanos;
            }
            targets.get(sent % targets.size()).request(source, nowNanos);
            rest(startNanos + sent * gapNanos);
        }
    }

    /** From the crossing to each block, in milliseconds; of nodes that block. */
    List<Double> blockMillis() {
        return fleet.nodes().stream()
                .flatMap(node -> node.blockedNanos(source).stream())
                .map(nanos -> (nanos - crossedNanos) / 1e6)
                .toList();
    }

    private static void rest(long untilNanos) throws InterruptedException {
        for (long left = untilNanos - System.nanoTime(); left > 0; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
