// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;

/**
 * How old a figure is and what that means for trusting it.
 *
 * @param ageMillis time since the figure was taken, milliseconds; negative when there never was one
 */
public record Freshness(Level level, long ageMillis) {
    /** There never was a figure. */
    public static final Freshness NEVER = new Freshness(Level.GONE, -1);

    /** Heartbeats come each second. */
    public static final Limits HEARTBEAT = new Limits(2_500, 15_000);

    /** Metrics come each 5 s, through two scrapes. */
    public static final Limits METRICS = new Limits(16_000, 60_000);

    /** Something new comes from Prometheus each 5 s: two scrapes and a little without it are silence. */
    public static final Limits SCRAPES = new Limits(12_000, 60_000);

    /** How far a figure may be trusted. */
    public enum Level {
        /** As new as its source gives. */
        FRESH,
        /** Updates are overdue: shown grey, with its age. */
        STALE,
        /** Too old to be shown as a figure at all. */
        GONE
    }

    /**
     * When a kind of figure turns.
     *
     * @param staleMillis ages above are stale
     * @param goneMillis ages above are gone
     */
    public record Limits(long staleMillis, long goneMillis) {
        /** The freshness of a figure taken {@code ageMillis} ago; a clock that runs ahead counts as age zero. */
        public Freshness at(long ageMillis) {
            long age = Math.max(0, ageMillis);
            Level level = age > goneMillis ? Level.GONE : age > staleMillis ? Level.STALE : Level.FRESH;
            return new Freshness(level, age);
        }
    }

    /** Whether the figure is as new as its source gives. */
    public boolean isFresh() {
        return level == Level.FRESH;
    }

    /** Whether there is no figure worth showing. */
    public boolean isGone() {
        return level == Level.GONE;
    }

    /** The better of two: the younger one that exists. */
    public Freshness orBetter(Freshness other) {
        int order = level.compareTo(other.level);
        if (order != 0) {
            return order < 0 ? this : other;
        }
        return orYounger(other);
    }

    /** The same, worth no more than {@code level}. */
    public Freshness atMost(Level worth) {
        return worth.compareTo(level) > 0 ? new Freshness(worth, ageMillis) : this;
    }

    /** The younger of two that exists, whatever either is worth. */
    public Freshness orYounger(Freshness other) {
        return ageMillis >= 0 && (other.ageMillis < 0 || ageMillis <= other.ageMillis) ? this : other;
    }

    /** The age as shown: {@code 0.4 s}, {@code 12 s}, {@code 3 min}, {@code 2 h}, or {@code never}. */
    public String text() {
        if (ageMillis < 0) {
            return Messages.of("model.age.never");
        }
        if (ageMillis < 10_000) {
            return Figures.tenths(ageMillis / 1000.0) + " s";
        }
        if (ageMillis < 120_000) {
            return ageMillis / 1000 + " s";
        }
        return ageMillis < 7_200_000 ? ageMillis / 60_000 + " min" : ageMillis / 3_600_000 + " h";
    }
}
