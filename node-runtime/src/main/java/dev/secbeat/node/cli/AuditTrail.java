// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cluster.AuditMessage;
import dev.secbeat.node.cluster.AuditReading;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditLine;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An audit trail as it was read: chains by writer, and which prefixes the commands were about. What cannot be read is left
 * out here; finding that out is for {@code audit verify}.
 *
 * @param chains by writer, the journal's under the empty name
 * @param prefixes by command, as far as they are known
 */
record AuditTrail(Map<String, List<AuditLine>> chains, Map<UUID, List<Prefix>> prefixes) {
    private static final String AUDIT = Subjects.ALL_AUDIT.substring(0, Subjects.ALL_AUDIT.length() - 1);
    private static final String COMMANDS = Subjects.command(new Scope.Fleet()).replaceFirst("all$", "");

    /** Of a journal. */
    static AuditTrail of(List<AuditLine> journal) {
        return new AuditTrail(Map.of("", journal), Map.of());
    }

    /** Of the fleet's stream. */
    static AuditTrail of(AuditReading reading) {
        Map<String, List<AuditLine>> chains = new TreeMap<>();
        Map<UUID, List<Prefix>> prefixes = new HashMap<>();
        for (AuditMessage message : reading.messages()) {
            writer(message.subject())
                    .ifPresent(writer -> chains.computeIfAbsent(writer, _ -> new ArrayList<>())
                            .add(new AuditLine(message.sequence(), message.text())));
            if (message.subject().startsWith(COMMANDS)) { // Of an earlier release.
                addPrefixes(message.text(), prefixes);
            }
        }
        reading.orders().forEach(order -> addPrefixes(order.text(), prefixes));
        return new AuditTrail(chains, prefixes);
    }

    /** All records, in the order of the writers' clocks. */
    List<AuditRow> rows() {
        List<AuditRow> rows = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        chains.forEach((writer, lines) -> lines.forEach(line -> AuditRecord.parse(line.text())
                .ifPresent(record -> entry(record).ifPresent(entry -> {
                    if (entry instanceof AuditEntry.Intent intent) {
                        names.put(intent.actor(), intent.operator());
                    }
                    rows.add(new AuditRow(
                            Optional.of(writer).filter(name -> !name.isEmpty()), record.sequence(), "", entry));
                }))));
        return rows.stream()
                .map(row ->
                        new AuditRow(row.writer(), row.sequence(), names.getOrDefault(row.actor(), ""), row.entry()))
                .sorted(Comparator.comparingLong((AuditRow row) -> row.entry().epochMillis())
                        .thenComparing(row -> row.writer().orElse(""))
                        .thenComparingLong(AuditRow::sequence))
                .toList();
    }

    /** The commands that concern addresses of {@code prefix}. */
    List<UUID> commandsOn(Prefix prefix) {
        Stream<UUID> known = prefixes.entrySet().stream()
                .filter(command -> command.getValue().stream().anyMatch(prefix::overlaps))
                .map(Map.Entry::getKey);
        Stream<UUID> told = rows().stream()
                .filter(row -> row.entry() instanceof AuditEntry.Intent intent && names(intent.order(), prefix))
                .map(row -> row.entry().commandId());
        return Stream.concat(known, told).distinct().toList();
    }

    /** An order in words names the first of its prefixes; the reason at its end is anybody's. */
    private static boolean names(String order, Prefix prefix) {
        int end = order.contains(" on ") ? order.indexOf(" on ") : order.length();
        return Stream.of(order.substring(0, end).split("[ ,]+"))
                .filter(word -> word.indexOf('.') > 0 || word.indexOf(':') >= 0)
                .anyMatch(word -> isWithin(word, prefix));
    }

    private static boolean isWithin(String word, Prefix prefix) {
        try {
            return prefix.overlaps(Prefix.parse(word));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The node that may publish there; empty for what has no chain, such as the orchestrators' notes. */
    private static Optional<String> writer(String subject) {
        if (!subject.startsWith(AUDIT) || subject.equals(Subjects.AUDIT)) {
            return Optional.empty();
        }
        try {
            NodeId node = Subjects.owner(subject);
            return Optional.of(node.toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<AuditEntry> entry(AuditRecord record) {
        try {
            return Optional.of(Json.AUDIT.decode(record.entry().getBytes(StandardCharsets.UTF_8)));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private static void addPrefixes(String text, Map<UUID, List<Prefix>> prefixes) {
        try {
            var command =
                    Json.COMMAND.decode(text.getBytes(StandardCharsets.UTF_8)).command();
            switch (command.body()) {
                case CommandBody.OnPrefixes order -> prefixes.putIfAbsent(command.id(), order.prefixes());
                case CommandBody.Part part -> // The nodes answer under the parent's id.
                    prefixes.merge(
                            part.parent(),
                            part.order().prefixes(),
                            (some, more) ->
                                    Stream.concat(some.stream(), more.stream()).toList());
                case CommandBody.Undo undo -> prefixes.putIfAbsent(command.id(), List.of());
                case CommandBody.Approve approve -> prefixes.putIfAbsent(command.id(), List.of());
                case CommandBody.OnRegion order -> prefixes.putIfAbsent(command.id(), List.of());
            }
        } catch (DecodeException e) {
            return; // Anybody with an operator's connection may publish anything there.
        }
    }
}
