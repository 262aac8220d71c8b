// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.AuditSubjects;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
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
 * out here; finding that out is for {@link AuditCheck}. One reading for the command line and the console.
 *
 * @param chains by writer, the journal's under the empty name
 * @param prefixes by command, as far as they are known
 * @param published by command, as somebody published it, in words; whose it is and whether it was obeyed, the chains tell
 * @param notes what is in no chain: failovers that were ordered, and what orchestrators note whose disk fails or whose release is an
 *     earlier one
 */
public record AuditTrail(
        Map<String, List<AuditLine>> chains,
        Map<UUID, List<Prefix>> prefixes,
        Map<UUID, String> published,
        List<AuditRow> notes) {
    /** Writer of what somebody ordered and no journal has: its signature was not checked. */
    public static final String PUBLISHED = "published";

    /** Writer of what orchestrators note outside of their chains. */
    public static final String ORCHESTRATOR = "orchestrator";

    private static final String BY_ORCHESTRATOR = AuditSubjects.ofOrchestrator("");
    private static final String AUDIT = Subjects.ALL_AUDIT.substring(0, Subjects.ALL_AUDIT.length() - 1);
    private static final String COMMANDS = Subjects.command(new Scope.Fleet()).replaceFirst("all$", "");

    /** How the chain of an orchestrator is named; no node is named so. */
    static String writerOf(String orchestrator) {
        return ORCHESTRATOR + " " + orchestrator;
    }

    /** Of a journal. */
    public static AuditTrail of(List<AuditLine> journal) {
        return new AuditTrail(Map.of("", journal), Map.of(), Map.of(), List.of());
    }

    /** Of the fleet's stream. */
    public static AuditTrail of(AuditReading reading) {
        Map<String, List<AuditLine>> chains = new TreeMap<>();
        Map<UUID, List<Prefix>> prefixes = new HashMap<>();
        Map<UUID, String> published = new HashMap<>();
        for (AuditMessage message : reading.messages()) {
            writer(message.subject())
                    .ifPresent(writer -> chains.computeIfAbsent(writer, _ -> new ArrayList<>())
                            .add(new AuditLine(message.sequence(), message.text())));
            if (message.subject().startsWith(COMMANDS)) { // Of an earlier release.
                addCommand(message.text(), prefixes, published);
            }
        }
        reading.orders().forEach(order -> addCommand(order.text(), prefixes, published));
        return new AuditTrail(chains, prefixes, published, AuditNotes.of(reading));
    }

    /** All records, in the order of the writers' clocks. */
    public List<AuditRow> rows() {
        List<AuditRow> rows = new ArrayList<>(notes);
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
    public List<UUID> commandsOn(Prefix prefix) {
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

    /** The node or orchestrator that may publish there; empty for what has no chain. */
    private static Optional<String> writer(String subject) {
        if (!subject.startsWith(AUDIT) || subject.equals(Subjects.AUDIT)) {
            return Optional.empty();
        }
        if (subject.startsWith(BY_ORCHESTRATOR)) {
            return Optional.of(writerOf(subject.substring(BY_ORCHESTRATOR.length())));
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

    private static void addCommand(String text, Map<UUID, List<Prefix>> prefixes, Map<UUID, String> published) {
        try {
            var command =
                    Json.COMMAND.decode(text.getBytes(StandardCharsets.UTF_8)).command();
            UUID whole = command.body() instanceof CommandBody.Part part ? part.parent() : command.id();
            published.putIfAbsent(whole, AuditRow.printable(FleetOrders.words(command)));
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
                case CommandBody.Drill drill ->
                    prefixes.putIfAbsent(
                            command.id(),
                            DrillGround.isForOrchestrators(command) ? List.of() : List.of(DrillGround.ADDRESS));
                case CommandBody.OnLimits order ->
                    prefixes.putIfAbsent(command.id(), order.within().stream().toList());
                case CommandBody.OnRegion order -> prefixes.putIfAbsent(command.id(), List.of());
            }
        } catch (DecodeException e) {
            return; // Anybody with an operator's connection may publish anything there.
        }
    }
}
