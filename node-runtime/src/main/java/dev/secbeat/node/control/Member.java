// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;

/** A key of the fleet's own machines: it commands nothing, but the NATS servers let it in. */
public sealed interface Member {
    /** Public user nkey. */
    String publicKey();

    /** A mitigation node's key. */
    record Node(String publicKey, NodeId id) implements Member {
        public Node {
            Operator.checkKey(publicKey);
        }

        @Override
        public String toString() {
            return "node " + id;
        }
    }

    /**
     * An orchestrator's key.
     *
     * @param name for screens, 1 to 64 of {@code a-z 0-9 -}
     */
    record Orchestrator(String publicKey, String name) implements Member {
        public Orchestrator {
            Operator.checkKey(publicKey);
            if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
                throw new IllegalArgumentException(
                        "an orchestrator's name is 1 to 64 of a-z, 0-9 and '-', got '" + name + "'");
            }
        }

        @Override
        public String toString() {
            return "orchestrator " + name;
        }
    }
}
