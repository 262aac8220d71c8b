// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Optional;

/**
 * Which packet rates a chart wants to see. Moments are whole multiples of the step, so that the same question asked a
 * little later gives the same figures.
 *
 * @param asker the chart that asks; a later question of it replaces an earlier one
 * @param number of the question, larger than that of any earlier one of this asker
 * @param region its id; empty for the whole fleet
 * @param fromMillis the first moment, epoch milliseconds
 * @param stepMillis between two moments
 * @param count moments, 2 to {@link #MOST_POINTS} and a few
 * @param backMillis how much earlier what it is compared with lies; 0 without a comparison
 */
public record RateQuestion(
        int asker,
        long number,
        Optional<String> region,
        Split split,
        long fromMillis,
        long stepMillis,
        int count,
        long backMillis) {
    /** Moments of one line, about: four for each pixel of a wide chart, from which the highest and lowest are drawn. */
    public static final int MOST_POINTS = 4_000;

    /** Values of one answer, about: what 50 regions of 2 lines may have decides the step. */
    private static final int MOST_VALUES = 400_000;

    /** Nodes are scraped each 5 s; within this there are two samples of a node that is heard, even if one is lost. */
    private static final long PAIR_MILLIS = 20_000;

    /** Means of coarser steps are taken over this at least. */
    private static final long LEAST_WINDOW_MILLIS = 60_000;

    /** Two scrapes and a little. */
    private static final long FRESH_MILLIS = 12_000;

    private static final long LEAST_STEP_MILLIS = 5_000;
    private static final long[] STEPS_SECONDS = {5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1_800, 3_600};
    private static final long MILLIS = 1_000;

    /** What makes a line. */
    public enum Split {
        /** Each reason for which packets pass or are dropped. */
        REASON,
        /** Each region: what passes and what is dropped. */
        REGION
    }

    /**
     * The question that fits a span of time. It begins a window before the span, to know what its first figures rest on.
     * Its last moment is not after the span's end: a mean over time that has yet to
     * come would look like a drop of traffic.
     *
     * @param lines about how many lines are expected: more of them are drawn from fewer moments
     */
    public static RateQuestion over(
            int asker, long number, Optional<String> region, Split split, ChartSpan span, int lines, long backMillis) {
        long step = step(span.toMillis() - span.fromMillis(), lines);
        long from = (Math.floorDiv(span.fromMillis(), step) - windowSteps(step)) * step;
        int count = (int) Math.max(2, Math.floorDiv(span.toMillis() - from, step) + 1);
        return new RateQuestion(asker, number, region, split, from, step, count, backMillis);
    }

    /** Whether each figure is that between a node's two newest samples, rather than a mean over {@link #windowMillis}. */
    public boolean isBetweenSamples() {
        return stepMillis <= LEAST_STEP_MILLIS;
    }

    /** Span in which samples are looked for, milliseconds: at least the step, so that no packet is left out. */
    public long windowMillis() {
        return windowMillis(stepMillis);
    }

    /** So old may a node's newest sample be for it to count as heard, milliseconds. */
    public long freshMillis() {
        return FRESH_MILLIS;
    }

    /** Moments before a figure over which it is a mean. */
    public int windowSteps() {
        return windowSteps(stepMillis);
    }

    /** Moment {@code index}, epoch milliseconds. */
    public long at(int index) {
        return fromMillis + index * stepMillis;
    }

    /** The last moment, epoch milliseconds. */
    public long toMillis() {
        return at(count - 1);
    }

    private static long windowMillis(long step) {
        return step <= LEAST_STEP_MILLIS ? PAIR_MILLIS : Math.max(LEAST_WINDOW_MILLIS, step);
    }

    private static int windowSteps(long step) {
        return step <= LEAST_STEP_MILLIS ? 0 : (int) Math.ceilDiv(windowMillis(step), step);
    }

    private static long step(long spanMillis, int lines) {
        long points = Math.clamp(MOST_VALUES / Math.max(1L, lines), 200L, MOST_POINTS);
        long least = Math.max(LEAST_STEP_MILLIS, spanMillis / points);
        for (long seconds : STEPS_SECONDS) {
            if (seconds * MILLIS >= least) {
                return seconds * MILLIS;
            }
        }
        long hour = STEPS_SECONDS[STEPS_SECONDS.length - 1] * MILLIS;
        return Math.ceilDiv(least, hour) * hour;
    }
}
