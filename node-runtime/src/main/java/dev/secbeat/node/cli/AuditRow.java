// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.control.AuditEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A record of an audit trail as it is listed.
 *
 * @param writer the node; empty when the trail is a journal, which does not name it
 * @param sequence its number in the writer's chain
 * @param operator the actor's name in the trust file, as far as the trail tells it
 */
record AuditRow(Optional<String> writer, long sequence, String operator, AuditEntry entry) {

    String actor() {
        return switch (entry) {
            case AuditEntry.Intent intent -> intent.actor();
            case AuditEntry.Outcome outcome -> outcome.actor();
        };
    }

    /** One line for people. */
    String line() {
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
    Map<String, Object> json() {
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
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
