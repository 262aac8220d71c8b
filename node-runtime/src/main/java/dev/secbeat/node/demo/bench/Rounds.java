// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Measures several things in turns, so that whatever else the machine does in the meantime falls on all of them alike. Of
 * each, a round takes the best of several runs: disturbance only ever adds time. The figure is the median of the rounds'
 * best, so that one lucky round does not decide. One thread.
 */
final class Rounds {
    private final Map<String, DoubleSupplier> runs = new LinkedHashMap<>();

    /** Adds something to measure: less is better. */
    void add(String name, DoubleSupplier run) {
        runs.put(name, run);
    }

    /** The figures by name, in the order of adding, after a run of each that does not count. */
    Map<String, Double> measure(int rounds, int runsPerRound) {
        for (DoubleSupplier run : runs.values()) {
            double _ = run.getAsDouble();
        }
        Map<String, double[]> best = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            int at = round;
            runs.forEach(
                    (name, run) -> best.computeIfAbsent(name, _ -> new double[rounds])[at] = bestOf(run, runsPerRound));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        best.forEach((name, values) -> figures.put(name, median(values)));
        return figures;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double bestOf(DoubleSupplier run, int times) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < times; i++) {
            best = Math.min(best, run.getAsDouble());
        }
        return best;
    }
}
