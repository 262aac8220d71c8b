// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.NodeStatus;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One node's heartbeats turned into rates. FX thread only. */
final class NodeTrack {
    private NodeStatus status;
    private long receivedNanos;
    private double passedPerSecond;
    private double droppedPerSecond;
    private double requestsPerSecond;
    private final Map<String, Long> lost = new TreeMap<>();

    NodeTrack(Update.Heartbeat first) {
        status = first.status();
        receivedNanos = first.receivedNanos();
    }

    NodeStatus status() {
        return status;
    }

    /** Takes the next heartbeat; an older one of the same or an earlier life is ignored. */
    void accept(Update.Heartbeat next) {
        NodeStatus newer = next.status();
        boolean sameLife = newer.incarnation() == status.incarnation();
        if (newer.incarnation() < status.incarnation() || (sameLife && newer.uptimeMillis() <= status.uptimeMillis())) {
            return;
        }
        long elapsed = sameLife
                ? newer.uptimeMillis() - status.uptimeMillis()
                : Math.max(1, (next.receivedNanos() - receivedNanos) / 1_000_000);
        passedPerSecond = perSecond(newer.packetsPassed() - status.packetsPassed(), elapsed);
        droppedPerSecond = perSecond(newer.packetsDropped() - status.packetsDropped(), elapsed);
        requestsPerSecond = perSecond(newer.requests() - (sameLife ? status.requests() : 0), elapsed);
        countLosses(newer, sameLife ? status.queueDropped() : Map.of());
        status = newer;
        receivedNanos = next.receivedNanos();
    }

    /** A queue that loses messages makes a node degraded for a while; what was lost is told for as long. */
    private void countLosses(NodeStatus newer, Map<String, Long> before) {
        if (newer.health() != NodeStatus.Health.DEGRADED) {
            lost.clear();
        }
        newer.queueDropped().forEach((queue, total) -> {
            long more = total - before.getOrDefault(queue, 0L);
            if (more > 0 && newer.health() == NodeStatus.Health.DEGRADED) {
                lost.merge(queue, more, Long::sum);
            }
        });
    }

    private String losses() {
        return lost.entrySet().stream()
                .map(queue -> Messages.of("model.node.lost", queue.getKey(), Figures.grouped(queue.getValue())))
                .collect(Collectors.joining(", "));
    }

    /** Active blocks in its kernel, of any origin. */
    int blocks() {
        int blocks = 0;
        for (int held : status.blocks().values()) {
            blocks += held;
        }
        return blocks;
    }

    NodeState state(long nowNanos) {
        return new NodeState(
                status.node().toString(),
                status.node().name(),
                status.health(),
                status.xdpMode(),
                blocks(),
                status.version(),
                new Rates(passedPerSecond, droppedPerSecond, freshness(nowNanos)),
                losses(),
                requestsPerSecond,
                status);
    }

    Freshness freshness(long nowNanos) {
        return Freshness.HEARTBEAT.at((nowNanos - receivedNanos) / 1_000_000);
    }

    /** A counter that went back was reset (the XDP program was attached anew): no rate until the next heartbeat. */
    private static double perSecond(long difference, long elapsedMillis) {
        return difference < 0 ? 0 : difference * 1000.0 / elapsedMillis;
    }
}
