// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.crdt.LimitMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders on limits, at one node. */
class LimitOrdersTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String NET = "203.0.113.0/24";

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    private long given;

    /** One after the other, so that which is the later is not left to chance. */
    private CommandDesk.Order order(CommandBody body) {
        given++;
        return CommandDesk.order(body).issued(NOW - 1_500 + given);
    }

    private static CommandBody.Limit limit(String of, long most) {
        return limit(of, most, HOUR);
    }

    private static CommandBody.Limit limit(String of, long most, Duration lasting) {
        return new CommandBody.Limit(
                new LimitRule(LimitRule.target(of), Dimension.REQUESTS, most, 10_000, 60), lasting, "test");
    }

    private static CommandBody.Unlimit unlimit(String of) {
        return new CommandBody.Unlimit(LimitRule.target(of), Optional.empty(), "test");
    }

    private static CommandBody.Undo undo(SignedCommand command) {
        return new CommandBody.Undo(command.command().id(), "test");
    }

    private List<Long> inForce() {
        return desk.limits.inForce().stream()
                .map(word -> word.terms().orElseThrow().most())
                .toList();
    }

    @Test
    void aLimitIsInForceUntilItsTimeSinceIssueIsOver() {
        Receipt receipt = desk.answer(order(limit(NET, 100)).issued(NOW - 5_000).by(desk.operator));

        assertThat(receipt.state()).isEqualTo(State.APPLIED);
        assertThat(receipt.kernelReadBack()).isTrue();
        assertThat(desk.limits.inForce())
                .extracting(LimitEntry::terms)
                .containsExactly(Optional.of(new LimitTerms(100, 10_000, 60, NOW - 5_000 + HOUR.toMillis())));
        assertThat(desk.limitWords).hasSize(1);
        assertThat(desk.log)
                .filteredOn(AuditEntry.Intent.class::isInstance)
                .extracting(entry -> ((AuditEntry.Intent) entry).order())
                .containsExactly(
                        "limit 203.0.113.0/24 to 100 requests in 10 s, else block for 60 s, for 3600 s on all: test");
        desk.limits.beginTurn(NOW - 5_000 + HOUR.toMillis());
        assertThat(desk.limits.doWork()).isOne();
        assertThat(desk.limits.inForce()).isEmpty();
    }

    @Test
    void undoRestoresExactlyWhatWasBefore() {
        SignedCommand first =
                order(limit(NET, 100, Duration.ofHours(2))).issued(NOW - 3_000).by(desk.operator);
        SignedCommand second = order(limit(NET, 50)).issued(NOW - 2_000).by(desk.operator);
        desk.answer(first);
        Optional<LimitTerms> before = desk.limits.inForce().getFirst().terms();
        desk.answer(second);
        assertThat(inForce()).containsExactly(50L);

        SignedCommand undo = order(undo(second)).by(desk.operator);
        assertThat(desk.answer(undo).state()).isEqualTo(State.APPLIED);
        assertThat(desk.limits.inForce()).extracting(LimitEntry::terms).containsExactly(before);
        assertThat(desk.code(order(undo(second)).by(desk.operator)))
                .as("it stands no more")
                .contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.code(order(undo(first)).by(desk.operator)))
                .as("somebody has decided since")
                .contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.answer(order(undo(undo)).by(desk.operator)).state()).isEqualTo(State.APPLIED);
        assertThat(inForce()).containsExactly(50L);
    }

    @Test
    void unlimitEndsAllOfAPrefixOrOneAndCanBeUndone() {
        desk.answer(order(limit(NET, 100)).by(desk.operator));
        desk.answer(order(new CommandBody.Limit(
                        new LimitRule(LimitRule.target(NET), Dimension.BYTES, 7, 1_000, 60), HOUR, ""))
                .by(desk.operator));
        CommandBody.Unlimit one = new CommandBody.Unlimit(LimitRule.target(NET), Optional.of(Dimension.BYTES), "");
        assertThat(desk.answer(order(one).by(desk.operator)).state()).isEqualTo(State.APPLIED);
        assertThat(inForce()).containsExactly(100L);
        SignedCommand rest = order(unlimit(NET)).by(desk.operator);
        assertThat(desk.answer(rest).state()).isEqualTo(State.APPLIED);
        assertThat(inForce()).isEmpty();
        assertThat(desk.code(order(unlimit(NET)).by(desk.operator))).contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.answer(order(undo(rest)).by(desk.operator)).state()).isEqualTo(State.APPLIED);
        assertThat(inForce()).containsExactly(100L);
    }

    /** A region's limit and the fleet's stand beside each other; who ends the fleet's ends those within. */
    @Test
    void limitsOfDifferentScopesDoNotReplaceEachOther() {
        desk.answer(order(limit(NET, 100)).by(desk.operator));
        desk.answer(order(limit(NET, 50)).scope("region.us-east").by(desk.operator));
        assertThat(inForce()).containsExactlyInAnyOrder(100L, 50L);
        assertThat(desk.answer(order(unlimit(NET)).scope("region.us-east").by(desk.operator))
                        .state())
                .isEqualTo(State.APPLIED);
        assertThat(inForce()).containsExactly(100L);
        assertThat(desk.code(order(unlimit(NET)).scope("region.us-east").by(desk.operator)))
                .contains(Refusal.Code.NOTHING_TO_DO);
        desk.answer(order(limit(NET, 50)).scope("region.us-east").by(desk.operator));
        assertThat(desk.answer(order(unlimit(NET)).by(desk.operator)).state()).isEqualTo(State.APPLIED);
        assertThat(inForce()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,          NEVER_BLOCK,   kept inside",
        "192.0.2.0/28,       NEVER_BLOCK,   kept itself",
        "192.0.2.0/24,       ,              only part of it is kept",
        "11.0.0.0/7,         TOO_WIDE,      wider than anybody may",
        "2001:db8::/64,      ,              one source",
        "198.18.0.0/15,      TOO_WIDE,      wider than an operator may",
        "all,                TOO_WIDE,      wider than an operator may",
    })
    void whatMayNotBeLimitedIsRefusedWithItsReason(String of, Refusal.Code code, String why) {
        String prefix = of.equals("11.0.0.0/7") ? "10.0.0.0/7" : of;
        for (boolean dry : new boolean[] {true, false}) {
            CommandDesk.Order order = order(limit(prefix, 100));
            assertThat(desk.code((dry ? order.dry() : order).by(desk.operator)))
                    .as(why)
                    .isEqualTo(Optional.ofNullable(code));
            assertThat(inForce()).hasSize(code == null && !dry ? 1 : 0);
        }
    }

    @Test
    void whoeverMayNotGiveOrdersGivesNone() {
        assertThat(desk.code(order(limit(NET, 1)).by(desk.viewer))).contains(Refusal.Code.WRONG_ROLE);
        assertThat(desk.code(order(limit(NET, 1)).by(desk.stranger))).contains(Refusal.Code.UNKNOWN_ACTOR);
        assertThat(desk.code(order(limit(NET, 1)).scope("region.eu-west").by(desk.operator)))
                .contains(Refusal.Code.OUT_OF_SCOPE);
        assertThat(desk.code(order(limit(NET, 1, Duration.ofDays(31))).by(desk.operator)))
                .contains(Refusal.Code.TOO_WIDE);
        assertThat(desk.code(order(limit(NET, 1, Duration.ofMillis(900))).by(desk.operator)))
                .as("over before it came")
                .contains(Refusal.Code.EXPIRED);
        SignedCommand once = order(limit(NET, 1)).issued(NOW - 2_000).by(desk.operator);
        assertThat(desk.code(once)).isEmpty();
        Receipt again = desk.answer(once);
        assertThat(again.refusal().map(Refusal::code)).contains(Refusal.Code.REPLAYED);
        assertThat(again.ofRepetition().state())
                .as("its sender learns that it is in force")
                .isEqualTo(State.APPLIED);
        assertThat(desk.limitWords).hasSize(1);
        desk.answer(order(unlimit(NET)).by(desk.operator));
        assertThat(desk.answer(once).ofRepetition().state())
                .as("it has been ended since")
                .isEqualTo(State.REFUSED);
    }

    @Test
    void aLimitForAllTakesTwo() {
        SignedCommand all = order(limit("all", 100)).by(desk.admin);
        Receipt waiting = desk.answer(all);
        assertThat(waiting.state()).isEqualTo(State.WAITING);
        assertThat(waiting.refusal().map(Refusal::code)).contains(Refusal.Code.NEEDS_APPROVAL);
        assertThat(inForce()).isEmpty();
        assertThat(desk.answer(order(limit("all", 100)).dry().by(desk.admin)).state())
                .isEqualTo(State.CHECKED);

        CommandBody.Approve approve = new CommandBody.Approve(all.command().id());
        assertThat(desk.code(order(approve).by(desk.admin))).contains(Refusal.Code.WRONG_ROLE);
        assertThat(desk.code(order(approve).by(desk.operator))).contains(Refusal.Code.WRONG_ROLE);
        desk.queue(order(approve).by(desk.secondAdmin));
        desk.settle();
        assertThat(desk.allReceipts())
                .filteredOn(receipt -> receipt.commandId().equals(all.command().id()))
                .extracting(Receipt::state)
                .containsExactly(State.APPLIED);
        assertThat(inForce()).containsExactly(100L);
        assertThat(desk.answer(order(unlimit("all")).by(desk.admin)).state())
                .as("to end it takes one")
                .isEqualTo(State.APPLIED);
    }

    /** Whoever holds a key can send one order to this node and another one, which is shown to who approves, elsewhere. */
    @Test
    void anApprovalOfAnotherOrderUnderTheSameIdIsRefused() {
        SignedCommand waits = order(limit("all", 1)).by(desk.admin);
        assertThat(desk.answer(waits).state()).isEqualTo(State.WAITING);
        UUID id = waits.command().id();
        for (CommandBody shown : List.of(limit("all", 1_000_000), CommandDesk.block("198.18.0.0/15"))) {
            Receipt receipt = desk.answer(order(new CommandBody.Approve(
                            id,
                            Optional.of(
                                    CanonicalBytes.digest(order(shown).id(id).unsigned(desk.admin)))))
                    .by(desk.secondAdmin));
            assertThat(receipt.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.MALFORMED);
            assertThat(receipt.refusal().orElseThrow().text()).contains("not the order that was agreed to");
            assertThat(inForce()).isEmpty();
        }
        desk.queue(order(new CommandBody.Approve(id, Optional.of(CanonicalBytes.digest(waits.command()))))
                .by(desk.secondAdmin));
        desk.settle();
        assertThat(inForce()).containsExactly(1L);
    }

    @Test
    void whatEndsItByUndoIsPutBackByTwo() {
        SignedCommand wide = order(limit("198.18.0.0/15", 100)).by(desk.admin);
        desk.answer(wide);
        desk.queue(order(new CommandBody.Approve(wide.command().id())).by(desk.secondAdmin));
        desk.settle();
        SignedCommand end = order(unlimit("198.18.0.0/15")).by(desk.admin);
        assertThat(desk.answer(end).state()).isEqualTo(State.APPLIED);
        assertThat(desk.code(order(undo(end)).by(desk.operator))).contains(Refusal.Code.TOO_WIDE);
        SignedCommand back = order(undo(end)).by(desk.admin);
        assertThat(desk.answer(back).state()).isEqualTo(State.WAITING);
        desk.queue(order(new CommandBody.Approve(back.command().id())).by(desk.secondAdmin));
        desk.settle();
        assertThat(inForce()).containsExactly(100L);
    }

    @Test
    void whatNobodyApprovesInTimeOrIsUndoneIsRefused() {
        SignedCommand late = order(limit("all", 100)).by(desk.admin);
        SignedCommand taken = order(limit("all", 200)).by(desk.admin);
        desk.answer(late);
        desk.answer(taken);
        desk.queue(order(undo(taken)).by(desk.operator));
        desk.settle();
        desk.turnAt(0, late.command().expiresAt().toEpochMilli());
        assertThat(desk.allReceipts())
                .filteredOn(receipt -> receipt.state() == State.REFUSED)
                .extracting(Receipt::commandId)
                .containsExactly(taken.command().id(), late.command().id());
        assertThat(inForce()).isEmpty();
    }

    @Test
    void whatWaitsEndsWhenItsKeyIsWithdrawn() {
        SignedCommand gone = order(limit("all", 100)).by(desk.admin);
        SignedCommand stays = order(limit("all", 200)).by(desk.secondAdmin);
        desk.answer(gone);
        desk.answer(stays);
        desk.withdraw(desk.admin);
        desk.settle();
        assertThat(desk.allReceipts())
                .filteredOn(receipt -> receipt.state() == State.REFUSED)
                .extracting(Receipt::commandId)
                .containsExactly(gone.command().id());
        assertThat(desk.lastReceipt().refusal().map(Refusal::code)).contains(Refusal.Code.UNKNOWN_ACTOR);
        desk.withdraw(desk.secondAdmin);
        desk.settle();
        assertThat(desk.lastReceipt().commandId()).isEqualTo(stays.command().id());
    }

    @Test
    void oneKeyCannotFillTheRoomForOrdersThatWait() {
        for (int i = 0; i < LimitOrders.MAX_HELD_OF_ONE; i++) {
            assertThat(desk.answer(order(limit("all", 1 + i)).by(desk.admin)).state())
                    .isEqualTo(State.WAITING);
        }
        assertThat(desk.code(order(limit("all", 9)).by(desk.admin))).contains(Refusal.Code.OVERLOADED);
        assertThat(desk.answer(order(limit("all", 9)).by(desk.secondAdmin)).state())
                .isEqualTo(State.WAITING);
    }

    @Test
    void whenFullANewOneIsRefusedClearlyAndAnOldOneCanStillBeChanged() {
        for (int i = 0; i < LimitMap.MOST_IN_FORCE; i++) {
            assertThat(desk.answer(order(limit("203.0.113." + i, 5)).by(desk.operator))
                            .state())
                    .isEqualTo(State.APPLIED);
        }
        Receipt full = desk.answer(order(limit("198.51.100.1", 5)).by(desk.operator));
        assertThat(full.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.OVERLOADED);
        assertThat(full.refusal().orElseThrow().text())
                .contains("64")
                .contains("nothing was changed")
                .contains("secbeat unlimit");
        assertThat(desk.answer(order(limit("203.0.113.7", 6)).by(desk.operator)).state())
                .isEqualTo(State.APPLIED);
        assertThat(desk.answer(order(unlimit("203.0.113.9")).by(desk.operator)).state())
                .isEqualTo(State.APPLIED);
        assertThat(desk.answer(order(limit("198.51.100.1", 5)).by(desk.operator))
                        .state())
                .isEqualTo(State.APPLIED);
    }

    @Test
    void ofTwoThatOvertakeEachOtherTheLaterStands() {
        SignedCommand earlier = order(limit(NET, 100)).issued(NOW - 4_000).by(desk.operator);
        SignedCommand later = order(limit(NET, 50)).issued(NOW - 3_000).by(desk.operator);
        assertThat(desk.answer(later).state()).isEqualTo(State.APPLIED);
        assertThat(desk.answer(earlier).state()).isEqualTo(State.SUPERSEDED);
        assertThat(inForce()).containsExactly(50L);
    }

    /** Whoever sees an id can give another limit under it, to this node alone, and be faster. */
    @Test
    void anotherLimitUnderTheSameIdIsNotTheCommandCarriedOut() {
        SignedCommand command = order(limit(NET, 100)).by(desk.admin);
        SignedCommand other = order(limit(NET, 7)).id(command.command().id()).by(desk.operator);
        assertThat(desk.answer(other).state()).isEqualTo(State.APPLIED);
        Receipt receipt = desk.answer(command);
        assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.REPLAYED);
        assertThat(receipt.ofRepetition().state()).isEqualTo(State.REFUSED);
    }

    @Test
    void whatAPeerHasToldOfAnotherLimitUnderTheSameIdIsNotTakenForIt() {
        SignedCommand command = order(limit(NET, 100)).issued(NOW - 3_000).by(desk.operator);
        LimitKey key = new LimitKey(LimitRule.target(NET), Dimension.REQUESTS, new Scope.Fleet());
        LimitEntry told = new LimitEntry(
                key,
                Optional.of(new LimitTerms(7, 10_000, 60, NOW - 4_000 + HOUR.toMillis())),
                (NOW - 1_000) << 16,
                NodeId.of("eu-west", "peer"),
                NOW - 4_000 + HOUR.toMillis(),
                command.command().id(),
                NOW - 4_000,
                Optional.empty());
        desk.limits.beginTurn(NOW);
        desk.limits.accept(told);

        assertThat(desk.answer(command).state()).isEqualTo(State.APPLIED);
        assertThat(inForce()).containsExactly(100L);
    }

    /** It is the same command, and so is what undoing it means. */
    @Test
    void whatAPeerHasToldOfTheCommandIsTheCommandCarriedOut() {
        SignedCommand command = order(limit(NET, 100)).issued(NOW - 3_000).by(desk.operator);
        LimitTerms before = new LimitTerms(7, 2_000, 30, NOW + 60_000);
        LimitEntry told = new LimitEntry(
                new LimitKey(LimitRule.target(NET), Dimension.REQUESTS, new Scope.Fleet()),
                Optional.of(new LimitTerms(100, 10_000, 60, NOW - 3_000 + HOUR.toMillis())),
                (NOW - 1_000) << 16,
                NodeId.of("eu-west", "peer"),
                NOW - 3_000 + HOUR.toMillis(),
                command.command().id(),
                NOW - 3_000,
                Optional.of(before));
        desk.limits.beginTurn(NOW);
        assertThat(desk.limits.accept(told)).isEqualTo(LimitMap.Outcome.APPLIED);

        assertThat(desk.answer(command).state()).isEqualTo(State.APPLIED);
        assertThat(desk.limits.words()).containsExactly(told);
        assertThat(desk.answer(order(undo(command)).by(desk.operator)).state()).isEqualTo(State.APPLIED);
        assertThat(desk.limits.inForce()).extracting(LimitEntry::terms).containsExactly(Optional.of(before));
        assertThat(desk.code(order(new CommandBody.Undo(new UUID(5, 5), "")).by(desk.operator)))
                .as("no order on limits, nor any other")
                .contains(Refusal.Code.NOTHING_TO_DO);
    }
}
