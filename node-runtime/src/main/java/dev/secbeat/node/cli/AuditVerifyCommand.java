// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.AuditCheck;
import dev.secbeat.node.cluster.AuditReading;
import dev.secbeat.node.cluster.AuditTrail;
import dev.secbeat.node.control.AuditFinding;
import dev.secbeat.node.control.AuditFinding.Kind;
import dev.secbeat.node.control.AuditLine;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.journal.AuditFiles;
import dev.secbeat.node.json.JsonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code secbeat audit verify}: whether audit records are as they were written. */
@Command(
        name = "verify",
        description = {
            "Finds records that were changed, left out, put in, put in another order or cut off, and says where.",
            "Of the fleet's stream unless a journal is named; with both, the journal is also compared with its copy in the"
                    + " stream."
        },
        exitCodeList = {
            "0:all records that are there are as they were written; notes say what the stream's limits have dropped",
            "1:the stream or the journal cannot be read",
            "2:the command line is wrong",
            "3:no fleet answers",
            "8:something was done to them; each place is named"
        })
public final class AuditVerifyCommand extends FleetCommand {
    private static final String JOURNAL = "journal";

    @Option(
            names = "--file",
            paramLabel = "JOURNAL",
            description = "a node's journal, such as /var/lib/secbeat/audit.log")
    private @Nullable Path file;

    @Option(names = "--fleet", description = "the fleet's stream; understood without --file")
    private boolean fleet;

    private final Map<String, List<AuditLine>> checked = new LinkedHashMap<>();
    private final List<Found> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param where the writer's name, the stream, or the journal */
    private record Found(String where, String place, AuditFinding finding) {}

    @Override
    int run() throws CliException, InterruptedException {
        List<AuditLine> journal = file == null ? List.of() : checkJournal(AuditCommand.journal(file));
        if (file == null || fleet) {
            checkFleet(AuditCommand.reading(connection), journal);
        }
        int status = findings.isEmpty() ? ExitCode.OK : ExitCode.TAMPERED;
        if (json) {
            printJson(status);
        } else {
            print();
        }
        return status;
    }

    private List<AuditLine> checkJournal(AuditFiles.Content content) {
        checked.put(JOURNAL, content.lines());
        content.check().forEach(finding -> findings.add(new Found(JOURNAL, "line", finding)));
        if (content.rotated() > 0) {
            notes.add("lines 1 to " + content.rotated() + " are those of " + file + ".1, the rest those of " + file);
        }
        if (content.torn()) {
            notes.add("it ends in the middle of a line, as a crash leaves it or a write that is under way");
        }
        return content.lines();
    }

    private void checkFleet(AuditReading reading, List<AuditLine> journal) {
        AuditTrail trail = AuditTrail.of(reading);
        Map<String, List<AuditLine>> chains = trail.chains();
        checked.putAll(chains);
        AuditCheck check = AuditCheck.of(trail, reading);
        check.findings().forEach(found -> findings.add(new Found(found.where(), AuditCheck.PLACE, found.finding())));
        notes.addAll(check.notes());
        if (reading.unread() > 0) {
            notes.add(reading.unread() + " older messages of the stream were not read");
        }
        if (file != null) {
            compare(journal, chains);
        }
    }

    /** The journal's records with their copies: one who can rewrite the file does not reach the stream. */
    private void compare(List<AuditLine> journal, Map<String, List<AuditLine>> chains) {
        Map<Long, AuditRecord> own = new HashMap<>();
        Map<Long, Long> lines = new HashMap<>();
        for (AuditLine line : journal) {
            AuditRecord.parse(line.text()).ifPresent(record -> {
                own.putIfAbsent(record.sequence(), record);
                lines.putIfAbsent(record.sequence(), line.at());
            });
        }
        Optional<String> writer = chains.keySet().stream()
                .max((one, other) -> Long.compare(common(own, chains, one), common(own, chains, other)))
                .filter(name -> common(own, chains, name) > 0);
        if (writer.isEmpty()) {
            findings.add(new Found(
                    JOURNAL,
                    "line",
                    new AuditFinding(Kind.CHANGED, 0, "no node's copy in the stream has any of its records")));
            return;
        }
        notes.add("the journal was compared with the copy of " + writer.get());
        for (AuditRecord copy : records(chains.getOrDefault(writer.get(), List.of()))) {
            AuditRecord here = own.get(copy.sequence());
            if (here != null && !here.equals(copy)) {
                findings.add(new Found(
                        JOURNAL,
                        "line",
                        new AuditFinding(
                                Kind.CHANGED,
                                lines.getOrDefault(copy.sequence(), 0L),
                                "record " + copy.sequence() + " is another one in the fleet's copy")));
            } else if (here == null && copy.sequence() > newest(own)) {
                findings.add(new Found(
                        JOURNAL,
                        "line",
                        new AuditFinding(
                                Kind.TRUNCATED,
                                journal.size(),
                                "record " + copy.sequence() + " is only in the fleet's copy")));
            }
        }
    }

    private static long newest(Map<Long, AuditRecord> records) {
        return records.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static long common(Map<Long, AuditRecord> own, Map<String, List<AuditLine>> chains, String writer) {
        return records(chains.getOrDefault(writer, List.of())).stream()
                .filter(copy -> copy.equals(own.get(copy.sequence())))
                .count();
    }

    private static List<AuditRecord> records(List<AuditLine> lines) {
        return lines.stream()
                .flatMap(line -> AuditRecord.parse(line.text()).stream())
                .toList();
    }

    private void print() {
        checked.forEach((where, lines) -> {
            long wrong =
                    findings.stream().filter(found -> found.where.equals(where)).count();
            out().printf(
                            "%-24s %7d records  %s%n",
                            where,
                            lines.size(),
                            wrong == 0 ? "as they were written" + since(lines) : wrong + " findings");
        });
        findings.forEach(found -> out().printf(
                        "%-24s %s %d: %s: %s%n",
                        found.where,
                        found.place,
                        found.finding.at(),
                        found.finding.kind().name(),
                        found.finding.text()));
        notes.forEach(note -> out().println("note: " + note));
        if (checked.isEmpty()) {
            out().println("There are no records: no node has sent any.");
        }
    }

    /** Where it begins, when that is not the beginning. */
    private static String since(List<AuditLine> lines) {
        long first = first(lines);
        return first > 1 ? ", from record " + first + " on: what was before is not there" : "";
    }

    /** Number of the oldest record; 0 when there is none, or it states none. */
    private static long first(List<AuditLine> lines) {
        return records(lines).stream()
                .mapToLong(AuditRecord::sequence)
                .findFirst()
                .orElse(0);
    }

    private void printJson(int status) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("whole", findings.isEmpty());
        result.put("exitCode", status);
        result.put(
                "checked",
                checked.entrySet().stream()
                        .map(entry -> Map.of(
                                "where",
                                entry.getKey(),
                                "records",
                                entry.getValue().size(),
                                "first",
                                first(entry.getValue())))
                        .toList());
        result.put(
                "findings",
                findings.stream()
                        .map(found -> {
                            Map<String, Object> fields = new LinkedHashMap<>();
                            fields.put("where", found.where);
                            fields.put("kind", found.finding.kind());
                            fields.put("place", found.place);
                            fields.put("at", found.finding.at());
                            fields.put("text", found.finding.text());
                            return fields;
                        })
                        .toList());
        result.put("notes", notes);
        out().println(JsonText.object(result));
    }
}
