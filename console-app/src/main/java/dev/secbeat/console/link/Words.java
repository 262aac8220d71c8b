// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Puts what the fleet link says into the words of the model. */
final class Words {
    private Words() {}

    /** The connection as the model shows it; {@code firstServer} is what is being tried while none is connected. */
    static ConnectionState connection(dev.secbeat.node.cluster.ConnectionState link, String firstServer) {
        String server = link.server().or(link::url).orElse(firstServer);
        double rtt = link.roundTripMicros() > 0 ? link.roundTripMicros() / 1e3 : Double.NaN;
        return new ConnectionState(
                phase(link),
                server,
                link.sinceEpochMillis(),
                rtt,
                Freshness.NEVER,
                link.trouble().orElse(""));
    }

    private static ConnectionState.Phase phase(dev.secbeat.node.cluster.ConnectionState link) {
        return switch (link.phase()) {
            case CONNECTING -> ConnectionState.Phase.CONNECTING;
            case CONNECTED -> ConnectionState.Phase.CONNECTED;
            case AWAY, REFUSED -> ConnectionState.Phase.RECONNECTING;
            case CLOSED -> ConnectionState.Phase.OFF;
        };
    }

    static PlanState plan(FailoverPlan plan) {
        return new PlanState(
                plan.commandId(),
                plan.orchestrator(),
                plan.from().value(),
                plan.to().value(),
                plan.changes().stream().map(Words::change).toList(),
                plan.clientsMoved(),
                plan.utilisationAfter(),
                plan.notes(),
                plan.refusal().map(Refusal::text).orElse(""),
                plan.digest());
    }

    private static PlanState.Change change(FailoverPlan.RecordChange change) {
        return new PlanState.Change(change.view(), change.name(), change.type(), change.before(), change.after());
    }

    /** {@code block 203.0.113.42 60 s}: how an act is named on screens. */
    static String summary(Intent.Act act) {
        return switch (act) {
            case Intent.Block block ->
                block.dryRun()
                        ? Messages.of("link.ask-block", prefixes(block.prefixes()), duration(block.ttl()))
                        : Messages.of("link.block", prefixes(block.prefixes()), duration(block.ttl()));
            case Intent.Unblock unblock -> Messages.of("link.unblock", prefixes(unblock.prefixes()));
            case Intent.Allow allow ->
                allow.dryRun()
                        ? Messages.of("link.ask-allow", prefixes(allow.prefixes()), duration(allow.ttl()))
                        : Messages.of("link.allow", prefixes(allow.prefixes()), duration(allow.ttl()));
            case Intent.Limit limit ->
                limit.dryRun()
                        ? Messages.of("link.ask-limit", limit(limit.rule()), duration(limit.ttl()))
                        : Messages.of("link.limit", limit(limit.rule()), duration(limit.ttl()));
            case Intent.Unlimit unlimit -> Messages.of("link.unlimit", unlimit.limit());
            case Intent.Drill drill -> Messages.of("link.drill", drill.name(), place(drill.scope()));
            case Intent.TryFirst first -> Messages.of("link.try", first.region(), summary(first.order()));
            case Intent.Undo undo -> undo(undo.command());
            case Intent.Approve approve -> Messages.of("link.approve", shortId(approve.command()));
            case Intent.MoveClients move -> move.dryRun() ? Messages.of("link.plan-move", moving(move)) : moving(move);
            case Intent.PlanFailover plan -> Messages.of("link.plan", plan.fromRegion(), plan.toRegion());
        };
    }

    /** Where an order is for, as its words have it. */
    static String place(Scope scope) {
        return switch (scope) {
            case Scope.Fleet _ -> Messages.of("link.fleet");
            case Scope.Region(RegionId region) -> region.value();
            case Scope.Node(NodeId node) -> node.toString();
        };
    }

    /** The order that takes back {@code command}. */
    static String undo(UUID command) {
        return Messages.of("link.undo", shortId(command));
    }

    private static String limit(LimitRule rule) {
        return LimitRule.named(rule.within()) + " "
                + LimitRule.words(rule.dimension(), rule.most(), rule.windowMillis());
    }

    private static String moving(Intent.MoveClients move) {
        return switch (move.move()) {
            case FAILOVER -> Messages.of("link.failover", move.region(), move.to());
            case DRAIN -> Messages.of("link.drain", move.region());
            case FAILBACK -> Messages.of("link.failback", move.region());
        };
    }

    private static String shortId(UUID command) {
        return command.toString().substring(0, 8);
    }

    private static String prefixes(List<Prefix> prefixes) {
        return prefixes.size() == 1
                ? prefixes.getFirst().toString()
                : Messages.of("link.prefixes", Figures.grouped(prefixes.size()));
    }

    private static String duration(Duration ttl) {
        long seconds = ttl.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 && seconds > 60 ? seconds / 60 + " min" : seconds + " s";
    }
}
