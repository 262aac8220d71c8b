// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.SourceRow;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The table as comma-separated values, RFC 4180; no field needs quoting. */
final class SourceCsv {
    private SourceCsv() {}

    /** Names of the columns. */
    static void head(Appendable csv, List<String> regions) throws IOException {
        csv.append("source,counted,global_per_second,limit_per_second,dropped_packets_per_second");
        for (String region : regions) {
            csv.append(',').append(region).append("_per_second");
        }
        for (String region : regions) {
            csv.append(',').append(region).append("_dropped_packets_per_second");
        }
        csv.append(",state,blocked_until\r\n");
    }

    /** A row. */
    static void line(Appendable csv, SourceRow row, List<String> regions) throws IOException {
        csv.append(row.source()).append(',').append(row.dimension());
        figure(csv, row.globalPerSecond());
        figure(csv, row.limitPerSecond());
        figure(csv, row.droppedPerSecond());
        for (String region : regions) {
            figure(csv, row.perRegion().getOrDefault(region, 0.0));
        }
        for (String region : regions) {
            figure(csv, row.droppedPerRegion().getOrDefault(region, 0.0));
        }
        csv.append(',').append(row.standing().name().toLowerCase(Locale.ROOT)).append(',');
        csv.append(
                row.expiresAtMillis() == 0
                        ? ""
                        : Instant.ofEpochMilli(row.expiresAtMillis()).toString());
        csv.append("\r\n");
    }

    /** A table of all sources may have a hundred million of them, so nothing is made for one. */
    private static void figure(Appendable csv, double value) throws IOException {
        long tenths = Math.round(value * 10);
        csv.append(',').append(Long.toString(tenths / 10)).append('.').append((char) ('0' + tenths % 10));
    }
}
