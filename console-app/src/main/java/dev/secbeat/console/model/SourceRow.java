// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Comparator;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A source of traffic over all regions. What reaches a counter is in the unit of its {@code dimension}; what its block
 * drops before that is packets, and the two are never added.
 *
 * @param source the address or IPv6 /64 as text; the row's identity together with {@code dimension}
 * @param dimension what is counted, such as {@code requests}; empty when no node ever counted it
 * @param globalPerSecond counted, best estimate over all regions, per second
 * @param limitPerSecond its rule's limit, per second
 * @param windowMillis span over which is counted, milliseconds; 0 while no node counts it
 * @param perRegion by region id: counted per second by that region's nodes
 * @param droppedPerRegion by region id: packets per second dropped by its block; only regions that drop
 * @param kernelText {@code 6/6 · 46 ms} when blocked; {@code near the limit} when watching; else empty
 * @param expiresAtMillis when its block ends, epoch milliseconds; 0 when not blocked
 * @param trend counted, one sample a second, oldest first; at most 60
 * @param droppedTrend the same of packets dropped
 */
public record SourceRow(
        String source,
        String dimension,
        double globalPerSecond,
        double limitPerSecond,
        int windowMillis,
        Map<String, Double> perRegion,
        Map<String, Double> droppedPerRegion,
        Standing standing,
        String kernelText,
        long expiresAtMillis,
        Trend trend,
        Trend droppedTrend) {

    /** Rates this close count as equal, so that neighbours do not swap with each tick. */
    private static final double STEP = Math.log(1.25);

    /** Blocked sources first, those that still attack before others; then the busiest, in coarse steps. */
    public static final Comparator<SourceRow> CALM = Comparator.comparing(
                    (SourceRow row) -> row.standing() != Standing.BLOCKED)
            .thenComparing(byStep(SourceRow::droppedPerSecond))
            .thenComparing(byStep(SourceRow::globalPerSecond))
            .thenComparing(SourceRow::source)
            .thenComparing(SourceRow::dimension);

    /** Where a source stands against its limit. */
    public enum Standing {
        /** Well under the limit. */
        PASSING,
        /** Over 80 % of the limit. */
        WATCHING,
        /** Blocked, and read back from at least one kernel. */
        BLOCKED,
        /** No node that counted it has told anything lately: what was said of it last may be over. */
        GONE
    }

    /** Whether both are of the same source, counted in the same way. */
    public boolean isSameAs(SourceRow other) {
        return source.equals(other.source) && dimension.equals(other.dimension);
    }

    /** Packets of it that are dropped, all regions, per second. */
    public double droppedPerSecond() {
        return droppedPerRegion.values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** How loud it is, whether it is counted or dropped: the larger of the two figures, each in its own unit. */
    public double loudestPerSecond() {
        return Math.max(globalPerSecond, droppedPerSecond());
    }

    /** Share of the limit used, 0 upwards: at least 1 when blocked; else 0 when there is no limit. */
    public double limitShare() {
        double share = limitPerSecond <= 0 ? 0 : globalPerSecond / limitPerSecond;
        return standing == Standing.BLOCKED ? Math.max(1, share) : share;
    }

    /** The larger first, in coarse steps. */
    private static Comparator<SourceRow> byStep(ToDoubleFunction<SourceRow> rate) {
        return Comparator.comparingLong((SourceRow row) -> -Math.round(Math.log1p(rate.applyAsDouble(row)) / STEP));
    }
}
