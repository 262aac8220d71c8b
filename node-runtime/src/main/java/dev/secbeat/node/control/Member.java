// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import java.util.List;

/** A key of the fleet's own machines: it commands nothing, but the NATS servers let it in. */
public sealed interface Member {
    /** Most addresses of one machine. */
    int MAX_ADDRESSES = 4;

    /** Public user nkey. */
    String publicKey();

    /** Single addresses from which the machine reaches others, at most {@link #MAX_ADDRESSES}: no node ever blocks them. */
    List<Prefix> addresses();

    /** The same without addresses. */
    default Member withoutAddresses() {
        return switch (this) {
            case Node node -> new Node(node.publicKey(), node.id());
            case Orchestrator orchestrator -> new Orchestrator(orchestrator.publicKey(), orchestrator.name());
        };
    }

    /** A mitigation node's key. */
    record Node(String publicKey, NodeId id, List<Prefix> addresses) implements Member {
        public Node {
            Operator.checkKey(publicKey);
            addresses = checked(addresses);
        }

        /** One that names no address. */
        public Node(String publicKey, NodeId id) {
            this(publicKey, id, List.of());
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
    record Orchestrator(String publicKey, String name, List<Prefix> addresses) implements Member {
        public Orchestrator {
            Operator.checkKey(publicKey);
            addresses = checked(addresses);
            if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
                throw new IllegalArgumentException(
                        "an orchestrator's name is 1 to 64 of a-z, 0-9 and '-', got '" + name + "'");
            }
        }

        /** One that names no address. */
        public Orchestrator(String publicKey, String name) {
            this(publicKey, name, List.of());
        }

        @Override
        public String toString() {
            return "orchestrator " + name;
        }
    }

    private static List<Prefix> checked(List<Prefix> addresses) {
        if (addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "a machine names at most " + MAX_ADDRESSES + " addresses, got " + addresses.size());
        }
        for (Prefix address : addresses) {
            if (!address.isHost()) {
                throw new IllegalArgumentException("a machine's address is a single one, got " + address);
            }
        }
        return List.copyOf(addresses);
    }
}
