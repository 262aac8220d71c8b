// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.view.audit.AuditView.Format;
import dev.secbeat.node.json.JsonText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Saves orders of the audit trail where the person says; the file is written in the background. */
final class AuditExport {
    private static final String HEAD = "time,actor,operator,order,id,outcome,answers\r\n";

    private AuditExport() {}

    static void ask(Node owner, Format format, List<AuditOrder> orders) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Messages.of("audit.save.title"));
        chooser.setInitialFileName("secbeat-audit." + format.name().toLowerCase(Locale.ROOT));
        Window window = owner.getScene().getWindow();
        File file = chooser.showSaveDialog(window);
        if (file != null) {
            List<AuditOrder> kept = List.copyOf(orders);
            Thread.ofVirtual().name("audit-export").start(() -> save(file.toPath(), format, kept, window));
        }
    }

    private static void save(Path file, Format format, List<AuditOrder> orders, Window owner) {
        try {
            Files.writeString(file, text(format, orders));
        } catch (IOException e) {
            String text = Messages.of("audit.save.failed", file, e);
            Platform.runLater(() -> Complaint.show(owner, text));
        }
    }

    static String text(Format format, List<AuditOrder> orders) {
        return switch (format) {
            case CSV -> orders.stream().map(AuditExport::line).collect(Collectors.joining("", HEAD, ""));
            case JSON -> orders.stream().map(AuditExport::object).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        };
    }

    private static String line(AuditOrder order) {
        String answers = order.replies().stream()
                .map(reply ->
                        reply.writer() + " " + reply.state() + (reply.text().isEmpty() ? "" : " " + reply.text()))
                .collect(Collectors.joining("; "));
        return List.of(
                                Instant.ofEpochMilli(order.epochMillis()).toString(),
                                order.actor(),
                                order.operator(),
                                order.what(),
                                order.id().toString(),
                                order.outcome(),
                                answers)
                        .stream()
                        .map(AuditExport::quoted)
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    /** What begins like a formula would be one to a spreadsheet: somebody else wrote it. */
    private static String quoted(String text) {
        String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return "\"" + safe.replace("\"", "\"\"") + "\"";
    }

    private static String object(AuditOrder order) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("epochMillis", order.epochMillis());
        fields.put("commandId", order.id());
        fields.put("actor", order.actor());
        fields.put("operator", order.operator());
        fields.put("order", order.what());
        fields.put("proven", order.proven());
        fields.put("outcome", order.outcome());
        fields.put(
                "answers",
                order.replies().stream()
                        .map(reply -> {
                            Map<String, Object> answer = new LinkedHashMap<>();
                            answer.put("writer", reply.writer());
                            answer.put("sequence", reply.sequence());
                            answer.put("epochMillis", reply.epochMillis());
                            answer.put("state", reply.state());
                            answer.put("text", reply.text());
                            return answer;
                        })
                        .toList());
        return JsonText.object(fields);
    }
}
