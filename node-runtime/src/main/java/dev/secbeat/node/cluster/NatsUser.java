// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.AuditSubjects;
import dev.secbeat.node.api.DirectSubjects;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionSubjects;
import dev.secbeat.node.api.RelaySubjects;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceSubjects;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.api.TrustSubjects;
import dev.secbeat.node.control.Reach;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A client the servers know, and what it may do there: the transport's half of trust. A subject that names a node can be
 * published by that node alone, so a subject proves a sender.
 *
 * @param publicKey user nkey
 * @param publish subjects it may publish on
 * @param subscribe subjects it may listen to, its own inbox among them
 * @param unheard subjects of which nothing reaches it all the same
 * @param answers whether it may answer whoever asks it
 * @param comment who it is, for readers of the configuration
 */
public record NatsUser(
        String publicKey,
        List<String> publish,
        List<String> subscribe,
        List<String> unheard,
        boolean answers,
        String comment) {
    private static final String LEASE_STREAM = "KV_" + Subjects.LEASE_BUCKET;
    private static final List<String> WATCHED = List.of(
            Subjects.ALL_FLEET,
            Subjects.ALL_EVENTS,
            Subjects.ALL_RECEIPTS,
            Subjects.ALL_COMMANDS,
            Subjects.ALL_FAILOVER);

    /** Samples show what is in packets: they are for people who look, not for who steers clients. */
    private static final List<String> LOOKED_AT = Stream.concat(
                    WATCHED.stream(), Stream.of(Subjects.ALL_SAMPLES, SourceSubjects.ALL))
            .toList();

    /** Reading the fleet's audit trail, message by message, and what is missing of it; changing nothing. */
    private static final List<String> ASKED = List.of(
            Subjects.ALL_ASKS,
            "$JS.API.STREAM.INFO." + Subjects.AUDIT_STREAM,
            AuditStream.MESSAGE,
            "$JS.API.STREAM.MSG.GET." + Subjects.AUDIT_STREAM,
            "$JS.API.STREAM.INFO." + Subjects.ORDER_STREAM,
            AuditStream.DIRECT + Subjects.ORDER_STREAM,
            "$JS.API.STREAM.MSG.GET." + Subjects.ORDER_STREAM);

    public NatsUser {
        publish = List.copyOf(publish);
        subscribe = List.copyOf(subscribe);
        unheard = List.copyOf(unheard);
    }

    /** One that may listen to all of {@code subscribe}, and to its own inbox. */
    public NatsUser(String publicKey, List<String> publish, List<String> subscribe, boolean answers, String comment) {
        this(
                publicKey,
                publish,
                Stream.concat(subscribe.stream(), Stream.of(ClientOptions.inboxPrefix(publicKey) + ">"))
                        .toList(),
                List.of(),
                answers,
                comment);
    }

    /**
     * The same as far as {@code reach} goes: it gives orders to its regions alone, and of what other regions are told, say and
     * show nothing reaches it. What is the whole fleet's stays: questions, whoever answers them, where clients are steered, and
     * the audit trail.
     *
     * @param fleet all regions whose nodes may connect
     */
    public NatsUser within(Reach reach, Collection<RegionId> fleet) {
        if (reach.regions().isEmpty()) {
            return this;
        }
        return new NatsUser(
                publicKey,
                publish.stream()
                        .flatMap(subject -> subject.equals(Subjects.ALL_COMMANDS)
                                ? reach.regions().stream().flatMap(region -> RegionSubjects.commands(region).stream())
                                : Stream.of(subject))
                        .toList(),
                subscribe.stream()
                        .map(subject ->
                                RegionSubjects.KINDS.contains(subject) ? RegionSubjects.whole(subject) : subject)
                        .toList(),
                fleet.stream()
                        .filter(region -> !reach.includes(region))
                        .distinct()
                        .sorted()
                        .flatMap(region -> RegionSubjects.of(region).stream())
                        .toList(),
                answers,
                comment);
    }

    /** A mitigation node: publishes under its own name only, hears its peers and the commands meant for it. */
    public static NatsUser node(String publicKey, NodeId node) {
        return new NatsUser(
                publicKey,
                List.of(
                        Subjects.state(node),
                        RelaySubjects.of(node),
                        Subjects.snapshot(node),
                        Subjects.block(node),
                        DirectSubjects.allFrom(node),
                        Subjects.receipt(node),
                        Subjects.fleet(node),
                        Subjects.event(node),
                        Subjects.sample(node),
                        SourceSubjects.of(node),
                        Subjects.audit(node),
                        AuditStream.NEWEST + Subjects.audit(node),
                        TrustSubjects.of(node),
                        Subjects.ASK_TRUST),
                List.of(
                        Subjects.ALL_STATE,
                        RelaySubjects.ALL,
                        Subjects.ALL_SNAPSHOTS,
                        Subjects.ALL_BLOCKS,
                        DirectSubjects.allTo(node),
                        Subjects.command(new Scope.Fleet()),
                        Subjects.command(new Scope.Region(node.region())),
                        Subjects.command(new Scope.Node(node)),
                        Subjects.TRUST,
                        TrustSubjects.ALL,
                        TrustSubjects.ORCHESTRATORS,
                        Subjects.ALL_ASKS),
                true,
                "node " + node);
    }

    /** An operator: sends commands (nodes verify each signature besides) and watches. */
    public static NatsUser operator(String publicKey, String name) {
        List<String> publish =
                Stream.concat(Stream.of(Subjects.ALL_COMMANDS), ASKED.stream()).toList();
        return new NatsUser(publicKey, publish, LOOKED_AT, false, "operator " + name);
    }

    /** An administrator: what an operator may, and publishes trust files (nodes verify each signature besides). */
    public static NatsUser admin(String publicKey, String name) {
        return new NatsUser(
                publicKey,
                Stream.concat(Stream.of(Subjects.ALL_COMMANDS, Subjects.TRUST), ASKED.stream())
                        .toList(),
                LOOKED_AT,
                false,
                "admin " + name);
    }

    /** A viewer: watches, may ask for the fleet's status and for samples of packets, and reads the audit trail. */
    public static NatsUser viewer(String publicKey, String name) {
        return new NatsUser(publicKey, ASKED, LOOKED_AT, false, "viewer " + name);
    }

    /**
     * The orchestrator: watches, publishes plans and what came of them, keeps its lease and the audit stream, and copies its own journal
     * there. Never all of {@code $JS}.
     *
     * @param name as in its configuration
     */
    public static NatsUser orchestrator(String publicKey, String name) {
        List<String> publish = new ArrayList<>(List.of(
                Subjects.ALL_FAILOVER,
                Subjects.ALL_ASKS,
                TrustSubjects.ORCHESTRATORS,
                Subjects.AUDIT,
                AuditSubjects.ofOrchestrator(name),
                AuditStream.NEWEST + AuditSubjects.ofOrchestrator(name),
                "$KV." + Subjects.LEASE_BUCKET + ".>",
                "$JS.API.STREAM.MSG.GET." + LEASE_STREAM,
                "$JS.API.DIRECT.GET." + LEASE_STREAM,
                "$JS.API.DIRECT.GET." + LEASE_STREAM + ".>"));
        for (String stream :
                List.of(LEASE_STREAM, Subjects.AUDIT_STREAM, Subjects.ORDER_STREAM, Subjects.RECEIPT_STREAM)) {
            publish.add("$JS.API.STREAM.CREATE." + stream);
            publish.add("$JS.API.STREAM.INFO." + stream);
        }
        publish.add("$JS.API.STREAM.UPDATE." + Subjects.AUDIT_STREAM);
        publish.add("$JS.API.STREAM.UPDATE." + Subjects.ORDER_STREAM);
        publish.add("$JS.API.STREAM.UPDATE." + Subjects.RECEIPT_STREAM);
        List<String> subscribe = Stream.concat(
                        WATCHED.stream(), Stream.of(Subjects.TRUST, TrustSubjects.ALL, Subjects.ASK_FAILOVER))
                .toList();
        return new NatsUser(publicKey, publish, subscribe, false, "orchestrator " + name);
    }
}
