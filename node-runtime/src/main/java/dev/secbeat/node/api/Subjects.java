// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * NATS subjects, version 1. Publishing rights follow them: a node may publish only under its own region and name.
 *
 * <p>A node that joins publishes an empty message on its own {@link #snapshot(NodeId)} subject, meaning "I am new, tell me
 * what you hold"; every peer answers it alone, on {@link DirectSubjects}, where the joining node asks for more. So a
 * request, too, proves its sender.
 *
 * <p>{@link #ASK_FLEET} is a request that every node answers to the asker's inbox with its newest heartbeat. An empty
 * message on {@link #ASK_SAMPLES} has every node publish samples of its packets, on its own {@link #sample(NodeId)} subject,
 * for {@link #SAMPLES_LEASE_MILLIS}; whoever looks on asks again.
 *
 * <p>An empty message on {@link #ASK_FAILOVER} has the leading orchestrator tell on {@link #FAILOVER_STATE} where clients are
 * steered.
 *
 * <p>Administrators publish signed trust files on {@link #TRUST}. {@link #ASK_TRUST} asks for a newer one than the asker
 * holds; a node asks by saying what it holds, on its own of {@link TrustSubjects}.
 */
public final class Subjects {
    static final String ROOT = "secbeat.v1.";
    public static final String ALL_STATE = ROOT + "state.>";
    public static final String ALL_BLOCKS = ROOT + "block.>";
    public static final String ALL_SNAPSHOTS = ROOT + "snap.>";
    public static final String ALL_COMMANDS = ROOT + "cmd.>";
    public static final String ALL_RECEIPTS = ROOT + "receipt.>";
    public static final String ALL_FLEET = ROOT + "fleet.>";
    public static final String ALL_EVENTS = ROOT + "event.>";
    public static final String ALL_SAMPLES = ROOT + "sample.>";
    public static final String ALL_FAILOVER = ROOT + "failover.>";
    public static final String FAILOVER_PLAN = ROOT + "failover.plan";
    public static final String FAILOVER_LEADER = ROOT + "failover.leader";
    public static final String FAILOVER_OUTCOME = ROOT + "failover.outcome";
    public static final String FAILOVER_STATE = ROOT + "failover.state";
    public static final String ASK_FAILOVER = ROOT + "ask.failover";
    public static final String ASK_FLEET = ROOT + "ask.fleet";
    public static final String ASK_SAMPLES = ROOT + "ask.samples";
    public static final String ASK_TRUST = ROOT + "ask.trust";
    public static final String TRUST = ROOT + "trust";
    public static final String ALL_ASKS = ROOT + "ask.>";
    public static final String ALL_AUDIT = ROOT + "audit.>";
    public static final String AUDIT = ROOT + "audit.entry";
    public static final String AUDIT_STREAM = "SECBEAT_AUDIT";
    public static final String ORDER_STREAM = "SECBEAT_ORDERS";
    public static final String RECEIPT_STREAM = "SECBEAT_RECEIPTS";
    public static final String LEASE_BUCKET = "secbeat_lease";

    /** How long a node goes on publishing samples after it was asked, in milliseconds. */
    public static final int SAMPLES_LEASE_MILLIS = 10_000;

    private Subjects() {}

    public static String state(NodeId node) {
        return ROOT + "state." + tokens(node);
    }

    public static String snapshot(NodeId node) {
        return ROOT + "snap." + tokens(node);
    }

    public static String block(NodeId node) {
        return ROOT + "block." + tokens(node);
    }

    public static String receipt(NodeId node) {
        return ROOT + "receipt." + tokens(node);
    }

    public static String fleet(NodeId node) {
        return ROOT + "fleet." + tokens(node);
    }

    public static String event(NodeId node) {
        return ROOT + "event." + tokens(node);
    }

    public static String sample(NodeId node) {
        return ROOT + "sample." + tokens(node);
    }

    /** Where a node's audit records are copied to, in order. */
    public static String audit(NodeId node) {
        return ROOT + "audit." + tokens(node);
    }

    public static String command(Scope scope) {
        return ROOT + "cmd." + scope;
    }

    /** The node that owns a subject of the form {@code secbeat.v1.<kind>.<region>.<node>}, or of {@link DirectSubjects}. */
    public static NodeId owner(String subject) {
        String[] tokens = subject.split("\\.", -1);
        boolean direct = tokens.length == 7 && tokens[2].equals("peer");
        if (tokens.length != 5 && !direct) {
            throw new IllegalArgumentException("subject '" + subject + "' does not name a node");
        }
        return NodeId.of(tokens[3], tokens[4]);
    }

    static String tokens(NodeId node) {
        return node.region() + "." + node.name();
    }
}
