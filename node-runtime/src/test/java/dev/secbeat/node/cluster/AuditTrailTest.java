// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the messages of an audit stream: chains, and what stands in none. */
class AuditTrailTest {
    private static final Scope ALL = new Scope.Fleet();
    private static final NodeId NODE = NodeId.of("apac", "a-1");
    private static final Instant NOW = Instant.ofEpochMilli(1_780_000_000_000L);
    private static final UUID ID = new UUID(1, 2);

    private final List<AuditMessage> messages = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void aFailoverThatWasOrderedAndItsOutcomeStandBesideTheChains() throws IOException {
        ordered(new CommandBody.Failover(new RegionId("apac"), new RegionId("us-east"), "power"));
        FailoverPlan plan = new FailoverPlan(
                ID,
                "orch-1",
                FailoverPlan.Act.FAILOVER,
                false,
                new RegionId("apac"),
                new RegionId("us-east"),
                List.of(),
                0.2,
                0.5,
                List.of(),
                Optional.empty(),
                Optional.empty());
        put(Subjects.FAILOVER_PLAN, Json.PLAN.encode(plan));
        put(
                Subjects.FAILOVER_OUTCOME,
                Json.OUTCOME.encode(new FailoverOutcome(
                        plan,
                        FailoverOutcome.Result.ROLLED_BACK,
                        3,
                        NOW.toEpochMilli() + 900,
                        800,
                        List.of("one differs"))));
        List<AuditRow> rows = trail().rows();
        assertThat(rows).extracting(row -> row.writer().orElse("")).containsExactly("published", "orchestrator");
        assertThat(rows.getFirst().order().orElse("")).isEqualTo("failover from apac to us-east on all: power");
        assertThat(rows.getLast().state()).contains(Receipt.State.REFUSED);
        assertThat(rows.getLast().text()).isEqualTo("ROLLED_BACK: one differs");
        assertThat(check().isWhole()).isTrue();
    }

    @Test
    void whatWasPublishedIsKnownInWordsAlsoWhereNoNodeObeyedIt() throws IOException {
        ordered(new CommandBody.Block(List.of(Prefix.parse("192.0.2.7")), Duration.ofSeconds(60), "mistake"));
        assertThat(trail().published()).containsEntry(ID, "block 192.0.2.7 for 60 s on all: mistake");
        assertThat(trail().rows()).isEmpty();
        put(Subjects.command(ALL), "no command at all".getBytes(StandardCharsets.UTF_8));
        assertThat(trail().published()).hasSize(1);
    }

    @Test
    void aChangedRecordAndADeletedMessageAreFound() {
        AuditRecord first =
                AuditRecord.following(0, AuditRecord.START, entry("block 203.0.113.42 for 60 s on all: flood"));
        AuditRecord second = AuditRecord.following(1, first.hash(), entry("unblock 203.0.113.42 on all: over"));
        put(Subjects.audit(NODE), first.line().getBytes(StandardCharsets.UTF_8));
        put(Subjects.audit(NODE), second.line().getBytes(StandardCharsets.UTF_8));
        assertThat(check().isWhole()).isTrue();
        assertThat(check().records()).containsEntry("apac/a-1", 2);
        assertThat(trail().rows()).extracting(AuditRow::operator).containsOnly("olga");

        String changed = second.line().replace("over", "ever");
        messages.set(1, new AuditMessage(2, Subjects.audit(NODE), changed));
        AuditCheck check = AuditCheck.of(
                trail(), new AuditReading(1, 3, 0, messages, List.of(3L), List.of(), AuditRetention.WHOLE));
        assertThat(check.findings())
                .extracting(AuditCheck.Finding::where, AuditCheck.Finding::kind, AuditCheck.Finding::at)
                .containsExactly(tuple("apac/a-1", "CHANGED", 2L), tuple("stream", "MISSING", 3L));
    }

    private AuditCheck checkFrom(int first, long unread, AuditRetention retention) {
        String hash = AuditRecord.START;
        List<AuditMessage> held = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            AuditRecord record = AuditRecord.following(i - 1, hash, entry("block 203.0.113.42 for 60 s on all: n" + i));
            hash = record.hash();
            held.add(new AuditMessage(i, Subjects.audit(NODE), record.line()));
        }
        AuditReading reading =
                new AuditReading(first, 9, unread, held.subList(first - 1, 9), List.of(), List.of(), retention);
        return AuditCheck.of(AuditTrail.of(reading), reading);
    }

    private static AuditRetention retention(long gone, int daysOld, double full) {
        return new AuditRetention(gone, Duration.ofDays(daysOld), Duration.ofDays(90), full);
    }

    @Test
    void aChainThatBeginsLateInAStreamThatDroppedNothingIsCutOff() {
        assertThat(checkFrom(4, 0, AuditRetention.WHOLE).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.where()).isEqualTo(NODE.toString());
                    assertThat(finding.kind()).isEqualTo("TRUNCATED");
                    assertThat(finding.text()).isEqualTo("records 1 to 3 are missing at the beginning");
                });
        assertThat(checkFrom(1, 0, AuditRetention.WHOLE).isWhole()).isTrue();
    }

    @Test
    void whatTheStreamsLimitsDroppedIsANoteAndNoFinding() {
        for (AuditRetention dropped : List.of(retention(3, 90, 0.1), retention(3, 2, 0.95))) {
            AuditCheck check = checkFrom(4, 0, dropped);
            assertThat(check.findings()).isEmpty();
            assertThat(check.notes()).hasSize(2);
            assertThat(check.notes().getFirst())
                    .startsWith("stream: its oldest 3 messages are not there any more")
                    .contains(dropped.full() < 0.9 ? "older than it keeps them" : "find out who fills it");
            assertThat(check.notes().getLast()).contains("apac/a-1: records 1 to 3", "the stream's limits", "for 90 d");
        }
    }

    /** Of a writer all of whose records went there is no chain that could tell. */
    @Test
    void whatTheStreamsLimitsDroppedIsSaidThoughNoChainMissesIt() {
        AuditReading empty = new AuditReading(10, 9, 0, List.of(), List.of(), List.of(), retention(9, 2, 0.95));

        assertThat(AuditCheck.of(AuditTrail.of(empty), empty).notes())
                .singleElement()
                .asString()
                .startsWith("stream: its oldest 9 messages are not there any more");
    }

    @Test
    void whatTheStreamsLimitsCannotHaveDroppedWasTakenAway() {
        AuditCheck check = checkFrom(4, 0, retention(3, 89, 0.5));

        assertThat(check.findings())
                .extracting(AuditCheck.Finding::where, AuditCheck.Finding::kind, AuditCheck.Finding::at)
                .containsExactly(tuple("apac/a-1", "TRUNCATED", 4L), tuple("stream", "TRUNCATED", 4L));
        assertThat(check.notes()).isEmpty();
    }

    @Test
    void olderMessagesThatWereNotReadMayHoldTheBeginning() {
        AuditCheck check = checkFrom(4, 3, AuditRetention.WHOLE);

        assertThat(check.findings()).isEmpty();
        assertThat(check.notes()).singleElement().asString().contains("in what was read");
        assertThat(checkFrom(4, 2, retention(1, 2, 0)).findings())
                .as("yet what is gone before them is gone")
                .extracting(AuditCheck.Finding::where, AuditCheck.Finding::at)
                .containsExactly(tuple("stream", 2L));
    }

    /** A full stream drops its oldest with each message that comes. */
    @Test
    void whatIsDroppedDuringTheReadingIsNoDeletion() {
        List<Long> gone = List.of(4L, 5L, 8L);
        AuditReading full = new AuditReading(4, 9, 0, List.of(), gone, List.of(), retention(3, 2, 1));
        AuditReading young = new AuditReading(4, 9, 0, List.of(), gone, List.of(), retention(0, 2, 0.5));

        assertThat(AuditCheck.of(AuditTrail.of(full), full).findings())
                .extracting(AuditCheck.Finding::at)
                .containsExactly(8L);
        assertThat(AuditCheck.of(AuditTrail.of(young), young).findings())
                .extracting(AuditCheck.Finding::at)
                .containsExactly(4L, 5L, 8L);
    }

    @Test
    void anOrderThatMayWaitForASecondPersonLivesAsLongAsNodesAllow() throws IOException {
        try (NkeySigner signer = NkeySigner.create(folder.resolve("olga.nk"))) {
            CommandBody narrow = block("203.0.113.42");
            CommandBody wide = block("198.0.0.0/8");
            assertThat(life(FleetOrders.write(ID, NOW, signer, ALL, false, narrow)))
                    .isEqualTo(Duration.ofMinutes(1));
            assertThat(life(FleetOrders.write(ID, NOW, signer, ALL, false, wide)))
                    .isEqualTo(Duration.ofMinutes(5));
            var signed = signer.sign(FleetOrders.write(ID, NOW, signer, ALL, false, narrow));
            assertThat(FleetOrders.isSigned(signed)).isTrue();
            var other = FleetOrders.write(ID, NOW, signer, ALL, false, wide);
            assertThat(FleetOrders.isSigned(new dev.secbeat.node.api.SignedCommand(other, signed.signature())))
                    .as("another order under this signature")
                    .isFalse();
        }
    }

    private static CommandBody block(String prefix) {
        return new CommandBody.Block(List.of(Prefix.parse(prefix)), Duration.ofSeconds(60), "test");
    }

    private static Duration life(Command command) {
        return Duration.between(command.issuedAt(), command.expiresAt());
    }

    private static String entry(String order) {
        return Json.AUDIT.encodeText(
                new AuditEntry.Intent(NOW.toEpochMilli(), ID, "UOLGA", "olga", NOW.toEpochMilli() + 60_000, order));
    }

    private void ordered(CommandBody body) throws IOException {
        try (NkeySigner signer = NkeySigner.create(folder.resolve(UUID.randomUUID() + ".nk"))) {
            put(
                    Subjects.command(ALL),
                    Json.COMMAND.encode(signer.sign(FleetOrders.write(ID, NOW, signer, ALL, false, body))));
        }
    }

    private void put(String subject, byte[] content) {
        messages.add(new AuditMessage(messages.size() + 1, subject, new String(content, StandardCharsets.UTF_8)));
    }

    private AuditTrail trail() {
        return AuditTrail.of(
                new AuditReading(1, messages.size(), 0, messages, List.of(), List.of(), AuditRetention.WHOLE));
    }

    private AuditCheck check() {
        return AuditCheck.of(
                trail(), new AuditReading(1, messages.size(), 0, messages, List.of(), List.of(), AuditRetention.WHOLE));
    }
}
