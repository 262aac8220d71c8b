// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.control.AuditEntry;
import java.io.IOException;
import java.util.UUID;

/** A line of the audit trail. */
final class AuditJson {
    private AuditJson() {}

    static void write(FieldWriter out, AuditEntry entry) throws IOException {
        out.number("epochMillis", entry.epochMillis());
        out.text("commandId", entry.commandId());
        switch (entry) {
            case AuditEntry.Intent intent -> {
                out.text("type", "intent");
                out.text("actor", intent.actor());
                out.text("operator", intent.operator());
                out.number("expiresAtMillis", intent.expiresAtMillis());
                out.text("order", intent.order());
            }
            case AuditEntry.Outcome outcome -> {
                out.text("type", "outcome");
                out.text("actor", outcome.actor());
                out.text("state", outcome.state());
                out.text("text", outcome.text());
            }
        }
    }

    static AuditEntry read(Fields in) throws DecodeException {
        long epochMillis = in.number("epochMillis");
        UUID id = CommandJson.id(in.text("commandId"));
        return switch (in.text("type")) {
            case "intent" ->
                new AuditEntry.Intent(
                        epochMillis,
                        id,
                        in.text("actor"),
                        in.text("operator"),
                        in.number("expiresAtMillis"),
                        in.text("order"));
            case "outcome" ->
                new AuditEntry.Outcome(
                        epochMillis, id, in.text("actor"), in.word("state", Receipt.State.class), in.text("text"));
            default -> throw new DecodeException("type is none of: intent, outcome");
        };
    }
}
