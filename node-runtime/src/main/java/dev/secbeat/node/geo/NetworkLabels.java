// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

/** What a network is taken for by its record; networks that are taken for the same become one where they are neighbours. */
@FunctionalInterface
interface NetworkLabels {
    /** Of what is passed over. */
    int NONE = 0;

    /**
     * The label of a network, {@link #NONE} or above.
     *
     * @param record as in the search tree, above the number of nodes
     * @param upper of an address within the network
     * @param four whether it is an IPv4 address, in the last 32 bits
     */
    int labelOf(long record, long upper, long lower, boolean four) throws GeoFormatException;
}
