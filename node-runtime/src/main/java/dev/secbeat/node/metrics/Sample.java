// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.metrics;

/** Takes the values of one series during one scrape. */
@FunctionalInterface
public interface Sample {

    /**
     * Takes one value. Past {@link NodeMetrics#MOST_LABEL_SETS} values of a series the rest is left out.
     *
     * @param labels as many as the series has, in its order
     */
    void put(double value, String... labels);
}
