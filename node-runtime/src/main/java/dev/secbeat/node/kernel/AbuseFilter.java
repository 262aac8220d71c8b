// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the kernel drops unasked, besides packets that contradict themselves; it holds for every service of the node.
 *
 * @param martians sources that cannot come from the Internet
 * @param amplificationPorts UDP source ports, 1 to 65535, whose services are abused as reflectors; empty: none is dropped
 */
public record AbuseFilter(Martians martians, SortedSet<Integer> amplificationPorts) {
    private static final int MAX_PORT = 65_535;

    /** Drops what is certainly wrong: addresses nobody may send from, and no port. */
    public static final AbuseFilter DEFAULT = new AbuseFilter(Martians.INVALID, new TreeSet<>());

    public AbuseFilter {
        amplificationPorts = Collections.unmodifiableSortedSet(new TreeSet<>(amplificationPorts));
        for (int port : amplificationPorts) {
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException(
                        "amplification port " + port + " does not exist: allowed are 1 to " + MAX_PORT);
            }
        }
    }
}
