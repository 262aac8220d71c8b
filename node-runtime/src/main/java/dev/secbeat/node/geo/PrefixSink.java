// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

/** Takes the prefixes of a selection, none of them twice. Called by the thread that reads the database. */
public interface PrefixSink {

    /**
     * Takes an IPv4 prefix.
     *
     * @param length 1 to 32
     * @return false when there is no room for it
     */
    boolean add4(int address, int length);

    /**
     * Takes an IPv6 prefix.
     *
     * @param length 1 to 64, or 128
     * @return false when there is no room for it
     */
    boolean add6(long upper, long lower, int length);
}
