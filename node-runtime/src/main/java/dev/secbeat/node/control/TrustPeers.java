// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * What a {@link TrustKeeper} knows of its fleet.
 *
 * @param nodes how many there are, this one included, those that are away as well; 1 for one that is alone for good
 * @param random decides who of many speaks
 */
public record TrustPeers(IntSupplier nodes, RandomGenerator random) {
    /** So many nodes tell what they hold as often as if they were all; of more, as many by turns. */
    static final int SPEAKERS = 8;

    /** How much longer than in a small fleet a node pauses, so that all together are no louder; 1 or more. */
    double quiet() {
        return Math.max(1.0, (double) nodes.getAsInt() / SPEAKERS);
    }

    /** Whether this node is to answer what all nodes were asked. */
    boolean isSpeaker() {
        return random.nextDouble() * quiet() < 1;
    }

    /** Nodes, this one included, of which any two groups have one in common. */
    int majority() {
        return Math.max(1, nodes.getAsInt()) / 2 + 1;
    }
}
