// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cluster.AuditMessage;
import dev.secbeat.node.cluster.AuditReader;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Intruder;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands to real nodes, their trail in a real stream, and what was done to it. */
class AuditCommandTest {
    @TempDir
    Path folder;

    private SmallFleet fleet;

    @BeforeEach
    void start() {
        fleet = new SmallFleet(folder).withStream().withNodes();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private void block(String prefix) {
        assertThat(fleet.asked("block", prefix, "--reason", "flood").status()).isZero();
    }

    /** Waits until the stream has so many records. */
    private List<JsonNode> listed(int records, String... options) {
        Await.until(
                records + " records are in the stream",
                () -> SmallFleet.objects(fleet.asked("audit", "--json")).size() == records);
        List<String> words = new ArrayList<>(List.of("audit", "--json"));
        words.addAll(List.of(options));
        Shell shell = fleet.asked(fleet.viewer, words.toArray(String[]::new));
        assertThat(shell.err()).isEmpty();
        assertThat(shell.status()).isZero();
        return SmallFleet.objects(shell);
    }

    @Test
    void everyNodeTellsTheIntentBeforeTheOutcome() {
        block("203.0.113.42");
        assertThat(fleet.asked("block", "192.0.2.1", "--reason", "own").status())
                .isEqualTo(ExitCode.REFUSED);

        List<JsonNode> rows = listed(6);

        for (String node : List.of(EAST.toString(), WEST.toString())) {
            List<JsonNode> own = rows.stream()
                    .filter(row -> row.get("writer").asText().equals(node))
                    .toList();
            assertThat(own).extracting(row -> row.get("sequence").asLong()).containsExactly(1L, 2L, 3L);
            assertThat(own).extracting(row -> row.get("type").asText()).containsExactly("intent", "outcome", "outcome");
            assertThat(own.get(0).get("operator").asText()).isEqualTo("olga");
            assertThat(own.get(0).get("order").asText()).isEqualTo("block 203.0.113.42 for 600 s on all: flood");
            assertThat(own.get(0).get("commandId")).isEqualTo(own.get(1).get("commandId"));
            assertThat(own.get(1).get("state").asText()).isEqualTo("APPLIED");
            assertThat(own.get(2).get("text").asText()).startsWith("NEVER_BLOCK");
        }
        assertThat(fleet.asked("audit").out()).contains("will block 203.0.113.42", "applied", "refused NEVER_BLOCK");
    }

    @Test
    void itIsListedByActorPrefixAndTime() {
        block("203.0.113.42");
        block("198.51.100.0/24");
        fleet.asked("block", "192.0.2.1", "--reason", "own");

        assertThat(listed(10, "--actor", "OLGA")).hasSize(10);
        assertThat(listed(10, "--actor", fleet.operator.publicKey().substring(0, 12)))
                .hasSize(10);
        assertThat(listed(10, "--actor", fleet.viewer.publicKey())).isEmpty();
        assertThat(listed(10, "--prefix", "198.51.100.77")).hasSize(4);
        assertThat(listed(10, "--prefix", "203.0.113.0/24")).hasSize(4);
        assertThat(listed(10, "--prefix", "192.0.2.0/24"))
                .as("a refused command has no intent; the stream has the command")
                .hasSize(2);
        assertThat(listed(10, "--prefix", "2001:db8::/32")).isEmpty();
        assertThat(listed(10, "--since", "1h")).hasSize(10);
        assertThat(listed(10, "--until", "1h")).isEmpty();
        assertThat(listed(10, "--last", "3")).isEqualTo(listed(10).subList(7, 10));
        assertThat(fleet.asked("audit", "--since", "yesterday").status()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aTrailNobodyTouchedIsWhole() {
        block("203.0.113.42");
        listed(4);

        Shell text = fleet.asked("audit", "verify", "--fleet");
        Shell json = fleet.asked(
                "audit", "verify", "--json", "--file", fleet.journal(EAST).toString(), "--fleet");

        assertThat(text.status()).as(text.out()).isZero();
        assertThat(text.out()).contains(EAST.toString(), WEST.toString(), "2 records  as they were written");
        assertThat(json.status()).as(json.out()).isZero();
        assertThat(SmallFleet.objects(json)).singleElement().satisfies(object -> {
            assertThat(object.get("whole").asBoolean()).isTrue();
            assertThat(object.get("checked")).hasSize(3);
            assertThat(object.get("findings")).isEmpty();
            assertThat(object.get("notes").toString()).contains("compared with the copy of ");
        });
    }

    @Test
    void aServerKilledBetweenCommandsCostsNoRecordAndRepeatsNone() {
        int commands = 0;
        for (int kill = 0; kill < 2; kill++) {
            block("203.0.113." + ++commands);
            fleet.server.stop();
            fleet.server.start();
            String next = "203.0.113." + ++commands;
            Await.until(
                    "both nodes are back",
                    () -> fleet.asked("block", next, "--reason", "flood", "--dry-run")
                                    .status()
                            == 0);
            block(next);
        }
        Await.until("all records are there", () -> {
            List<JsonNode> rows = SmallFleet.objects(fleet.asked("audit", "--json"));
            return rows.stream()
                            .filter(row -> "APPLIED".equals(row.path("state").asText()))
                            .count()
                    == 8;
        });
        assertThat(fleet.asked("audit", "verify", "--fleet").out()).doesNotContain("MISSING", "INSERTED", "CHANGED");
        assertThat(fleet.asked("audit", "verify", "--fleet").status()).isZero();
        for (var node : List.of(EAST, WEST)) {
            assertThat(Shell.run(
                                    "audit",
                                    "verify",
                                    "--file",
                                    fleet.journal(node).toString())
                            .status())
                    .isZero();
        }
    }

    @Test
    void aMessageTakenOutOfTheStreamIsNamed() throws Exception {
        block("203.0.113.42");
        block("203.0.113.43");
        listed(8);
        long gone = streamNumber(2);
        try (Intruder intruder = fleet.intruder()) {
            intruder.delete(gone);
        }

        Shell shell = fleet.asked("audit", "verify");

        assertThat(shell.status()).isEqualTo(ExitCode.TAMPERED);
        assertThat(shell.out())
                .contains("message " + gone + ": MISSING: it was deleted from the stream")
                .contains("MISSING: record 2 is missing before this message");
    }

    @Test
    void aMessagePutIntoTheStreamIsNamed() throws Exception {
        block("203.0.113.42");
        listed(4);
        AuditRecord forged = AuditRecord.following(0, AuditRecord.START.replace('0', 'f'), "{\"type\":\"intent\"}");
        try (Intruder intruder = fleet.intruder()) {
            intruder.publish(Subjects.audit(EAST), forged.line().getBytes(StandardCharsets.UTF_8));
        }

        Shell shell = fleet.asked("audit", "verify", "--json");

        assertThat(shell.status()).isEqualTo(ExitCode.TAMPERED);
        assertThat(SmallFleet.objects(shell).getFirst().get("findings"))
                .anyMatch(finding -> finding.get("kind").asText().equals("INSERTED")
                        && finding.get("where").asText().equals(EAST.toString()));
    }

    /** Where the stream has one of EAST's records. */
    private long streamNumber(int record) throws Exception {
        List<AuditMessage> messages;
        try (var link = FleetLink.open(fleet.viewer.settings(fleet.server.url()), "t", new FleetListener() {})) {
            Await.until("connected", () -> link.connection().isConnected());
            messages = AuditReader.read(link).messages();
        }
        return messages.stream()
                .filter(message -> message.subject().equals(Subjects.audit(EAST))
                        && message.text().contains("\"seq\":" + record + ","))
                .mapToLong(AuditMessage::sequence)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"CHANGED,3", "MISSING,3", "REORDERED,3", "INSERTED,4", "TRUNCATED,5"})
    void whatWasDoneToAJournalIsSaidWithTheLine(String kind, int line) throws Exception {
        for (int i = 1; i <= 3; i++) {
            block("203.0.113." + i);
        }
        Path journal = fleet.journal(EAST);
        fleet.close(); // So that all of it is noted as being on the disk.
        assertThat(Shell.run("audit", "verify", "--file", journal.toString()).status())
                .isZero();
        List<String> lines = new ArrayList<>(Files.readAllLines(journal));
        switch (kind) {
            case "CHANGED" -> lines.set(2, lines.get(2).replace("203.0.113.2", "203.0.113.9"));
            case "MISSING" -> lines.remove(2);
            case "REORDERED" -> Collections.swap(lines, 2, 3);
            case "INSERTED" -> lines.add(3, lines.get(2));
            default -> lines.removeLast();
        }
        Files.write(journal, lines);

        Shell text = Shell.run("audit", "verify", "--file", journal.toString());
        Shell json = Shell.run("audit", "verify", "--json", "--file", journal.toString());

        assertThat(text.status()).isEqualTo(json.status()).isEqualTo(ExitCode.TAMPERED);
        assertThat(text.out()).contains("line " + line + ": " + kind);
        assertThat(SmallFleet.objects(json).getFirst().get("findings"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.get("kind").asText()).isEqualTo(kind);
                    assertThat(finding.get("at").asInt()).isEqualTo(line);
                });
    }

    @Test
    void aJournalWrittenAnewWithAllItsHashesDiffersFromItsCopy() throws Exception {
        block("203.0.113.42");
        listed(4);
        Path journal = fleet.journal(EAST);
        rewrite(journal);

        assertThat(Shell.run("audit", "verify", "--file", journal.toString()).status())
                .as("alone it looks whole")
                .isZero();
        Shell shell = fleet.asked("audit", "verify", "--file", journal.toString(), "--fleet");
        assertThat(shell.status()).isEqualTo(ExitCode.TAMPERED);
        assertThat(shell.out())
                .contains("CHANGED")
                .containsAnyOf("is another one in the fleet's copy", "no node's copy");
    }

    /** As whoever has the node's disk could: every record, every hash, and the head beside it. */
    private static void rewrite(Path journal) throws IOException {
        List<String> lines = new ArrayList<>();
        String hash = AuditRecord.START;
        long sequence = 0;
        for (String line : Files.readAllLines(journal)) {
            String entry = AuditRecord.parse(line).orElseThrow().entry().replace("203.0.113.42", "203.0.113.9");
            AuditRecord forged = AuditRecord.following(sequence, hash, "{" + entry.substring(entry.indexOf(',') + 1));
            sequence++;
            hash = forged.hash();
            lines.add(forged.line());
        }
        Files.write(journal, lines);
        Files.writeString(
                journal.resolveSibling(journal.getFileName() + ".head"),
                String.format(Locale.ROOT, "%019d %019d %s\n", 1, sequence, hash));
    }

    @Test
    void aJournalIsListedWithoutAFleet() {
        block("203.0.113.42");
        Shell shell =
                Shell.run("audit", "--file", fleet.journal(WEST).toString(), "--json", "--prefix", "203.0.113.42");
        assertThat(SmallFleet.objects(shell))
                .extracting(row -> row.get("type").asText())
                .containsExactly("intent", "outcome");
        Shell absent = Shell.run("audit", "--file", folder.resolve("none").toString());
        assertThat(absent.status()).isEqualTo(ExitCode.FAILED);
        assertThat(absent.err()).contains("none", "data_dir");
    }
}
