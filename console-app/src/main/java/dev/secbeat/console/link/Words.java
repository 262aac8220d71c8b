// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import java.time.Duration;
import java.util.List;

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
                plan.refusal().map(Refusal::text).orElse(""));
    }

    private static PlanState.Change change(FailoverPlan.RecordChange change) {
        return new PlanState.Change(change.view(), change.name(), change.type(), change.before(), change.after());
    }

    /** {@code block 203.0.113.42 60 s}: how an act is named on screens. */
    static String summary(Intent.Act act) {
        return switch (act) {
            case Intent.Block block ->
                (block.dryRun() ? "ask about blocking " : "block ") + prefixes(block.prefixes()) + " "
                        + duration(block.ttl());
            case Intent.Unblock unblock -> "unblock " + prefixes(unblock.prefixes());
            case Intent.Allow allow ->
                (allow.dryRun() ? "ask about allowing " : "allow ") + prefixes(allow.prefixes()) + " "
                        + duration(allow.ttl());
            case Intent.Undo undo -> "undo " + undo.command().toString().substring(0, 8);
            case Intent.Approve approve ->
                "approve " + approve.command().toString().substring(0, 8);
            case Intent.MoveClients move -> (move.dryRun() ? "plan " : "") + moving(move);
            case Intent.PlanFailover plan -> "plan failover " + plan.fromRegion() + " → " + plan.toRegion();
        };
    }

    private static String moving(Intent.MoveClients move) {
        return switch (move.move()) {
            case FAILOVER -> "failover " + move.region() + " → " + move.to();
            case DRAIN -> "drain " + move.region();
            case FAILBACK -> "failback " + move.region();
        };
    }

    private static String prefixes(List<Prefix> prefixes) {
        return prefixes.size() == 1 ? prefixes.getFirst().toString() : Figures.grouped(prefixes.size()) + " prefixes";
    }

    private static String duration(Duration ttl) {
        long seconds = ttl.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 && seconds > 60 ? seconds / 60 + " min" : seconds + " s";
    }
}
