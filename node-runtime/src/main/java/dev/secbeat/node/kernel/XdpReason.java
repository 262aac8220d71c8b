// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** Why the program passed, dropped or answered a packet. The codes are those of {@code enum sb_reason} in abi.h. */
public enum XdpReason {
    CLEAN(0, Action.PASS, "clean"),
    ALLOWED(1, Action.PASS, "allowed"),
    NOT_IP(2, Action.PASS, "not_ip"),
    NEIGHBOUR(3, Action.PASS, "neighbour"),
    BLOCKED_EXACT(4, Action.DROP, "blocked_exact"),
    BLOCKED_PREFIX(5, Action.DROP, "blocked_prefix"),
    MALFORMED(6, Action.DROP, "malformed"),
    BAD_IHL(7, Action.DROP, "bad_ihl"),
    LAND(8, Action.DROP, "land"),
    TCP_FLAGS(9, Action.DROP, "tcp_flags"),
    TINY_FRAGMENT(10, Action.DROP, "tiny_fragment"),
    BAD_FRAGMENT(11, Action.DROP, "bad_fragment"),
    MARTIAN(12, Action.DROP, "martian"),
    AMPLIFICATION(13, Action.DROP, "amplification"),
    RULE_PASS(14, Action.PASS, "rule_pass"),
    RULE_DROP(15, Action.DROP, "rule_drop"),
    POLICED(16, Action.DROP, "policed"),
    SERVICE_CLOSED(17, Action.DROP, "service_closed"),
    SYN_COOKIE(18, Action.ANSWER, "syn_cookie"),
    SYN_COOKIE_ACK(19, Action.PASS, "syn_cookie_ack"),
    ACK_INVALID(20, Action.DROP, "ack_invalid"),
    SYN_ODD(21, Action.DROP, "syn_odd"),
    BLOCKED_LIST(22, Action.DROP, "blocked_list"),
    OVER_LIMIT(23, Action.DROP, "over_limit");

    /** What became of the packet. */
    public enum Action {
        PASS("pass"),
        DROP("drop"),
        /** Sent back, turned into an answer; the stack never saw it. */
        ANSWER("answered");

        private final String label;

        Action(String label) {
            this.label = label;
        }

        /** Value of the metric label {@code action}. */
        public String label() {
            return label;
        }
    }

    private final int code;
    private final Action action;
    private final String label;

    XdpReason(int code, Action action, String label) {
        this.code = code;
        this.action = action;
        this.label = label;
    }

    int code() {
        return code;
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
