// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.SourceKey;
import java.util.List;

/**
 * One source that asks one node after the other, evenly, until all nodes of the fleet know it is over its limit. Whoever
 * sends knows when the limit is truly crossed: with the first request beyond it, since all before lie in one window. One
 * thread.
 */
final class WanRound {
    private final List<? extends CountingNode> nodes;
    private final SourceKey source;
    private final List<? extends CountingNode> targets;
    private final long limit;
    private long crossedNanos;

    /** @param targets the nodes it asks in turn */
    WanRound(List<? extends CountingNode> nodes, SourceKey source, List<? extends CountingNode> targets, long limit) {
        this.nodes = nodes;
        this.source = source;
        this.targets = targets;
        this.limit = limit;
    }

    /** Sends a request each {@code gapNanos} until all nodes know, {@code giveUpNanos} at the longest. */
    void play(long gapNanos, long giveUpNanos) throws InterruptedException {
        Pacing pacing = new Pacing(System.nanoTime(), gapNanos);
        long nowNanos = pacing.startNanos();
        for (int sent = 1; knowing() < nodes.size() && nowNanos - pacing.startNanos() < giveUpNanos; sent++) {
            nowNanos = System.nanoTime();
            if (sent == limit + 1) {
                crossedNanos = nowNanos;
            }
            targets.get(sent % targets.size()).request(source, nowNanos);
            pacing.restUntil(sent);
        }
    }

    /** From the crossing to when each node knew, in milliseconds; of nodes that know. */
    List<Double> tookMillis() {
        return nodes.stream()
                .flatMap(node -> node.overNanos(source).stream())
                .map(nanos -> (nanos - crossedNanos) / 1e6)
                .toList();
    }

    private long knowing() {
        return nodes.stream().filter(node -> node.overNanos(source).isPresent()).count();
    }
}
