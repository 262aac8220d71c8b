// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import java.util.Collection;
import java.util.List;

/** Exact percentiles of a few values. Stateless. */
final class Percentile {
    private Percentile() {}

    /** The least value that at least {@code percent} of a hundred do not exceed, by the nearest rank; NaN of none. */
    static double of(Collection<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        int at = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
        return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, at));
    }
}
