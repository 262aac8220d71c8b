// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.CanaryState;
import dev.secbeat.console.model.DnsAnswer;
import dev.secbeat.console.model.EmbeddedNode;
import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.OrderHeard;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Fleet;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionFlow;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What happens in the sample fleet so that every page has something to show. FX thread. */
final class Exhibits {
    private static final UUID BLOCK = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final UUID WIDE = UUID.fromString("33333333-3333-4333-8333-333333333333");
    private static final UUID LATE = UUID.fromString("44444444-4444-4444-8444-444444444444");
    private static final UUID REFUSED = UUID.fromString("22222222-2222-4222-8222-222222222222");
    private static final String PETRA = "UPETRA345678901234567890123456789012345678901234567XYZ";

    private static final UUID DRAIN = UUID.fromString("55555555-5555-4555-8555-555555555555");

    private final SampleFleet fleet;
    private long drainedMillis;

    Exhibits(SampleFleet fleet) {
        this.fleet = fleet;
    }

    private List<String> nodes() {
        return fleet.nodes.stream().map(node -> node.id().toString()).toList();
    }

    /** An order from here that all nodes have carried out, and one of somebody else that waits for a second person. */
    void orders() {
        order(BLOCK, "block 203.0.113.42 60 s");
        long micros = 28_000_000;
        for (var node : fleet.nodes) {
            micros += 3_100_000;
            answer(BLOCK, node.id(), Receipt.State.APPLIED, Optional.empty(), micros);
        }
        String words = "block 198.18.0.0/15 for 600 s on all: flood from a test range";
        long now = fleet.epochMillis();
        fleet.offer(new Update.Ordered(new OrderHeard(
                WIDE, PETRA, words, "flood from a test range", "all", false, false, List.of(), now, now + 300_000)));
        Refusal held = new Refusal(Refusal.Code.NEEDS_APPROVAL, "another administrator approves it");
        fleet.nodes.forEach(node -> answer(WIDE, node.id(), Receipt.State.WAITING, Optional.of(held), 40_000_000));
    }

    /** Two limits that operators gave, one of them in a region. */
    void limits() {
        long until = SampleFleet.START_MILLIS + 3_600_000;
        Scope apac = new Scope.Region(new RegionId("apac"));
        for (Fleet node : fleet.nodes) {
            node.limit("198.18.0.0/16", 200, 10_000, until, new Scope.Fleet());
            if (apac.includes(node.id())) {
                node.limit("all", 60, 1_000, until - 1_200_000, apac);
            }
        }
    }

    /** A trial in apac to its end. */
    void trial(UUID act, boolean harmless) {
        UUID asked = UUID.randomUUID();
        UUID tried = UUID.randomUUID();
        UUID last = UUID.randomUUID();
        RegionId apac = new RegionId("apac");
        CanaryState begun = CanaryState.begun(act, apac)
                .asking(asked)
                .measured(new RegionFlow(5, 10_275, 9_200, 312, 0.4))
                .trying(tried);
        fleet.offer(new Update.Sent(
                act,
                "try first in apac: block 198.51.100.9 60 s",
                false,
                List.of(),
                fleet.nowNanos(),
                fleet.epochMillis()));
        said(asked, "ask first in apac: block 198.51.100.9 60 s", true, "apac", Receipt.State.CHECKED);
        said(tried, "trial in apac: block 198.51.100.9 60 s", false, "apac", Receipt.State.APPLIED);
        said(
                last,
                "block 198.51.100.9 60 s",
                false,
                harmless ? "" : "apac",
                Receipt.State.APPLIED,
                harmless ? Optional.empty() : Optional.of(tried));
        fleet.offer(new Update.Tried(
                harmless
                        ? begun.seen(new RegionFlow(10, 10_190, 9_310, 309, 0.4))
                                .ending(last)
                                .in(CanaryState.Phase.GONE_ON)
                        : begun.seen(new RegionFlow(3, 6_010, 9_310, 171, 21))
                                .noted("the backend fails 10.9 % of the requests, before 0.1 %: it may rise by 5.0 %")
                                .ending(last)
                                .in(CanaryState.Phase.TAKEN_BACK)));
    }

    /** All nodes of a region, or all there are, answer an order alike. */
    void said(UUID id, String summary, boolean dryRun, String region, Receipt.State state) {
        said(id, summary, dryRun, region, state, Optional.empty());
    }

    private void said(
            UUID id, String summary, boolean dryRun, String region, Receipt.State state, Optional<UUID> undoes) {
        List<NodeId> asked = fleet.nodes.stream()
                .map(Fleet::id)
                .filter(node -> region.isEmpty() || node.region().value().equals(region))
                .toList();
        fleet.offer(new Update.Sent(
                id,
                summary,
                dryRun,
                asked.stream().map(NodeId::toString).toList(),
                fleet.nowNanos(),
                fleet.epochMillis(),
                !dryRun,
                undoes));
        long micros = 21_000_000;
        for (var node : asked) {
            micros += 4_300_000;
            answer(id, node, state, Optional.empty(), micros);
        }
    }

    /** Four of six nodes confirm. */
    void missingReceipts() {
        order(LATE, "block 198.51.100.9 600 s");
        fleet.nodes.stream()
                .limit(4)
                .forEach(node -> answer(LATE, node.id(), Receipt.State.APPLIED, Optional.empty(), 31_000_000));
    }

    private void order(UUID id, String summary) {
        fleet.offer(new Update.Sent(
                id, summary, false, nodes(), fleet.nowNanos(), fleet.epochMillis(), true, Optional.empty()));
    }

    private void answer(UUID id, NodeId node, Receipt.State state, Optional<Refusal> why, long afterNanos) {
        Receipt receipt = new Receipt(id, node, state, state == Receipt.State.APPLIED, 800, why);
        fleet.offer(new Update.Answered(receipt, fleet.nowNanos() + afterNanos));
    }

    /** A node finds the attackers over their limit, the kernels tell when they had it; one node tells of a trouble. */
    void events() {
        NodeId finder = fleet.nodes.getLast().id();
        for (String attacker : List.of("203.0.113.42", "2001:db8:42:7::/64")) {
            fleet.offer(new Update.Happened(new FleetEvent.Detected(
                    finder, fleet.epochMillis(), SourceKey.of(Prefix.parse(attacker)), Dimension.REQUESTS, 104, 100)));
        }
        for (int i = 0; i < fleet.nodes.size(); i++) {
            var node = fleet.nodes.get(i).id();
            long took = 31 + 3L * i;
            for (String prefix : List.of("203.0.113.42", "2001:db8:42:7::/64")) {
                fleet.offer(new Update.Happened(new FleetEvent.Enforced(
                        node,
                        fleet.epochMillis(),
                        Prefix.parse(prefix),
                        Origin.RATE_LIMIT,
                        true,
                        (fleet.epochMillis() - took) << 16,
                        0,
                        took * 1_000_000)));
            }
        }
        fleet.offer(new Update.Happened(new FleetEvent.Trouble(
                fleet.nodes.getLast().id(),
                fleet.epochMillis(),
                "SOURCES_NEARLY_FULL",
                "The map sources4 is 92 % full; raise xdp.max_sources or lower the limit's window.")));
    }

    /** EU West serves APAC's clients, which were drained; a minute later somebody wanted more. */
    void steering() {
        stand("HEALTHY");
        drainedMillis = fleet.epochMillis();
        stand("OUT");
        fleet.offer(new Update.Stepped(new FailoverStep(
                UUID.randomUUID(),
                "drain apac → eu-west",
                "APPLIED",
                drainedMillis,
                431,
                false,
                List.of("4 answers of the authoritative servers are as planned"))));
        fleet.drain();
        fleet.run(61);
        fleet.offer(new Update.Stepped(new FailoverStep(
                UUID.randomUUID(),
                "failover eu-west → us-east",
                "REFUSED",
                fleet.epochMillis(),
                3,
                false,
                List.of(
                        "RATE: rule 'rate': the clients of [apac] are away, and of 3 regions at most 1 may be: bring them back"
                                + " first ('secbeat failback')"))));
    }

    /** The orchestrator tells of the regions once more. */
    void again() {
        stand(drainedMillis == 0 ? "HEALTHY" : "OUT");
    }

    /** It hears nothing of APAC, and its probes get no answer. */
    void lost() {
        stand("UNHEALTHY");
    }

    private void stand(String apac) {
        boolean moved = apac.equals("OUT");
        String heard = "2 node(s) send heartbeats";
        String drained = "drain to eu-west at " + Instant.ofEpochMilli(drainedMillis) + " by order " + DRAIN;
        List<String> why = moved
                ? List.of(heard, drained)
                : apac.equals("HEALTHY")
                        ? List.of(heard)
                        : List.of("no node sends heartbeats, which alone is no evidence that it is down");
        fleet.offer(new Update.Leader("orch-eu-1", 3, 300_000, fleet.nowNanos()));
        fleet.offer(new Update.Steered(
                List.of(
                        new RegionStanding("us-east", "HEALTHY", 0, List.of(heard)),
                        new RegionStanding("eu-west", "HEALTHY", 0, List.of(heard)),
                        new RegionStanding("apac", apac, 0, why)),
                List.of(
                        new DnsAnswer("NA", "secbeat.example", "A", List.of("203.0.113.10")),
                        new DnsAnswer("EU", "secbeat.example", "A", List.of("203.0.113.20")),
                        new DnsAnswer("AS", "secbeat.example", "A", List.of(moved ? "203.0.113.20" : "203.0.113.30"))),
                "",
                fleet.nowNanos()));
        fleet.drain();
    }

    /** Each node's part of the source that was chosen. */
    void parts() {
        SourceKey source = SourceKey.of(Prefix.parse("203.0.113.42"));
        for (int i = 0; i < fleet.nodes.size(); i++) {
            SourceCount part = new SourceCount(source, Dimension.REQUESTS, 48 + i, 301 + i % 2, 100, 1_000, true);
            fleet.offer(new Update.Listed(
                    new SourcePage(fleet.nodes.get(i).id(), fleet.epochMillis(), 0, true, List.of(part)),
                    fleet.nowNanos()));
        }
    }

    /** What the orchestrator would change. */
    Update plan(UUID asked) {
        return new Update.Planned(new PlanState(
                asked,
                "orch-eu-1",
                "apac",
                "us-east",
                List.of(new PlanState.Change(
                        "AS", "secbeat.example", "A", List.of("203.0.113.30"), List.of("203.0.113.10"))),
                0.2,
                0.62,
                List.of("TTL 30 s: most clients move within a minute"),
                "",
                Optional.of(new PlanDigest("5471ae619b78f89b"))));
    }

    /** What the orchestrator would change, and why it does not. */
    Update refusedPlan(UUID asked) {
        return new Update.Planned(new PlanState(
                asked,
                "orch-eu-1",
                "eu-west",
                "us-east",
                List.of(new PlanState.Change(
                        "EU", "secbeat.example", "A", List.of("203.0.113.20"), List.of("203.0.113.10"))),
                0.3,
                0.74,
                List.of(),
                "rule 'rate': the clients of [apac] are away, and of 3 regions at most 1 may be: bring them back first"
                        + " ('secbeat failback'), or send it with --force if you know better",
                Optional.of(new PlanDigest("0c31aa5e1b0f77d2"))));
    }

    void audit() {
        long now = fleet.epochMillis();
        fleet.offer(new Update.Audited(new AuditBoard(
                AuditBoard.Phase.READ,
                "",
                List.of(
                        audited(
                                WIDE,
                                now - 20_000,
                                "petra",
                                "block 198.18.0.0/15 for 600 s on all: flood from a test range",
                                Receipt.State.WAITING,
                                "NEEDS_APPROVAL: another administrator approves it"),
                        audited(
                                BLOCK,
                                now - 40_000,
                                "olga",
                                "block 203.0.113.42 for 60 s on all: flood",
                                Receipt.State.APPLIED,
                                ""),
                        audited(
                                REFUSED,
                                now - 7_200_000,
                                "olga",
                                "block 192.0.2.7 for 60 s on all: mistake",
                                Receipt.State.REFUSED,
                                "NEVER_BLOCK: 192.0.2.7 overlaps 192.0.2.0/24")),
                15,
                7,
                List.of(),
                0,
                now)));
    }

    private AuditOrder audited(UUID id, long at, String who, String what, Receipt.State state, String text) {
        List<AuditOrder.Reply> replies = nodes().stream()
                .map(node -> new AuditOrder.Reply(node, at + 20, 7, state, text))
                .toList();
        return new AuditOrder(id, at, "U" + who, who, what, at + 300_000, true, replies);
    }

    static Update node() {
        List<EmbeddedNode.MapUse> maps = List.of(
                new EmbeddedNode.MapUse("block4", 1_204, 262_144),
                new EmbeddedNode.MapUse("sources4", 1_000_000, 1_048_576),
                new EmbeddedNode.MapUse("allow4", 3, 4_096));
        List<String> log = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            log.add("22:13:" + (10 + i) + ".318 INFO event=block_enforced prefix=203.0.113." + i + " took_micros=81");
        }
        return new Update.Embedded(new EmbeddedNode(
                EmbeddedNode.Phase.RUNNING,
                "/etc/secbeat/node.toml",
                "us-east/embedded",
                "",
                "native",
                "healthy",
                9_000,
                maps,
                log,
                12));
    }

    static Update nodeElsewhere() {
        return new Update.Embedded(new EmbeddedNode(
                EmbeddedNode.Phase.NOT_HERE,
                "",
                "",
                Messages.of("node.not-here", "Mac OS X"),
                "",
                "",
                0,
                List.of(),
                List.of(),
                0));
    }
}
