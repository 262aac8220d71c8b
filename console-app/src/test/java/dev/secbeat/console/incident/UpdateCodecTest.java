// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.DnsAnswer;
import dev.secbeat.console.model.EmbeddedNode;
import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.OrderHeard;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.json.DecodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What orders, orchestrators and the embedded node bring comes back as it was recorded. */
class UpdateCodecTest {
    private static final long NANOS = 77;
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000007");

    static Stream<Update> updates() {
        return Stream.of(
                new Update.Steered(
                        List.of(new RegionStanding(
                                "apac", "DRAINING", 0, List.of("two of three probes fail"), "eu-west")),
                        List.of(new DnsAnswer("asia", "www.example.org", "A", List.of("192.0.2.1"))),
                        "one server is silent",
                        NANOS),
                new Update.Stepped(
                        new FailoverStep(ID, "fail over apac", "ROLLED_BACK", 5, 1_200, true, List.of("no answer"))),
                new Update.Planned(plan(Optional.of(new PlanDigest("5471ae619b78f89b")))),
                new Update.Planned(plan(Optional.empty())),
                new Update.Ordered(order(ID)),
                new Update.Audited(board(3)),
                new Update.Embedded(node(10)),
                new Update.Sent(ID, "block", false, List.of("apac/node-1"), NANOS, 9, true, Optional.of(ID)));
    }

    @ParameterizedTest
    @MethodSource("updates")
    void comesBackAsItWas(Update update) throws DecodeException {
        assertThat(again(update)).contains(update);
    }

    @Test
    void whatWasSentBeforeUndoWasKnownIsStillRead() throws DecodeException {
        byte[] payload = new FieldWriter()
                .text(ID.toString())
                .text("block")
                .flag(false)
                .texts(List.of("apac/node-1"))
                .number(9)
                .bytes();
        StoredRecord old = new StoredRecord(RecordKind.SENT.number(), NANOS, 9, payload);
        assertThat(UpdateCodec.decode(old))
                .contains(new Update.Sent(ID, "block", false, List.of("apac/node-1"), NANOS, 9));
    }

    @Test
    void aRecordingThatKnewNoTargetsIsStillRead() throws DecodeException {
        List<RegionStanding> regions = List.of(new RegionStanding("apac", "OUT", 0, List.of("drained")));
        Update.Steered steered = new Update.Steered(regions, List.of(), "", NANOS);
        byte[] now = UpdateCodec.encode(steered, NANOS, 9).orElseThrow().payload();
        byte[] before = Arrays.copyOf(
                now, now.length - new FieldWriter().texts(List.of("")).bytes().length);
        assertThat(UpdateCodec.decode(new StoredRecord(RecordKind.STEERED.number(), NANOS, 9, before)))
                .contains(steered);
    }

    @Test
    void aPlanOfARecordingThatKnewNoDigestsIsStillRead() throws DecodeException {
        byte[] now = UpdateCodec.encode(new Update.Planned(plan(Optional.empty())), NANOS, 9)
                .orElseThrow()
                .payload();
        byte[] before =
                Arrays.copyOf(now, now.length - new FieldWriter().text("").bytes().length);
        assertThat(UpdateCodec.decode(new StoredRecord(RecordKind.PLANNED.number(), NANOS, 9, before)))
                .contains(new Update.Planned(plan(Optional.empty())));
    }

    private static PlanState plan(Optional<PlanDigest> digest) {
        return new PlanState(
                ID,
                "orch-1",
                "apac",
                "us-east",
                List.of(new PlanState.Change("AS", "example.", "A", List.of("192.0.2.1"), List.of())),
                0.2,
                0.6,
                List.of("a note"),
                "RATE",
                digest);
    }

    @Test
    void ofALongTrailTheNewestOrdersAreKeptAndTheOthersCounted() throws DecodeException {
        AuditBoard board = board(5_000);
        AuditBoard back = ((Update.Audited) again(new Update.Audited(board)).orElseThrow()).board();
        assertThat(back.orders()).isNotEmpty().hasSizeLessThan(5_000);
        assertThat(back.orders())
                .isEqualTo(board.orders().subList(0, back.orders().size()));
        assertThat(back.unread() - board.unread())
                .isEqualTo(5_000 - back.orders().size());
    }

    @Test
    void ofALongLogTheEndIsKeptAndTheRestCounted() throws DecodeException {
        EmbeddedNode node = node(500);
        EmbeddedNode back = ((Update.Embedded) again(new Update.Embedded(node)).orElseThrow()).node();
        assertThat(back.log().getLast()).isEqualTo(node.log().getLast());
        assertThat(back.log().size() + back.linesLost()).isEqualTo(500 + node.linesLost());
    }

    private static Optional<Update> again(Update update) throws DecodeException {
        return UpdateCodec.decode(UpdateCodec.encode(update, NANOS, 9).orElseThrow());
    }

    private static OrderHeard order(UUID id) {
        return new OrderHeard(
                id,
                "UKEY",
                "block 198.51.100.0/24",
                "a flood",
                "region.apac",
                true,
                false,
                List.of(Prefix.parse("198.51.100.0/24")),
                11,
                12);
    }

    private static AuditBoard board(int count) {
        List<AuditOrder> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            orders.add(new AuditOrder(
                    new UUID(0, i),
                    i,
                    "UKEY",
                    "olga",
                    "block",
                    12,
                    true,
                    List.of(new AuditOrder.Reply("apac/node-1", i, 4, Receipt.State.REFUSED, "too wide"))));
        }
        List<AuditBoard.Flaw> flaws = List.of(new AuditBoard.Flaw("apac/node-1", "gap", 8, "a record is missing"));
        return new AuditBoard(AuditBoard.Phase.READ, "", orders, 40, 3, flaws, 2, 99);
    }

    private static EmbeddedNode node(int lines) {
        return new EmbeddedNode(
                EmbeddedNode.Phase.RUNNING,
                "/etc/node.toml",
                "apac/node-9",
                "",
                "native",
                "serving",
                3_000,
                List.of(new EmbeddedNode.MapUse("blocked", 5, 100)),
                IntStream.range(0, lines).mapToObj(line -> "line " + line).toList(),
                6);
    }
}
