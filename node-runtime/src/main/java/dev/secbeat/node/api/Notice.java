// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/** Something that happened in the fleet and that systems outside of it are told. */
public sealed interface Notice {
    NodeId node();

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
        MODE
    }

    /** An event of a node's timeline. */
    record Happened(FleetEvent event) implements Notice {
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
    record Refused(Receipt receipt, long epochMillis) implements Notice {
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
    record ModeChanged(NodeId node, long epochMillis, String what, String before, String after) implements Notice {
        @Override
        public Kind kind() {
            return Kind.MODE;
        }
    }
}
