// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import dev.secbeat.node.api.Prefix;

/** Takes the networks of all countries, none of them twice. Called by the thread that reads the database. */
@FunctionalInterface
public interface CountrySink {

    /**
     * Takes a network.
     *
     * @param country ISO 3166 alpha-2, capital letters
     * @return false when there is no room for it
     */
    boolean add(String country, Prefix network);
}
