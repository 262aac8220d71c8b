// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Map;

/**
 * A source of traffic over all regions.
 *
 * @param source the address or IPv6 /64 as text; the row's identity together with {@code dimension}
 * @param dimension what is counted, such as {@code requests}
 * @param globalPerSecond best estimate over all regions, per second, with what is dropped
 * @param limitPerSecond its rule's limit, per second
 * @param perRegion by region id: events per second seen by that region's nodes, with what they drop
 * @param droppedPerRegion by region id: of those, packets per second dropped by its block; only regions that drop
 * @param kernelText {@code 6/6 · 46 ms} when blocked; {@code near the limit} when watching; else empty
 * @param expiresAtMillis when its block ends, epoch milliseconds; 0 when not blocked
 * @param trend global rate, one sample a second, oldest first; at most 60
 */
public record SourceRow(
        String source,
        String dimension,
        double globalPerSecond,
        double limitPerSecond,
        Map<String, Double> perRegion,
        Map<String, Double> droppedPerRegion,
        Standing standing,
        String kernelText,
        long expiresAtMillis,
        Trend trend) {

    /** Where a source stands against its limit. */
    public enum Standing {
        /** Well under the limit. */
        PASSING,
        /** Over 80 % of the limit. */
        WATCHING,
        /** Blocked, and read back from at least one kernel. */
        BLOCKED
    }

    /** Packets of it that are dropped, all regions, per second. */
    public double droppedPerSecond() {
        return droppedPerRegion.values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** Share of the limit used, 0 upwards: at least 1 when blocked; else 0 when there is no limit. */
    public double limitShare() {
        double share = limitPerSecond <= 0 ? 0 : globalPerSecond / limitPerSecond;
        return standing == Standing.BLOCKED ? Math.max(1, share) : share;
    }
}
