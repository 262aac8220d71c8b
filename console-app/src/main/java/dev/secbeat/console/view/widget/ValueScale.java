// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

/**
 * From values to heights of a panel: 0 stands at the bottom, a round number above the largest value at the top. Pure; any thread.
 *
 * @param top value at the panel's upper edge, above 0
 * @param tick distance of two lines of the grid
 * @param upper y of the upper edge, pixels
 * @param height of the panel, pixels
 */
public record ValueScale(double top, double tick, double upper, double height) {
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};
    private static final double LEAST_TOP = 10;
    private static final double PIXELS_A_TICK = 44;

    /** A scale that holds values up to {@code largest}. */
    public static ValueScale upTo(double largest, double upper, double height) {
        double wanted = Math.max(LEAST_TOP, largest * 1.04);
        int ticks = (int) Math.clamp(height / PIXELS_A_TICK, 1, 6);
        double tick = round(wanted / ticks);
        return new ValueScale(Math.ceil(wanted / tick) * tick, tick, upper, height);
    }

    /** Height of a value, pixels. */
    public double y(double value) {
        return upper + height * (1 - Math.clamp(value / top, 0, 1));
    }

    private static double round(double least) {
        double unit = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : ROUND) {
            if (factor * unit >= least * (1 - 1e-9)) {
                return factor * unit;
            }
        }
        return 10 * unit;
    }
}
