// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * Where nodes tell each other which trust file they hold: only the node that a subject names may publish there. Orchestrators
 * have a subject together, on which nobody else may publish; nobody takes them for nodes.
 */
public final class TrustSubjects {
    private static final String WORDS = Subjects.ROOT + "trust.";
    public static final String ALL = WORDS + "*.*";

    /** Where orchestrators ask for a newer trust file than they hold. */
    public static final String ORCHESTRATORS = WORDS + "orchestrators";

    private TrustSubjects() {}

    /** Where a node tells which trust file it holds, and asks for a newer one. */
    public static String of(NodeId node) {
        return WORDS + Subjects.tokens(node);
    }
}
