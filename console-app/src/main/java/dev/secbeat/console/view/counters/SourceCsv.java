// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.SourceRow;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The table as comma-separated values, RFC 4180; no field needs quoting. */
final class SourceCsv {
    private SourceCsv() {}

    /** A header line and a line for each row. */
    static String text(List<SourceRow> rows, List<String> regions) {
        StringBuilder csv =
                new StringBuilder("source,counted,global_per_second,limit_per_second,dropped_packets_per_second");
        regions.forEach(region -> csv.append(',').append(region).append("_per_second"));
        regions.forEach(region -> csv.append(',').append(region).append("_dropped_packets_per_second"));
        csv.append(",state,blocked_until\r\n");
        rows.forEach(row -> line(csv, row, regions));
        return csv.toString();
    }

    private static void line(StringBuilder csv, SourceRow row, List<String> regions) {
        csv.append(row.source()).append(',').append(row.dimension());
        csv.append(',').append(figure(row.globalPerSecond()));
        csv.append(',').append(figure(row.limitPerSecond()));
        csv.append(',').append(figure(row.droppedPerSecond()));
        regions.forEach(region -> csv.append(',').append(figure(row.perRegion().getOrDefault(region, 0.0))));
        regions.forEach(
                region -> csv.append(',').append(figure(row.droppedPerRegion().getOrDefault(region, 0.0))));
        csv.append(',').append(row.standing().name().toLowerCase(Locale.ROOT)).append(',');
        csv.append(
                row.expiresAtMillis() == 0
                        ? ""
                        : Instant.ofEpochMilli(row.expiresAtMillis()).toString());
        csv.append("\r\n");
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
