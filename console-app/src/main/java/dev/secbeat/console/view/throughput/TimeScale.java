// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.ChartSpan;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * From moments to pixels across a chart, and back. Pure.
 *
 * @param left x of the span's begin, pixels
 * @param width pixels that the span takes, above 0
 */
record TimeScale(ChartSpan span, double left, double width) {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long[] TICKS = {
        SECOND,
        5 * SECOND,
        10 * SECOND,
        15 * SECOND,
        30 * SECOND,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY
    };
    private static final double PIXELS_A_TICK = 84;

    /** A moment that gets a line and a label. */
    record Tick(long millis, String label) {}

    /** Where a moment is, pixels; outside of the chart for moments outside of the span. */
    double x(long millis) {
        return left + width * (millis - span.fromMillis()) / span.lengthMillis();
    }

    /** The moment at a place, kept inside the span. */
    long millis(double x) {
        double share = Math.clamp((x - left) / width, 0, 1);
        return span.fromMillis() + Math.round(share * span.lengthMillis());
    }

    /** Round moments, far enough from each other to be read. */
    List<Tick> ticks() {
        long step = step();
        List<Tick> ticks = new ArrayList<>();
        long offset = offset(span.fromMillis());
        for (long at = Math.ceilDiv(span.fromMillis() + offset, step) * step - offset;
                at <= span.toMillis();
                at += step) {
            ticks.add(new Tick(at, label(at, step)));
        }
        return ticks;
    }

    private long step() {
        double least = span.lengthMillis() * PIXELS_A_TICK / width;
        for (long tick : TICKS) {
            if (tick >= least) {
                return tick;
            }
        }
        return Math.ceilDiv((long) least, DAY) * DAY;
    }

    /** How far the zone's clocks are before UTC: round moments are those of its clocks. */
    private static long offset(long millis) {
        return Times.zone().getRules().getOffset(Instant.ofEpochMilli(millis)).getTotalSeconds() * SECOND;
    }

    private static String label(long millis, long step) {
        if (Math.floorMod(millis + offset(millis), DAY) == 0) {
            return day(millis);
        }
        return format(step < MINUTE ? "HH:mm:ss" : "HH:mm", millis);
    }

    /** {@code 26 Nov}. */
    static String day(long millis) {
        return format("d MMM", millis);
    }

    /** {@code 14:03:10}, with the day before it in spans longer than one. */
    String moment(long millis) {
        return format(span.lengthMillis() > DAY ? "d MMM HH:mm" : "HH:mm:ss", millis);
    }

    /** {@code 14:03:10 UTC}: a moment as everywhere on the screen. */
    static String clock(long millis) {
        return Times.ofDayInZone(millis);
    }

    private static String format(String pattern, long millis) {
        return DateTimeFormatter.ofPattern(pattern, Messages.language())
                .withZone(Times.zone())
                .format(Instant.ofEpochMilli(millis));
    }
}
