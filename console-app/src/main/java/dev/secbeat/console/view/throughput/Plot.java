// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.model.ChartSpan;
import dev.secbeat.console.model.RateAnswer;
import java.util.List;

/**
 * All that a chart draws.
 *
 * @param span the time shown; the answer may reach beyond it, or not fill it
 * @param lines those that are switched on, in the order of the legend
 */
record Plot(ChartSpan span, RateAnswer answer, List<ChartLine> lines) {
    /** Index of the moment next to {@code millis}, kept inside the answer. */
    int nearest(long millis) {
        long step = answer.question().stepMillis();
        long index = Math.round((millis - answer.question().fromMillis()) / (double) step);
        return Math.clamp(index, 0, Math.max(0, answer.question().count() - 1));
    }

    /** Nodes that the figures of a moment rest on; NaN without telemetry. */
    double nodes(int index) {
        return index < answer.nodes().size() ? answer.nodes().at(index) : Double.NaN;
    }

    /** The most nodes that any moment rests on; 0 without telemetry. */
    double mostNodes() {
        double most = 0;
        for (int i = 0; i < answer.nodes().size(); i++) {
            most = larger(most, nodes(i));
        }
        return most;
    }

    /** The largest value of one panel inside the span; 0 when there is none. */
    double largest(boolean passed) {
        double largest = 0;
        int from = Math.max(0, nearest(span.fromMillis()) - 1);
        int to = Math.min(answer.question().count(), nearest(span.toMillis()) + 2);
        for (ChartLine line : lines) {
            if (line.isPassed() == passed) {
                for (int i = from; i < to; i++) {
                    largest = larger(largest, line.line().at(i));
                    largest = line.earlier().isPresent()
                            ? larger(largest, line.earlier().get().at(i))
                            : largest;
                }
            }
        }
        return largest;
    }

    private static double larger(double one, double other) {
        return other > one ? other : one;
    }
}
