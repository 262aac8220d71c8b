// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * The fleet's traffic at one moment, region by region: what a timeline draws.
 *
 * @param epochMillis when
 */
public record Pulse(long epochMillis, List<OfRegion> regions) {
    public Pulse {
        regions = List.copyOf(regions);
    }

    /**
     * One region. A rate that was not fresh is NaN, so that a line is broken rather than frozen.
     *
     * @param passed packets a second by heartbeats
     * @param dropped the same
     */
    public record OfRegion(String regionId, RegionHealth health, double passed, double dropped) {}

    /** Packets passed a second in all regions that tell; NaN when none does. */
    public double passed() {
        return regions.stream()
                .mapToDouble(OfRegion::passed)
                .filter(rate -> !Double.isNaN(rate))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** Packets dropped a second in all regions that tell; NaN when none does. */
    public double dropped() {
        return regions.stream()
                .mapToDouble(OfRegion::dropped)
                .filter(rate -> !Double.isNaN(rate))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }
}
