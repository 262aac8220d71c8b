// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;

/** Who asks for a trust file, as far as the servers prove it. */
public sealed interface TrustAsker {
    /** A node, by its name. */
    record Node(NodeId id) implements TrustAsker {}

    /** Those that are told apart only as a kind. */
    enum Kind implements TrustAsker {
        /** One of the orchestrators. */
        ORCHESTRATOR,
        /** Whoever may ask at all. */
        ANYBODY
    }
}
