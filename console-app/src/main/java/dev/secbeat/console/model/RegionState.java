// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * Everything shown of a region at one moment.
 *
 * @param live rates from heartbeats over NATS
 * @param metered rates from the global Prometheus
 * @param liveNodes nodes whose heartbeats arrive
 * @param totalNodes nodes ever heard of in this run
 * @param degradedNodes of the live ones, those that say that something needs an operator
 * @param xdpMode {@code native}, {@code generic}, {@code off} or {@code mixed}; empty when unknown
 * @param blocks active blocks: the largest number any of its nodes holds
 */
public record RegionState(
        RegionHealth health,
        Rates live,
        Rates metered,
        int liveNodes,
        int totalNodes,
        int degradedNodes,
        String xdpMode,
        int blocks) {
    /** Nothing heard yet. */
    public static final RegionState UNKNOWN =
            new RegionState(RegionHealth.DISCONNECTED, Rates.NONE, Rates.NONE, 0, 0, 0, "", 0);

    /** The rates to show on the map: heartbeats, or Prometheus when those are worse. */
    public Rates shown() {
        return live.freshness().level().compareTo(metered.freshness().level()) <= 0 ? live : metered;
    }

    /** Age of the youngest telemetry of any kind. */
    public Freshness freshness() {
        return live.freshness().orYounger(metered.freshness());
    }
}
