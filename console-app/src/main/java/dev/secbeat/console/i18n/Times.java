// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.i18n;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as every screen writes them, in the time zone chosen. Safe for all threads. */
public final class Times {
    private static volatile Clock clock = new Clock(ZoneOffset.UTC);

    private Times() {}

    /** Writes moments in this zone from now on; what is already shown stays. */
    public static void in(ZoneId zone) {
        clock = new Clock(zone);
    }

    /** The zone chosen. */
    public static ZoneId zone() {
        return clock.zone;
    }

    /** {@code 03:04:17}. */
    public static String ofDay(long epochMillis) {
        return clock.seconds.format(Instant.ofEpochMilli(epochMillis));
    }

    /** {@code 03:04:17 UTC}: with the zone as it is called at that moment. */
    public static String ofDayInZone(long epochMillis) {
        return clock.zoned.format(Instant.ofEpochMilli(epochMillis));
    }

    /** {@code 03:04:17.318}. */
    public static String precise(long epochMillis) {
        return clock.millis.format(Instant.ofEpochMilli(epochMillis));
    }

    /** {@code 03:04}. */
    public static String toMinute(long epochMillis) {
        return clock.minutes.format(Instant.ofEpochMilli(epochMillis));
    }

    /** {@code 2026-11-26 03:04:17}. */
    public static String full(long epochMillis) {
        return clock.full.format(Instant.ofEpochMilli(epochMillis));
    }

    /** {@code 2026-11-26 03:04}. */
    public static String dated(long epochMillis) {
        return clock.dated.format(Instant.ofEpochMilli(epochMillis));
    }

    /** What the zone is called at a moment, such as {@code UTC} or {@code CET}. */
    public static String zoneName(long epochMillis) {
        return clock.name.format(Instant.ofEpochMilli(epochMillis));
    }

    /** What the zone is called now, such as {@code UTC} or {@code CET}. */
    public static String zoneName() {
        return clock.name.format(Instant.now());
    }

    private static final class Clock {
        private final ZoneId zone;
        private final DateTimeFormatter seconds;
        private final DateTimeFormatter zoned;
        private final DateTimeFormatter millis;
        private final DateTimeFormatter dated;
        private final DateTimeFormatter full;
        private final DateTimeFormatter minutes;
        private final DateTimeFormatter name;

        Clock(ZoneId zone) {
            this.zone = zone;
            seconds = format("HH:mm:ss");
            zoned = zone.equals(ZoneOffset.UTC) ? format("HH:mm:ss 'UTC'") : format("HH:mm:ss zzz");
            millis = format("HH:mm:ss.SSS");
            dated = format("yyyy-MM-dd HH:mm");
            full = format("yyyy-MM-dd HH:mm:ss");
            minutes = format("HH:mm");
            name = zone.equals(ZoneOffset.UTC) ? format("'UTC'") : format("zzz");
        }

        private DateTimeFormatter format(String pattern) {
            return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(zone);
        }
    }
}
