// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.CommandDesk.parse;
import static dev.secbeat.node.control.CommandDesk.unblock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an undo brings back, and what it leaves alone. */
class UndoTest {
    private static final Prefix ATTACKER = Prefix.parse("203.0.113.42");
    private static final long HOUR = 3_600_000;

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    private long issued = NOW - 30_000;

    @Test
    void aBlockOfWhatWasFreeIsEnded() {
        SignedCommand block = done(block("203.0.113.42", "203.0.113.43"));

        Receipt receipt = undo(block);

        assertThat(receipt.state()).isEqualTo(State.APPLIED);
        assertThat(receipt.tally()).contains(new Receipt.Tally(2, 0, 0, List.of(), List.of()));
        assertThat(desk.blocks.active()).isEmpty();
        assertThat(standing().sparedUntilMillis()).isZero();
    }

    @Test
    void aBlockByCountingComesBackWithItsEndAndOrigin() {
        BlockEntry automatic = desk.blocks.decide(ATTACKER, Origin.RATE_LIMIT, true, NOW + HOUR);
        SignedCommand unblock = done(new CommandBody.Unblock(List.of(ATTACKER), Duration.ofHours(1), "oops"));
        assertThat(standing().sparedUntilMillis()).isPositive();

        assertThat(undo(unblock).state()).isEqualTo(State.APPLIED);

        assertThat(standing().active()).isTrue();
        assertThat(standing().origin()).isEqualTo(Origin.RATE_LIMIT);
        assertThat(standing().expiresAtMillis()).isEqualTo(automatic.expiresAtMillis());
    }

    @Test
    void anEarlierOrderComesBackWithItsEnd() {
        SignedCommand longer = done(new CommandBody.Block(List.of(ATTACKER), Duration.ofHours(2), "first"));
        long end = longer.command().issuedAt().toEpochMilli() + 2 * HOUR;
        SignedCommand shorter = done(block("203.0.113.42"));
        assertThat(standing().expiresAtMillis()).isLessThan(end);

        assertThat(undo(shorter).state()).isEqualTo(State.APPLIED);

        assertThat(standing().origin()).isEqualTo(Origin.OPERATOR);
        assertThat(standing().expiresAtMillis()).isEqualTo(end);
    }

    @Test
    void aPardonComesBack() {
        SignedCommand unblock = done(new CommandBody.Unblock(List.of(ATTACKER), Duration.ofHours(1), "ours"));
        SignedCommand block = done(block("203.0.113.42"));

        assertThat(undo(block).state()).isEqualTo(State.APPLIED);

        assertThat(standing().active()).isFalse();
        assertThat(standing().sparedUntilMillis())
                .isEqualTo(unblock.command().issuedAt().toEpochMilli() + HOUR);
    }

    @Test
    void anUndoIsUndone() {
        SignedCommand block = done(block("203.0.113.42"));
        long end = standing().expiresAtMillis();
        SignedCommand undo = done(new CommandBody.Undo(block.command().id(), "no"));
        assertThat(desk.blocks.active()).isEmpty();

        assertThat(undo(undo).state()).isEqualTo(State.APPLIED);

        assertThat(standing().active()).isTrue();
        assertThat(standing().expiresAtMillis()).isEqualTo(end);
        assertThat(undo(block).state())
                .as("the block is not the last word any more")
                .isEqualTo(State.SUPERSEDED);
    }

    @Test
    void whatALaterCommandDecidedIsLeftAloneAndNamed() {
        SignedCommand block = done(block("203.0.113.42", "203.0.113.43", "203.0.113.44"));
        done(unblock("203.0.113.43"));

        Receipt receipt = undo(block);

        assertThat(receipt.state()).isEqualTo(State.APPLIED);
        assertThat(receipt.tally()).contains(new Receipt.Tally(2, 0, 1, parse("203.0.113.43"), List.of()));
        assertThat(undo(block).tally())
                .as("undone once, it is not the last word")
                .contains(new Receipt.Tally(0, 0, 3, parse("203.0.113.42", "203.0.113.43", "203.0.113.44"), List.of()));
    }

    @Test
    void whatAPeerDecidedSinceIsLeftAlone() {
        SignedCommand block = done(block("203.0.113.42"));
        BlockEntry other = desk.blocks.decide(ATTACKER, Origin.OPERATOR, true, NOW + 7 * HOUR);

        assertThat(undo(block).state()).isEqualTo(State.SUPERSEDED);
        assertThat(standing()).isEqualTo(other);
    }

    @Test
    void anUndoThatCameAfterALaterOrderLeavesItAlone() {
        SignedCommand block = done(block("203.0.113.42"));
        SignedCommand late = order(unblock("203.0.113.42")).issued(NOW - 1_000).by(desk.operator);
        SignedCommand undo = order(new CommandBody.Undo(block.command().id(), "no"))
                .issued(NOW - 2_000)
                .by(desk.operator);
        assertThat(desk.answer(late).state()).isEqualTo(State.APPLIED);

        assertThat(settled(undo).state()).isEqualTo(State.SUPERSEDED);
    }

    @Test
    void whatEndedMeanwhileDoesNotComeBack() {
        desk.blocks.decide(ATTACKER, Origin.RATE_LIMIT, true, NOW + 1);
        SignedCommand unblock = done(unblock("203.0.113.42"));
        SignedCommand undo = order(new CommandBody.Undo(unblock.command().id(), "no"))
                .issued(NOW - 1)
                .by(desk.operator);
        desk.queue(undo);
        for (int turn = 0; turn < 4; turn++) {
            desk.turnAt(0, NOW + 1_000);
        }

        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.blocks.active()).isEmpty();
    }

    @Test
    void aLongOrderIsUndoneByItsId() {
        List<Prefix> prefixes = IntStream.range(0, 5_000)
                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32))
                .toList();
        var whole = order(new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test"))
                .issued(NOW - 9_000)
                .unsigned(desk.operator);
        CommandParts.of(whole, UUID::randomUUID).forEach(part -> desk.queue(desk.operator.sign(part)));
        SignedCommand early = order(new CommandBody.Undo(whole.id(), "no"))
                .issued(NOW - 8_000)
                .by(desk.operator);
        int _ = desk.turn();
        int _ = desk.turn();
        assertThat(desk.code(early)).as("not while it is under way").contains(Refusal.Code.OVERLOADED);
        desk.settle();
        assertThat(desk.blocks.active()).hasSize(5_000);

        Receipt receipt = settled(order(new CommandBody.Undo(whole.id(), "no"))
                .issued(NOW - 7_000)
                .by(desk.operator));

        assertThat(receipt.tally()).contains(new Receipt.Tally(5_000, 0, 0, List.of(), List.of()));
        assertThat(desk.blocks.active()).isEmpty();
    }

    @Test
    void whatIsNotRememberedIsRefused() {
        assertThat(desk.code(
                        order(new CommandBody.Undo(UUID.randomUUID(), "no")).by(desk.operator)))
                .contains(Refusal.Code.NOTHING_TO_DO);
        SignedCommand block = done(block("203.0.113.42"));
        assertThat(desk.code(
                        order(new CommandBody.Undo(block.command().id(), "no")).by(desk.viewer)))
                .contains(Refusal.Code.WRONG_ROLE);
        SignedCommand undo = order(new CommandBody.Undo(block.command().id(), "no"))
                .issued(NOW - 1_000)
                .by(desk.operator);
        assertThat(settled(undo).state()).isEqualTo(State.APPLIED);
        assertThat(desk.code(undo)).contains(Refusal.Code.REPLAYED);
    }

    @Test
    void whatIsTooWideForTheRoleIsNotBroughtBack() {
        SignedCommand wide = order(block("198.18.0.0/15")).issued(NOW - 20_000).by(desk.admin);
        assertThat(desk.answer(wide).state()).isEqualTo(State.WAITING);
        approve(wide);
        SignedCommand end = order(unblock("198.18.0.0/15")).issued(NOW - 10_000).by(desk.operator);
        assertThat(desk.answer(end).state()).isEqualTo(State.APPLIED);

        assertThat(undo(end).refusal().map(Refusal::code)).contains(Refusal.Code.TOO_WIDE);
        assertThat(desk.blocks.active()).isEmpty();
        SignedCommand byAdmin = order(new CommandBody.Undo(end.command().id(), "no"))
                .issued(NOW - 500)
                .by(desk.admin);
        assertThat(settled(byAdmin).state()).as("as wide as at first").isEqualTo(State.WAITING);
        approve(byAdmin);
        assertThat(desk.blocks.active()).hasSize(1);
    }

    @Test
    void aRestartForgetsNothing() {
        SignedCommand block = done(block("203.0.113.42"));
        desk.restart(Map.of());

        assertThat(undo(block).state()).isEqualTo(State.APPLIED);
        assertThat(desk.blocks.active()).isEmpty();
    }

    @Test
    void memoryIsBoundedAndTheOldestGoesFirst() {
        PastOrders past = new PastOrders();
        PastOrder.Change change = new PastOrder.Change(ATTACKER, PriorState.NONE, PriorState.spared(5));
        UUID first = new UUID(0, 0);
        for (int i = 0; i <= PastOrders.MAX_ORDERS; i++) {
            past.add(new PastOrder(new UUID(0, i), List.of(change)));
        }
        assertThat(past.find(first)).isEmpty();
        assertThat(past.find(new UUID(0, 1))).isPresent();
        assertThat(past.changes()).isEqualTo(PastOrders.MAX_ORDERS);
        assertThat(past.isLastOn(ATTACKER, new UUID(0, PastOrders.MAX_ORDERS))).isTrue();

        past.add(new PastOrder(
                new UUID(9, 9),
                IntStream.range(0, PastOrders.MAX_CHANGES).mapToObj(_ -> change).toList()));
        assertThat(past.all()).hasSize(1);
        assertThat(past.find(new UUID(9, 9))).as("the newest always stays").isPresent();
    }

    /** The undoing adds to what is remembered, piece by piece: it must not push out the order that it undoes. */
    @Test
    void theUndoOfTheOldestOfManyOrdersIsWhole() {
        UUID oldest = manyBlocked(5_000, 0, NOW - 25_000);
        desk.settle();
        for (int i = 1; i < PastOrders.MAX_ORDERS; i++) {
            desk.queue(order(block("203.0.113.42")).issued(NOW - 24_000 + i).by(desk.operator));
        }
        desk.settle();

        Receipt receipt = settled(
                order(new CommandBody.Undo(oldest, "no")).issued(NOW - 7_000).by(desk.operator));

        assertThat(receipt.tally()).contains(new Receipt.Tally(5_000, 0, 0, List.of(), List.of()));
        assertThat(desk.blocks.active()).hasSize(1);
    }

    @Test
    void theUndoOfTheOldestOfThreeOrdersThatFillTheMemoryIsWhole() {
        int all = CommandBody.MAX_PREFIXES_IN_PARTS;
        UUID oldest = manyBlocked(all, 0, NOW - 25_000);
        desk.settle();
        for (int i = 1; i < 3; i++) {
            manyBlocked(all, i, NOW - 24_000 + i);
            desk.settle();
        }
        assertThat(desk.blocks.active()).hasSize(3 * all);

        Receipt receipt = settled(
                order(new CommandBody.Undo(oldest, "no")).issued(NOW - 7_000).by(desk.operator));

        assertThat(receipt.tally()).contains(new Receipt.Tally(all, 0, 0, List.of(), List.of()));
        assertThat(desk.blocks.active()).hasSize(2 * all);
    }

    @Test
    void whatIsPinnedIsNotForgottenAndTheOldestOthersAre() {
        PastOrders past = new PastOrders();
        past.pin(id -> id.getLeastSignificantBits() < 2);
        PastOrder.Change change = new PastOrder.Change(ATTACKER, PriorState.NONE, PriorState.spared(5));
        for (int i = 0; i < PastOrders.MAX_ORDERS + 5; i++) {
            past.add(new PastOrder(new UUID(0, i), List.of(change)));
        }
        assertThat(past.all())
                .hasSize(PastOrders.MAX_ORDERS)
                .extracting(order -> order.command().getLeastSignificantBits())
                .startsWith(0L, 1L, 7L);
        past.pin(_ -> true);
        past.add(new PastOrder(new UUID(1, 0), List.of(change)));
        assertThat(past.changes()).as("nothing may go").isEqualTo(PastOrders.MAX_ORDERS + 1);
    }

    /** Queues the parts of a block of {@code count} addresses of their own; its id. */
    private UUID manyBlocked(int count, int number, long issuedAt) {
        List<Prefix> prefixes = IntStream.range(0, count)
                .mapToObj(i ->
                        Prefix.of(new byte[] {(byte) (20 + number), (byte) (i >> 16), (byte) (i >> 8), (byte) i}, 32))
                .toList();
        var whole = order(new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test"))
                .issued(issuedAt)
                .unsigned(desk.operator);
        CommandParts.of(whole, UUID::randomUUID).forEach(part -> desk.queue(desk.operator.sign(part)));
        return whole.id();
    }

    private void approve(SignedCommand waiting) {
        SignedCommand approval =
                order(new CommandBody.Approve(waiting.command().id())).by(desk.secondAdmin);
        assertThat(settled(approval).state()).isEqualTo(State.APPLIED);
    }

    private BlockEntry standing() {
        return Objects.requireNonNull(desk.blocks.entries.get(ATTACKER));
    }

    private SignedCommand done(CommandBody body) {
        issued += 1_000;
        SignedCommand signed = order(body).issued(issued).by(desk.operator);
        assertThat(settled(signed).state()).isEqualTo(State.APPLIED);
        return signed;
    }

    private Receipt undo(SignedCommand command) {
        issued += 1_000;
        return settled(order(new CommandBody.Undo(command.command().id(), "no"))
                .issued(issued)
                .by(desk.operator));
    }

    private Receipt settled(SignedCommand signed) {
        desk.queue(signed);
        desk.settle();
        return desk.lastReceipt();
    }
}
