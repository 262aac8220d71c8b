// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.CommandDesk.unblock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.SignedCommand;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of commands that may be obeyed, and in which order things happen. */
class CommandProcessorTest {
    private static final Prefix ATTACKER = Prefix.parse("203.0.113.42");
    private static final UUID LOW = new UUID(1, 1);
    private static final UUID HIGH = new UUID(2, 2);

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    @Test
    void anUnblockSparesForItsTimeFromTheMomentOfIssueOnEveryNode() {
        CommandBody.Unblock body =
                new CommandBody.Unblock(List.of(Prefix.parse("203.0.113.0/24")), Duration.ofMinutes(10), "test");
        desk.answer(order(body).issued(NOW - 2_000).by(desk.operator));
        BlockEntry held = Objects.requireNonNull(desk.blocks.entries.get(Prefix.parse("203.0.113.0/24")));
        assertThat(held.sparedUntilMillis()).isEqualTo(NOW - 2_000 + 600_000);
        assertThat(held.expiresAtMillis()).isGreaterThan(held.sparedUntilMillis());
    }

    @Test
    void anAllowanceEndsTheBlockAndSparesUntilItsEnd() {
        desk.answer(order(block("203.0.113.42")).issued(NOW - 3_000).by(desk.operator));
        CommandBody.Allow body = new CommandBody.Allow(List.of(ATTACKER), Duration.ofMinutes(10), "ours");

        assertThat(desk.answer(order(body).issued(NOW - 2_000).by(desk.operator))
                        .state())
                .isEqualTo(State.APPLIED);

        BlockEntry held = Objects.requireNonNull(desk.blocks.entries.get(ATTACKER));
        assertThat(held.active()).isFalse();
        assertThat(held.sparedUntilMillis()).isEqualTo(NOW - 2_000 + 600_000);
        assertThat(desk.code(order(new CommandBody.Allow(List.of(ATTACKER), Duration.ofDays(31), "x"))
                        .by(desk.admin)))
                .contains(Refusal.Code.TOO_WIDE);
        assertThat(desk.code(order(new CommandBody.Allow(List.of(ATTACKER), Duration.ofMillis(900), "x"))
                        .by(desk.admin)))
                .contains(Refusal.Code.EXPIRED);
        assertThat(desk.code(order(new CommandBody.Allow(CommandDesk.parse("0.0.0.0/0"), Duration.ofHours(1), "x"))
                        .by(desk.admin)))
                .contains(Refusal.Code.TOO_WIDE);
    }

    @Test
    void anAllowanceInsideAnOperatorsWiderBlockSaysThatItIsNoUse() {
        desk.answer(order(block("203.0.113.0/24")).issued(NOW - 3_000).by(desk.operator));
        CommandBody.Allow body = new CommandBody.Allow(List.of(ATTACKER), Duration.ofMinutes(10), "ours");

        assertThat(desk.code(order(body).issued(NOW - 2_000).by(desk.operator))).contains(Refusal.Code.COVERED);
    }

    @Test
    void countingIsNotKeptFromBlockingInTooMuchOrForTooLong() {
        for (CommandBody.Unblock body : List.of(
                new CommandBody.Unblock(List.of(Prefix.parse("0.0.0.0/0")), Duration.ofMinutes(10), "test"),
                new CommandBody.Unblock(List.of(Prefix.parse("203.0.113.42")), Duration.ofDays(31), "test"))) {
            assertThat(desk.code(order(body).by(desk.admin))).contains(Refusal.Code.TOO_WIDE);
        }
        assertThat(desk.blocks.entries).isEmpty();
        assertThat(desk.answer(order(unblock("0.0.0.0/0")).by(desk.operator)).state())
                .as("blocks may always be ended")
                .isEqualTo(State.APPLIED);
    }

    /** Who repeats a command since no receipt came learns that it is in force; of one that was not carried out, nothing. */
    @Test
    void theRefusalOfARepetitionTellsWhatBecameOfTheCommand() {
        SignedCommand good = order(block("203.0.113.42")).by(desk.operator);
        desk.answer(good);
        Receipt repeated = desk.answer(good);
        assertThat(repeated.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.REPLAYED);
        assertThat(repeated.ofRepetition().state()).isEqualTo(State.APPLIED);

        SignedCommand refused = order(block("192.0.2.1")).by(desk.operator);
        desk.answer(refused);
        assertThat(desk.answer(refused).ofRepetition().state()).isEqualTo(State.REFUSED);
    }

    /** Whoever sees an id can be faster with an order of his own under it, at some node. */
    @Test
    void anUndoUnderTheIdOfAnotherOrderIsNotTakenForDone() {
        SignedCommand block = order(block("203.0.113.42")).issued(NOW - 2_000).by(desk.operator);
        desk.answer(block);
        SignedCommand undo =
                order(new CommandBody.Undo(block.command().id(), "test")).by(desk.operator);
        desk.answer(order(unblock("198.51.100.9")).id(undo.command().id()).by(desk.admin));
        Receipt receipt = desk.answer(undo);
        assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.REPLAYED);
        assertThat(receipt.ofRepetition().state()).isEqualTo(State.REFUSED);
        assertThat(desk.blocks.active()).hasSize(1);
    }

    /** A block that somebody has ended since: whoever sends it again must not take it for done. */
    @Test
    void aRepetitionOfWhatIsOverIsNotTakenForDone() {
        SignedCommand over = order(block("203.0.113.42")).issued(NOW - 2_000).by(desk.operator);
        desk.answer(over);
        desk.answer(order(unblock("203.0.113.42")).by(desk.operator));
        assertThat(desk.answer(over).ofRepetition().refusal())
                .map(Refusal::code)
                .contains(Refusal.Code.REPLAYED);
        assertThat(desk.blocks.entries.values()).noneMatch(BlockEntry::active);
    }

    @Test
    void aBlockIsAppliedReadBackAndAnswered() {
        SignedCommand signed = order(block("203.0.113.42", "2001:db8:7::/48")).by(desk.operator);

        Receipt receipt = desk.answer(signed);

        assertThat(receipt)
                .isEqualTo(new Receipt(
                        signed.command().id(), CommandDesk.SELF, State.APPLIED, true, 2_500, Optional.empty()));
        assertThat(desk.blocks.active())
                .extracting(BlockEntry::prefix)
                .containsExactlyInAnyOrder(ATTACKER, Prefix.parse("2001:db8:7::/48"));
        assertThat(desk.blocks.expiry(ATTACKER))
                .as("the ttl runs from the moment of issue")
                .isEqualTo(signed.command().issuedAt().toEpochMilli() + 600_000);
    }

    @Test
    void theIntentIsAuditedBeforeAnythingChangesAndTheOutcomeBeforeTheReceipt() {
        SignedCommand signed = order(block("203.0.113.42")).by(desk.operator);

        desk.answer(signed);

        assertThat(desk.log).hasSize(3);
        assertThat(desk.log.get(0)).isInstanceOfSatisfying(AuditEntry.Intent.class, intent -> {
            assertThat(intent.operator()).isEqualTo("olga");
            assertThat(intent.order()).isEqualTo("block 203.0.113.42 for 600 s on all: test");
            assertThat(intent.expiresAtMillis())
                    .isEqualTo(signed.command().expiresAt().toEpochMilli());
        });
        assertThat(desk.log.get(1))
                .isInstanceOfSatisfying(
                        AuditEntry.Outcome.class,
                        outcome -> assertThat(outcome.state()).isEqualTo(State.APPLIED));
        assertThat(desk.log.get(2)).isInstanceOf(Receipt.class);
    }

    @Test
    void aRefusalIsAuditedWithoutAnIntent() {
        desk.answer(order(block("203.0.113.42")).by(desk.stranger));

        assertThat(desk.log).hasSize(2);
        assertThat(desk.log.getFirst()).isInstanceOfSatisfying(AuditEntry.Outcome.class, outcome -> {
            assertThat(outcome.actor()).isEqualTo(desk.stranger.publicKey());
            assertThat(outcome.text()).startsWith("UNKNOWN_ACTOR: ");
        });
    }

    @Test
    void aDryRunChangesNothing() {
        SignedCommand signed = order(block("203.0.113.42")).dry().by(desk.operator);

        Receipt receipt = desk.answer(signed);

        assertThat(receipt.state()).isEqualTo(State.CHECKED);
        assertThat(receipt.kernelReadBack()).isFalse();
        assertThat(desk.blocks.decisions).isZero();
        SignedCommand older = order(unblock("203.0.113.42")).issued(NOW - 5_000).by(desk.operator);
        assertThat(desk.answer(older).state())
                .as("what was not done supersedes nothing")
                .isEqualTo(State.APPLIED);
    }

    @Test
    void aDryRunIsRefusedForWhatTheCommandItselfWouldBe() {
        assertThat(desk.code(order(block("192.0.2.1")).dry().by(desk.operator))).contains(Refusal.Code.NEVER_BLOCK);
    }

    @Test
    void oneForbiddenPrefixForbidsAll() {
        Receipt receipt = desk.answer(
                order(block("203.0.113.42", "192.0.2.3", "203.0.113.43")).by(desk.operator));

        assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.NEVER_BLOCK);
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void anUnblockEndsABlockAndIsRememberedLongerThanIt() {
        desk.answer(order(block("203.0.113.42")).issued(NOW - 2_000).by(desk.operator));
        long expiry = desk.blocks.expiry(ATTACKER);

        Receipt receipt = desk.answer(order(unblock("203.0.113.42")).by(desk.operator));

        assertThat(receipt.state()).isEqualTo(State.APPLIED);
        assertThat(desk.blocks.active()).isEmpty();
        assertThat(desk.blocks.expiry(ATTACKER)).isGreaterThan(expiry);
    }

    @Test
    void anUnblockInsideAWiderBlockSaysWhatToUnblockInstead() {
        desk.answer(order(block("203.0.113.0/24", "203.0.113.42"))
                .issued(NOW - 3_000)
                .by(desk.operator));

        Receipt receipt = desk.answer(order(unblock("203.0.113.42", "198.51.100.1"))
                .issued(NOW - 2_000)
                .by(desk.operator));

        assertThat(receipt.state()).isEqualTo(State.REFUSED);
        assertThat(receipt.refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(Refusal.Code.COVERED);
            assertThat(refusal.text()).contains("1 of 2").contains("Unblock 203.0.113.0/24 instead");
        });
        assertThat(desk.blocks.active()).as("its own block has ended").hasSize(1);
        assertThat(desk.answer(order(unblock("203.0.113.42", "203.0.113.0/24")).by(desk.operator))
                        .state())
                .as("both at once")
                .isEqualTo(State.APPLIED);
    }

    @Test
    void anUnblockMayNameWhatMustNeverBeBlocked() {
        assertThat(desk.answer(order(unblock("192.0.2.0/28")).by(desk.operator)).state())
                .isEqualTo(State.APPLIED);
    }

    @Test
    void ofTwoOrdersTheLaterIssuedStandsInWhicheverOrderTheyCome() {
        SignedCommand early = order(block("203.0.113.42")).issued(NOW - 3_000).by(desk.operator);
        SignedCommand late = order(unblock("203.0.113.42")).issued(NOW - 2_000).by(desk.operator);

        assertThat(desk.answer(late).state()).isEqualTo(State.APPLIED);
        int decisions = desk.blocks.decisions;
        Receipt overtaken = desk.answer(early);

        assertThat(overtaken.state()).isEqualTo(State.SUPERSEDED);
        assertThat(overtaken.kernelReadBack()).isFalse();
        assertThat(overtaken.refusal()).isEmpty();
        assertThat(desk.blocks.decisions).isEqualTo(decisions);
        assertThat(desk.log)
                .filteredOn(AuditEntry.Intent.class::isInstance)
                .extracting(entry -> ((AuditEntry.Intent) entry).commandId())
                .as("what a restart remembers")
                .containsExactly(late.command().id(), early.command().id());
    }

    @Test
    void ofTwoOrdersIssuedAtOnceTheLargerIdStands() {
        SignedCommand low =
                order(block("203.0.113.42")).issued(NOW - 1_000).id(LOW).by(desk.operator);
        SignedCommand high =
                order(unblock("203.0.113.42")).issued(NOW - 1_000).id(HIGH).by(desk.admin);

        assertThat(desk.answer(high).state()).isEqualTo(State.APPLIED);
        assertThat(desk.answer(low).state()).isEqualTo(State.SUPERSEDED);
        desk.restart(Map.of());
        assertThat(desk.answer(low).state()).isEqualTo(State.APPLIED);
        assertThat(desk.answer(high).state()).isEqualTo(State.APPLIED);
    }

    @Test
    void ordersOnOtherPrefixesDoNotSupersede() {
        desk.answer(order(block("203.0.113.42")).issued(NOW - 1_000).by(desk.operator));

        assertThat(desk.answer(order(block("203.0.113.43")).issued(NOW - 9_000).by(desk.operator))
                        .state())
                .isEqualTo(State.APPLIED);
    }

    @Test
    void aKernelThatRefusesIsNamedAndTheOthersAreStillBlocked() {
        desk.blocks.refusedBySink.add(ATTACKER);

        Receipt receipt =
                desk.answer(order(block("203.0.113.42", "203.0.113.43")).by(desk.operator));

        assertThat(receipt.state()).isEqualTo(State.REFUSED);
        assertThat(receipt.kernelReadBack()).isFalse();
        assertThat(receipt.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.KERNEL_FAILED);
        assertThat(receipt.refusal().orElseThrow().text())
                .startsWith("1 of 2 prefixes are not in force on this node: 203.0.113.42 (the kernel's map is full)");
        assertThat(desk.blocks.verify(Prefix.parse("203.0.113.43"), true)).isTrue();
    }

    @Test
    void aBlockThatIsNotFoundAgainIsNotReportedAsInForce() {
        desk.blocks.lostBySink.add(ATTACKER);

        Receipt receipt = desk.answer(order(block("203.0.113.42")).by(desk.operator));

        assertThat(receipt.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.KERNEL_FAILED);
        assertThat(receipt.refusal().orElseThrow().text()).contains("203.0.113.42 (read back otherwise)");
    }

    @Test
    void aMapWithoutRoomIsARefusalAndNotAnEnd() {
        desk.blocks.refusedByMap.add(ATTACKER);

        assertThat(desk.code(order(block("203.0.113.42")).by(desk.operator))).contains(Refusal.Code.OVERLOADED);
        assertThat(desk.code(order(block("203.0.113.43")).by(desk.operator))).isEmpty();
    }

    @Test
    void aReplayIsRefusedAlsoAfterARestart() {
        SignedCommand signed = order(block("203.0.113.42")).by(desk.operator);
        assertThat(desk.answer(signed).state()).isEqualTo(State.APPLIED);
        assertThat(desk.code(signed)).contains(Refusal.Code.REPLAYED);
        Command command = signed.command();

        desk.restart(Map.of(command.id(), command.expiresAt().toEpochMilli()));

        assertThat(desk.code(signed)).contains(Refusal.Code.REPLAYED);
        assertThat(desk.blocks.decisions).isOne();
    }

    @Test
    void whenEveryIdMustBeRememberedNoMoreCommandsAreTaken() {
        Map<UUID, Long> many = new HashMap<>();
        for (int i = 0; i < SeenCommands.MAX_IDS; i++) {
            many.put(new UUID(7, i), NOW + 1);
        }
        desk.restart(many);

        assertThat(desk.code(order(block("203.0.113.42")).by(desk.operator))).contains(Refusal.Code.OVERLOADED);
        assertThat(desk.blocks.decisions).isZero();
        assertThat(desk.answer(order(block("203.0.113.42")).issued(NOW + 1_000).by(desk.operator), NOW + 2)
                        .state())
                .as("room is made by what has expired")
                .isEqualTo(State.APPLIED);
    }

    @Test
    void failoversAreNotTheNodesAndPassInSilence() {
        desk.queue(order(new CommandBody.Failover(new RegionId("us-east"), new RegionId("apac"), "test"))
                .by(desk.admin));

        assertThat(desk.turn()).isOne();
        assertThat(desk.receiptCount()).isZero();
        assertThat(desk.log).isEmpty();
    }

    @Test
    void aTurnHandlesAFewAndTheRestFollows() {
        for (int i = 0; i < 10; i++) {
            desk.queue(order(block("203.0.113." + i)).by(desk.operator));
        }

        assertThat(List.of(desk.turn(), desk.turn(), desk.turn(), desk.turn())).containsExactly(4, 4, 2, 0);
        assertThat(desk.receiptCount()).isEqualTo(10);
    }

    @Test
    void whatCannotBeReadIsAnsweredUnderItsId() {
        Receipt receipt = desk.answer(new ReceivedCommand.Undecodable(LOW, "field body is missing", 0), NOW);

        assertThat(receipt.commandId()).isEqualTo(LOW);
        assertThat(receipt.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.MALFORMED);
        assertThat(receipt.refusal().orElseThrow().text()).contains("field body is missing");
    }
}
