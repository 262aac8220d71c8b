// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

/** Lengths of time as charts write them. */
final class Spans {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private Spans() {}

    /** {@code 60 s}, {@code 10 min}, {@code 2 h}. */
    static String text(long millis) {
        if (millis >= 2 * HOUR) {
            return millis / HOUR + " h";
        }
        return millis >= 2 * MINUTE ? millis / MINUTE + " min" : millis / 1_000 + " s";
    }
}
