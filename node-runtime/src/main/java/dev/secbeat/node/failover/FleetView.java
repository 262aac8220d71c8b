// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.RegionId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All regions as the orchestrator sees them at one moment. */
public record FleetView(Map<RegionId, RegionView> regions) {

    public FleetView {
        regions = Map.copyOf(regions);
    }

    public static FleetView of(Collection<RegionView> regions) {
        Map<RegionId, RegionView> byName = new TreeMap<>();
        regions.forEach(region -> byName.put(region.region(), region));
        return new FleetView(byName);
    }

    public Optional<RegionView> find(RegionId region) {
        return Optional.ofNullable(regions.get(region));
    }

    /** Traffic let through by all regions together, per second. */
    public double passedPerSecond() {
        return regions.values().stream()
                .mapToDouble(RegionView::passedPerSecond)
                .sum();
    }

    /** How many regions besides {@code without} could take clients. */
    public long usableWithout(RegionId without) {
        return regions.values().stream()
                .filter(region -> !region.region().equals(without))
                .filter(RegionView::canTakeClients)
                .count();
    }
}
