// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments and spans as this page writes them. */
final class Times {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    static String clock(long epochMillis) {
        return CLOCK.format(Instant.ofEpochMilli(epochMillis));
    }

    static String day(long epochMillis) {
        return DAY.format(Instant.ofEpochMilli(epochMillis)) + " UTC";
    }

    /** {@code 46 ms}, {@code 2.0 s}, {@code 3:05 min}; a dash when not known. */
    static String span(long millis) {
        if (millis < 0) {
            return "–";
        }
        if (millis < 1_000) {
            return millis + " ms";
        }
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : String.format(Locale.ROOT, "%d:%02d min", millis / 60_000, millis / 1_000 % 60);
    }
}
