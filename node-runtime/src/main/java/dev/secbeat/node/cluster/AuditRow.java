// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.control.AuditEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A record of an audit trail as it is listed.
 *
 * @param writer the node; empty when the trail is a journal, which does not name it
 * @param sequence its number in the writer's chain
 * @param operator the actor's name in the trust file, as far as the trail tells it
 */
public record AuditRow(Optional<String> writer, long sequence, String operator, AuditEntry entry) {

    /** Public key of who ordered it, or claims to have. */
    public String actor() {
        return switch (entry) {
            case AuditEntry.Intent intent -> intent.actor();
            case AuditEntry.Outcome outcome -> outcome.actor();
        };
    }

    /** The command that it is about; of all zeros: many that are not written each. */
    public UUID commandId() {
        return entry.commandId();
    }

    /** Wall clock of the writer, epoch milliseconds; a journal may say any number. */
    public long epochMillis() {
        return entry.epochMillis();
    }

    /** What was about to be done, in words; empty when this tells what became of it. */
    public Optional<String> order() {
        return entry instanceof AuditEntry.Intent intent ? Optional.of(printable(intent.order())) : Optional.empty();
    }

    /** What became of it; empty when this tells what was about to be done. */
    public Optional<Receipt.State> state() {
        return entry instanceof AuditEntry.Outcome outcome ? Optional.of(outcome.state()) : Optional.empty();
    }

    /** Until when the command could be carried out, epoch milliseconds; of an outcome 0. */
    public long expiresAtMillis() {
        return entry instanceof AuditEntry.Intent intent ? intent.expiresAtMillis() : 0;
    }

    /** The refusal's code and sentence; empty where there is none. */
    public String text() {
        return entry instanceof AuditEntry.Outcome outcome ? printable(outcome.text()) : "";
    }

    /** One line for people. */
    public String line() {
        String who = operator.isEmpty() ? actor() : operator;
        String what = switch (entry) {
            case AuditEntry.Intent intent -> "will " + intent.order();
            case AuditEntry.Outcome outcome ->
                outcome.state().name().toLowerCase(Locale.ROOT)
                        + (outcome.text().isEmpty() ? "" : " " + outcome.text());
        };
        return String.format(
                Locale.ROOT,
                "%s  %-24s %6d  %s  %-12s %s",
                Instant.ofEpochMilli(entry.epochMillis()),
                writer.orElse("-"),
                sequence,
                entry.commandId(),
                who,
                printable(what));
    }

    /** One JSON object; fields that say nothing are left out. */
    public Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("epochMillis", entry.epochMillis());
        writer.ifPresent(name -> fields.put("writer", name));
        fields.put("sequence", sequence);
        fields.put("commandId", entry.commandId());
        fields.put("actor", actor());
        fields.put("operator", operator);
        switch (entry) {
            case AuditEntry.Intent intent -> {
                fields.put("type", "intent");
                fields.put("order", intent.order());
                fields.put("expiresAtMillis", intent.expiresAtMillis());
            }
            case AuditEntry.Outcome outcome -> {
                fields.put("type", "outcome");
                fields.put("state", outcome.state());
                fields.put("text", outcome.text());
            }
        }
        return fields;
    }

    /** What others wrote must not steer a terminal, nor break a line. */
    public static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
