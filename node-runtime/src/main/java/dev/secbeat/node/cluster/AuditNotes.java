// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.CommandWords;
import dev.secbeat.node.control.FailoverEntries;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the fleet's streams tell besides the chains: what was ordered of regions, and what orchestrators say outside of their own:
 * those of an earlier release, whose plans and outcomes the stream took in, and those whose disk fails.
 * The servers alone vouch for it: only who may publish on a subject has written there.
 */
final class AuditNotes {
    private static final String COMMANDS = Subjects.command(new Scope.Fleet()).replaceFirst("all$", "");

    private final List<AuditRow> rows = new ArrayList<>();
    private final Map<UUID, Command> failovers = new HashMap<>();

    private AuditNotes() {}

    /** The notes in both streams: orders first, as what follows is told of them. */
    static List<AuditRow> of(AuditReading reading) {
        AuditNotes notes = new AuditNotes();
        reading.orders().forEach(notes::take);
        reading.messages().forEach(notes::take);
        return List.copyOf(notes.rows);
    }

    private void take(AuditMessage message) {
        try {
            byte[] bytes = message.text().getBytes(StandardCharsets.UTF_8);
            if (message.subject().startsWith(COMMANDS)) {
                ordered(message.sequence(), Json.COMMAND.decode(bytes).command());
            } else if (message.subject().equals(Subjects.FAILOVER_PLAN)) {
                planned(message.sequence(), Json.PLAN.decode(bytes));
            } else if (message.subject().equals(Subjects.FAILOVER_OUTCOME)) {
                ended(message.sequence(), Json.OUTCOME.decode(bytes));
            } else if (message.subject().equals(Subjects.AUDIT)) {
                add(AuditTrail.ORCHESTRATOR, message.sequence(), Json.AUDIT.decode(bytes));
            }
        } catch (DecodeException e) {
            return; // Who may publish there may publish anything; orchestrators also note who leads.
        }
    }

    private void ordered(long sequence, Command command) {
        if (DrillGround.isForOrchestrators(command)) {
            failovers.putIfAbsent(command.id(), command);
            add(
                    AuditTrail.PUBLISHED,
                    sequence,
                    new AuditEntry.Intent(
                            command.issuedAt().toEpochMilli(),
                            command.id(),
                            command.actor(),
                            "",
                            command.expiresAt().toEpochMilli(),
                            (command.dryRun() ? "plan " : "") + CommandWords.of(command)));
        }
    }

    private void planned(long sequence, FailoverPlan plan) {
        Command asked = failovers.get(plan.commandId());
        if (asked != null && plan.dryRun()) {
            long askedMillis = asked.issuedAt().toEpochMilli();
            add(AuditTrail.ORCHESTRATOR, sequence, FailoverEntries.planned(asked, plan, askedMillis));
        }
    }

    private void ended(long sequence, FailoverOutcome outcome) {
        Command asked = failovers.get(outcome.commandId());
        if (asked != null) {
            add(AuditTrail.ORCHESTRATOR, sequence, FailoverEntries.ended(asked.actor(), outcome));
        }
    }

    private void add(String writer, long sequence, AuditEntry entry) {
        rows.add(new AuditRow(Optional.of(writer), sequence, "", entry));
    }
}
