// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Makes lines to draw out of more values than there are pixels.
 *
 * <p>Idea: of all values that fall into one column of pixels, only the first, the lowest, the highest and the last matter for
 * what is seen, so a peak of one sample survives in a week's chart. Source: M4 (Jugel, Jerzak, Hackenbroich, Markl 2014). A
 * NaN ends a line and the next value begins another: what is not known is not drawn. Pure; at most four points a column.
 */
final class Trace {
    private final List<double[]> lines = new ArrayList<>();
    private double[] points = new double[64];
    private int size;
    private int first = -1;
    private int lowest;
    private int highest;
    private int last;

    private Trace() {}

    /**
     * Unbroken lines, each as x, value, x, value, ...
     *
     * @param from first index drawn
     * @param to behind the last
     * @param x where a value is drawn, pixels; grows with the index
     */
    static List<double[]> of(int from, int to, IntToDoubleFunction x, IntToDoubleFunction value) {
        Trace trace = new Trace();
        double column = Double.NaN;
        for (int i = from; i < to; i++) {
            double now = value.applyAsDouble(i);
            double place = Math.floor(x.applyAsDouble(i));
            if (Double.isNaN(now)) {
                trace.endColumn(x, value);
                trace.endLine();
            } else if (trace.first >= 0 && place == column) {
                trace.lowest = now < value.applyAsDouble(trace.lowest) ? i : trace.lowest;
                trace.highest = now > value.applyAsDouble(trace.highest) ? i : trace.highest;
                trace.last = i;
            } else {
                trace.endColumn(x, value);
                trace.first = i;
                trace.lowest = i;
                trace.highest = i;
                trace.last = i;
            }
            column = place;
        }
        trace.endColumn(x, value);
        trace.endLine();
        return trace.lines;
    }

    private void endColumn(IntToDoubleFunction x, IntToDoubleFunction value) {
        if (first < 0) {
            return;
        }
        int early = Math.min(lowest, highest);
        int late = Math.max(lowest, highest);
        int before = -1;
        for (int index : new int[] {first, early, late, last}) {
            if (index != before) {
                add(x.applyAsDouble(index), value.applyAsDouble(index));
            }
            before = index;
        }
        first = -1;
    }

    private void add(double x, double value) {
        if (size + 2 > points.length) {
            points = Arrays.copyOf(points, points.length * 2);
        }
        points[size++] = x;
        points[size++] = value;
    }

    private void endLine() {
        if (size > 0) {
            lines.add(Arrays.copyOf(points, size));
            size = 0;
        }
    }
}
