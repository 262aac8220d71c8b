// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * How late nodes knew.
 *
 * @param rounds by round what each node that knew took beyond the way, in milliseconds
 * @param nodes of the fleet
 */
record WanLags(List<List<Double>> rounds, int nodes) {
    /** Puts the percentiles of all nodes, then of the last one of each round, and how many never knew. */
    void put(Map<String, Double> figures, String prefix) {
        put(figures, prefix + "lag", rounds.stream().flatMap(List::stream).toList());
        put(figures, prefix + "last", ofEachRound(DoubleStream::max));
        figures.put(prefix + "missed", (double) rounds.size() * nodes - known());
    }

    /** Puts the percentiles of the first node of each round. */
    void putFirst(Map<String, Double> figures, String prefix) {
        put(figures, prefix + "first", ofEachRound(DoubleStream::min));
    }

    private static void put(Map<String, Double> figures, String name, List<Double> lags) {
        for (int percent : new int[] {50, 99}) {
            figures.put(name + "_p" + percent + "_ms", Percentile.of(lags, percent));
        }
    }

    private List<Double> ofEachRound(Function<DoubleStream, OptionalDouble> choice) {
        return rounds.stream()
                .map(lags -> choice.apply(lags.stream().mapToDouble(Double::doubleValue)))
                .flatMap(lag -> lag.stream().boxed())
                .toList();
    }

    private long known() {
        return rounds.stream().mapToLong(List::size).sum();
    }
}
