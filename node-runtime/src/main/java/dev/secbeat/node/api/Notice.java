// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.UUID;

/** Something that happened in the fleet and that systems outside of it are told. */
public sealed interface Notice {
    /** Name of the node or the orchestrator that it is about. */
    String host();

    /** When: by the wall clock of the node, or of who heard it where the node tells no time; epoch milliseconds. */
    long epochMillis();

    Kind kind();

    /** By what receivers choose. */
    enum Kind {
        /** A source was found over a limit. */
        DETECTED,
        /** A block reached a node's kernel. */
        BLOCKED,
        /** Its end did. */
        UNBLOCKED,
        /** A node holds sources to a limit that operators gave, or no longer does. */
        LIMITED,
        /** Something an operator should read. */
        TROUBLE,
        /** A node refused a command. */
        REFUSED,
        /** A node changed how it works or feels. */
        MODE,
        /** A node has said nothing of an order. */
        MISSING,
        /** Clients of a region were moved, or were to be. */
        FAILOVER
    }

    /** One that is about a node. */
    sealed interface OfNode extends Notice {
        NodeId node();

        @Override
        default String host() {
            return node().name();
        }
    }

    /** An event of a node's timeline. */
    record Happened(FleetEvent event) implements OfNode {
        @Override
        public NodeId node() {
            return event.node();
        }

        @Override
        public long epochMillis() {
            return event.epochMillis();
        }

        @Override
        public Kind kind() {
            return switch (event) {
                case FleetEvent.Detected _ -> Kind.DETECTED;
                case FleetEvent.Enforced enforced -> enforced.active() ? Kind.BLOCKED : Kind.UNBLOCKED;
                case FleetEvent.Limited _ -> Kind.LIMITED;
                case FleetEvent.Trouble _ -> Kind.TROUBLE;
            };
        }
    }

    /** A receipt that refuses. */
    record Refused(Receipt receipt, long epochMillis) implements OfNode {
        @Override
        public NodeId node() {
            return receipt.node();
        }

        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /**
     * A node's heartbeat differs from the one before.
     *
     * @param what {@code xdp}, {@code health}, or {@code start}: the node was started anew
     */
    record ModeChanged(NodeId node, long epochMillis, String what, String before, String after) implements OfNode {
        @Override
        public Kind kind() {
            return Kind.MODE;
        }
    }

    /**
     * A node that lives has said nothing of an order within the time in which it should have.
     *
     * @param epochMillis when that time was over, by whoever waited
     * @param actor who gave the order, public nkey
     */
    record ReceiptMissing(NodeId node, long epochMillis, UUID command, String actor) implements OfNode {
        @Override
        public Kind kind() {
            return Kind.MISSING;
        }

        /** The same, found at another time. */
        public ReceiptMissing at(long otherMillis) {
            return new ReceiptMissing(node, otherMillis, command, actor);
        }
    }

    /** What became of an order on a region. */
    record Moved(FailoverOutcome outcome) implements Notice {
        @Override
        public String host() {
            return outcome.plan().orchestrator();
        }

        @Override
        public long epochMillis() {
            return outcome.atMillis();
        }

        @Override
        public Kind kind() {
            return Kind.FAILOVER;
        }
    }
}
