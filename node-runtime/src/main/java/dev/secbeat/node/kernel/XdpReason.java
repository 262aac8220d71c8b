// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** Why the program passed or dropped a packet. The order is that of {@code enum sb_reason} in abi.h. */
public enum XdpReason {
    CLEAN(Action.PASS, "clean"),
    ALLOWED(Action.PASS, "allowed"),
    NOT_IP(Action.PASS, "not_ip"),
    NEIGHBOUR(Action.PASS, "neighbour"),
    BLOCKED_EXACT(Action.DROP, "blocked_exact"),
    BLOCKED_PREFIX(Action.DROP, "blocked_prefix"),
    MALFORMED(Action.DROP, "malformed");

    /** What became of the packet. */
    public enum Action {
        PASS("pass"),
        DROP("drop");

        private final String label;

        Action(String label) {
            this.label = label;
        }

        /** Value of the metric label {@code action}. */
        public String label() {
            return label;
        }
    }

    private final Action action;
    private final String label;

    XdpReason(Action action, String label) {
        this.action = action;
        this.label = label;
    }

    /** What this reason leads to. */
    public Action action() {
        return action;
    }

    /** Value of the metric label {@code reason}. */
    public String label() {
        return label;
    }
}
