// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Figures;
import java.util.Locale;

/** Spans, and moments with their day, as this page writes them. */
final class Spans {
    private Spans() {}

    /** {@code 2026-11-26 03:04:17 UTC}. */
    static String day(long epochMillis) {
        return Times.full(epochMillis) + " " + Times.zoneName(epochMillis);
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
                ? Figures.tenths(millis / 1000.0) + " s"
                : String.format(Locale.ROOT, "%d:%02d min", millis / 60_000, millis / 1_000 % 60);
    }
}
