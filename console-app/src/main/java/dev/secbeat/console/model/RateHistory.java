// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * The last {@link #CAPACITY} rates, oldest first: what a sparkline draws. A gap in telemetry is a NaN, so that a line is
 * broken rather than frozen. FX thread only.
 */
public final class RateHistory {
    /** Samples kept. */
    public static final int CAPACITY = 60;

    private final double[] passed = new double[CAPACITY];
    private final double[] dropped = new double[CAPACITY];
    private int size;
    private int next;

    /** Samples held, 0 to {@link #CAPACITY}. */
    public int size() {
        return size;
    }

    /** Passed per second of sample {@code index}, 0 being the oldest; NaN for a gap. */
    public double passed(int index) {
        return passed[slot(index)];
    }

    /** Dropped per second of sample {@code index}, 0 being the oldest; NaN for a gap. */
    public double dropped(int index) {
        return dropped[slot(index)];
    }

    void restart(List<Past.Pair> rates) {
        size = 0;
        next = 0;
        rates.forEach(rate -> add(rate.passed(), rate.dropped()));
    }

    void add(double passedPerSecond, double droppedPerSecond) {
        passed[next] = passedPerSecond;
        dropped[next] = droppedPerSecond;
        next = (next + 1) % CAPACITY;
        size = Math.min(size + 1, CAPACITY);
    }

    /** Makes a gap of the newest so many samples: they turned out to be of time in which nothing was heard. */
    void blank(long newest) {
        for (int i = 0; i < Math.min(newest, size); i++) {
            int slot = slot(size - 1 - i);
            passed[slot] = Double.NaN;
            dropped[slot] = Double.NaN;
        }
    }

    private int slot(int index) {
        return Math.floorMod(next - size + index, CAPACITY);
    }
}
