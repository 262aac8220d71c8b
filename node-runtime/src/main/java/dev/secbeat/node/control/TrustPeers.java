// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * What a {@link TrustKeeper} knows of its fleet.
 *
 * @param nodes how many nodes there are, those that are away as well; 1 for one that is alone for good
 * @param random decides who of many speaks
 * @param isNode whether the keeper's is one of them. An orchestrator is not: it answers nobody, and of those that agree with
 *     it none need have been there when a key was withdrawn, so only one that is sure confirms anything to it
 */
public record TrustPeers(IntSupplier nodes, RandomGenerator random, boolean isNode) {
    /** So many nodes tell what they hold as often as if they were all; of more, as many by turns. */
    static final int SPEAKERS = 8;

    /** Of a node. */
    public TrustPeers(IntSupplier nodes, RandomGenerator random) {
        this(nodes, random, true);
    }

    /** Of an orchestrator: there are few, so each speaks as often as it likes. */
    public static TrustPeers ofOrchestrator(RandomGenerator random) {
        return new TrustPeers(() -> 1, random, false);
    }

    /** How much longer than in a small fleet a node pauses, so that all together are no louder; 1 or more. */
    double quiet() {
        return Math.max(1.0, (double) nodes.getAsInt() / SPEAKERS);
    }

    /** Whether this node is to answer what all nodes were asked. */
    boolean isSpeaker() {
        return isNode && random.nextDouble() * quiet() < 1;
    }

    /** Whether this one, with {@code others} that hold the same, is most of the fleet. */
    boolean isMajority(int others) {
        return isNode && others + 1 >= majority();
    }

    /** Nodes, this one included, of which any two groups have one in common. */
    int majority() {
        return Math.max(1, nodes.getAsInt()) / 2 + 1;
    }

    /** So long it waits for a confirmation before it refuses. An orchestrator hears none before the nodes are sure themselves. */
    long patienceNanos() {
        return isNode ? TrustKeeper.ALONE_NANOS : 2 * TrustKeeper.ALONE_NANOS;
    }

    /** Why commands are refused while nobody confirms {@code version}, and what to do. */
    String refusal(long version) {
        return "no node of the fleet has confirmed the trust file of this " + (isNode ? "one" : "orchestrator")
                + " (version " + version
                + ") since it came back, so the signer may have been withdrawn meanwhile; nothing was changed: "
                + (isNode
                        ? majority()
                                + " nodes that hold the same, this one included, or one that was never away, would"
                                + " do. Bring the others back; if there are none any more, see control.alone in this node's"
                                + " configuration"
                        : "one node that is sure itself and has control.trust_roots would do. See that nodes are connected"
                                + " and that the servers have the permissions that 'secbeat nats config' writes, then send it"
                                + " again");
    }
}
