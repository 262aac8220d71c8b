// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.RegionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes live and what each region carries, from heartbeats. A region without fresh heartbeats is unknown, not
 * down: losing telemetry is no evidence.
 *
 * <p>Owned by one thread.
 */
final class FleetRegistry {
    private static final long FRESH_MILLIS = 5_000;
    private static final int MOST_NODES = 4_096;

    private record Heartbeats(NodeStatus newest, long heardAtMillis, double passedPerSecond) {}

    private final List<OrchestratorConfig.Region> regions;
    private final Map<NodeId, Heartbeats> nodes = new HashMap<>();

    FleetRegistry(List<OrchestratorConfig.Region> regions) {
        this.regions = List.copyOf(regions);
    }

    void onStatus(NodeStatus status, long nowMillis) {
        nodes.values().removeIf(node -> nowMillis - node.heardAtMillis > FRESH_MILLIS);
        Heartbeats before = nodes.get(status.node());
        if (before != null || nodes.size() < MOST_NODES) {
            nodes.put(status.node(), new Heartbeats(status, nowMillis, rate(before, status)));
        }
    }

    /** Heartbeats that are still fresh. */
    int liveNodes(long nowMillis) {
        return (int)
                nodes.values().stream().filter(node -> isFresh(node, nowMillis)).count();
    }

    FleetView view(long nowMillis) {
        List<RegionView> views = new ArrayList<>();
        for (OrchestratorConfig.Region region : regions) {
            views.add(view(region, nowMillis));
        }
        return FleetView.of(views);
    }

    private RegionView view(OrchestratorConfig.Region configured, long nowMillis) {
        int live = 0;
        double passed = 0;
        for (Map.Entry<NodeId, Heartbeats> node : nodes.entrySet()) {
            if (isIn(configured.region(), node.getKey()) && isFresh(node.getValue(), nowMillis)) {
                live++;
                passed += node.getValue().passedPerSecond;
            }
        }
        return new RegionView(
                configured.region(),
                live > 0 ? RegionState.HEALTHY : RegionState.UNKNOWN,
                live,
                passed,
                configured.capacityPerSecond(),
                configured.addresses());
    }

    private static boolean isIn(RegionId region, NodeId node) {
        return node.region().equals(region);
    }

    private static boolean isFresh(Heartbeats node, long nowMillis) {
        return nowMillis - node.heardAtMillis <= FRESH_MILLIS;
    }

    /** Packets passed per second between two heartbeats of one start; a restarted kernel program counts from zero. */
    private static double rate(@Nullable Heartbeats before, NodeStatus now) {
        if (before == null) {
            return 0;
        }
        long millis = now.epochMillis() - before.newest.epochMillis();
        long packets = now.packetsPassed() - before.newest.packetsPassed();
        return millis <= 0 || packets < 0 ? before.passedPerSecond : packets * 1000.0 / millis;
    }
}
