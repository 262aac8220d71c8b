// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.CommandDesk.unblock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders that come in parts. */
class LongOrdersTest {
    private static final Prefix ELSEWHERE = Prefix.parse("198.51.100.1");

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    @Test
    void aHundredThousandAddressesAreBlockedInBoundedTurnsAndAnsweredOnce() {
        List<Prefix> prefixes = addresses(CommandBody.MAX_PREFIXES_IN_PARTS);
        List<SignedCommand> parts = parts(prefixes);
        assertThat(parts).hasSize(CommandBody.Part.MAX_COUNT);
        parts.forEach(desk::queue);

        int most = 0;
        int before = 0;
        for (int turn = 0; turn < 1_000 && desk.receiptCount() == 0; turn++) {
            int _ = desk.turn();
            most = Math.max(most, desk.blocks.decisions - before);
            before = desk.blocks.decisions;
        }

        assertThat(most).isEqualTo(LongOrders.SLICE);
        Receipt receipt = desk.lastReceipt();
        assertThat(receipt.commandId()).isEqualTo(parent(parts));
        assertThat(receipt.state()).isEqualTo(State.APPLIED);
        assertThat(receipt.kernelReadBack()).isTrue();
        assertThat(receipt.tally()).contains(new Receipt.Tally(prefixes.size(), 0, 0, List.of(), List.of()));
        assertThat(desk.blocks.active()).hasSize(prefixes.size());
        assertThat(desk.blocks.expiry(prefixes.getLast())).isEqualTo(NOW - 1_000 + 600_000);
        assertThat(desk.log)
                .filteredOn(AuditEntry.class::isInstance)
                .as("one line before and one after, whatever the number of parts")
                .hasSize(2);
    }

    /** Every part comes, some more than once, in any order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theOrderAndNumberOfArrivalsDoNotMatter(long seed) {
        Random random = new Random(seed);
        List<Prefix> prefixes = addresses(3_500);
        List<SignedCommand> parts = parts(prefixes);
        List<SignedCommand> arrivals = new ArrayList<>(parts);
        for (int i = 0; i < 6; i++) {
            arrivals.add(parts.get(random.nextInt(parts.size())));
        }
        Collections.shuffle(arrivals, random);

        arrivals.forEach(desk::queue);
        desk.settle();

        assertThat(desk.blocks.decisions).isEqualTo(prefixes.size());
        assertThat(desk.blocks.active()).hasSize(prefixes.size());
        assertThat(desk.allReceipts())
                .as("one summary, and the same again for who asks again")
                .isNotEmpty()
                .allMatch(receipt -> receipt.equals(desk.allReceipts().getFirst()));
    }

    @Test
    void aSenderIsToldWhatIsMissingAndTheRestCompletesIt() {
        List<SignedCommand> parts = parts(addresses(5_000));
        desk.queue(parts.get(0));
        desk.queue(parts.get(3));
        desk.settle();
        assertThat(desk.receiptCount()).as("it may still be on its way").isZero();

        desk.turnAt(OpenOrder.FIRST_ASK_NANOS, NOW);

        assertThat(desk.lastReceipt().state()).isEqualTo(State.WAITING);
        assertThat(desk.lastReceipt().isFinal()).isFalse();
        assertThat(desk.lastReceipt().tally().orElseThrow().missing()).containsExactly(1, 2, 4);
        desk.turnAt(OpenOrder.FIRST_ASK_NANOS + 1, NOW);
        assertThat(desk.receiptCount()).as("not each turn").isOne();
        assertThat(desk.blocks.decisions).isZero();

        List.of(1, 2, 4).forEach(index -> desk.queue(parts.get(index)));
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.blocks.active()).hasSize(5_000);
    }

    @Test
    void whatIsNotCompleteWhenItsLifeEndsChangesNothing() {
        List<SignedCommand> parts = parts(addresses(2_500));
        desk.queue(parts.get(0));
        desk.queue(parts.get(1));
        desk.settle();

        desk.turnAt(1, NOW + 59_000);

        assertThat(desk.lastReceipt().refusal().map(Refusal::code)).contains(Refusal.Code.EXPIRED);
        assertThat(desk.lastReceipt().tally().orElseThrow().missing()).containsExactly(2);
        assertThat(desk.blocks.decisions).isZero();
        desk.queue(parts.get(2));
        desk.turnAt(2, NOW + 59_000);
        assertThat(desk.lastReceipt().commandId())
                .as("the late part itself")
                .isEqualTo(parts.get(2).command().id());
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void oneForbiddenPrefixInTheLastPartKeepsAllOfItFromBeingDone() {
        List<Prefix> prefixes = new ArrayList<>(addresses(2_999));
        prefixes.add(Prefix.parse("192.0.2.4"));
        List<SignedCommand> parts = parts(prefixes);
        parts.forEach(desk::queue);
        desk.settle();

        Receipt receipt = desk.lastReceipt();
        assertThat(receipt.state()).isEqualTo(State.REFUSED);
        assertThat(receipt.refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(Refusal.Code.NEVER_BLOCK);
            assertThat(refusal.text()).startsWith("1 of 3000 prefixes").contains("192.0.2.4");
        });
        assertThat(receipt.tally()).contains(new Receipt.Tally(0, 1, 0, List.of(), List.of()));
        assertThat(desk.blocks.decisions).isZero();
        assertThat(desk.log).noneMatch(AuditEntry.Intent.class::isInstance);
    }

    @Test
    void whatALaterCommandDecidedIsLeftAloneAlsoWhileTheOrderIsUnderWay() {
        List<Prefix> prefixes = addresses(3_000);
        desk.answer(
                order(unblock(prefixes.getFirst().toString())).issued(NOW - 500).by(desk.operator));
        parts(prefixes).forEach(desk::queue);
        while (desk.blocks.decisions < 1_000) {
            assertThat(desk.turn()).isPositive();
        }
        desk.queue(
                order(unblock(prefixes.getLast().toString())).issued(NOW - 400).by(desk.operator));
        desk.settle();

        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.lastReceipt().tally())
                .contains(new Receipt.Tally(2_998, 0, 2, List.of(prefixes.getFirst(), prefixes.getLast()), List.of()));
        assertThat(desk.blocks.verify(prefixes.getFirst(), false)).isTrue();
        assertThat(desk.blocks.verify(prefixes.getLast(), false)).isTrue();
        assertThat(desk.blocks.active()).hasSize(2_998);
    }

    @Test
    void aKernelThatRefusesSomeIsCountedAndTheFirstAreNamed() {
        List<Prefix> prefixes = addresses(2_000);
        desk.blocks.refusedBySink.addAll(prefixes.subList(990, 1_010));
        parts(prefixes).forEach(desk::queue);
        desk.settle();

        Receipt receipt = desk.lastReceipt();
        assertThat(receipt.tally()).contains(new Receipt.Tally(1_980, 20, 0, List.of(), List.of()));
        assertThat(receipt.refusal().orElseThrow().text())
                .startsWith("20 of 2000 prefixes are not in force on this node: " + prefixes.get(990))
                .doesNotContain(prefixes.get(995) + " ");
    }

    @Test
    void aDryRunChecksAllAndChangesNothing() {
        List<SignedCommand> parts = CommandParts.of(
                        dry(whole(new CommandBody.Block(addresses(2_000), Duration.ofMinutes(10), "test"))),
                        UUID::randomUUID,
                        CommandBody.MAX_PREFIXES)
                .stream()
                .map(desk.operator::sign)
                .toList();
        parts.forEach(desk::queue);
        desk.settle();

        assertThat(desk.lastReceipt().state()).isEqualTo(State.CHECKED);
        assertThat(desk.lastReceipt().tally()).contains(new Receipt.Tally(2_000, 0, 0, List.of(), List.of()));
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void partsThatContradictTheOthersAreLeftOut() {
        List<SignedCommand> parts = parts(addresses(2_000));
        SignedCommand good = parts.getFirst();
        CommandBody.Part body = (CommandBody.Part) good.command().body();
        desk.queue(good);
        List<CommandBody.Part> strange = List.of(
                new CommandBody.Part(body.parent(), 0, 2, body.order().on(List.of(ELSEWHERE))),
                new CommandBody.Part(body.parent(), 1, 3, body.order()),
                new CommandBody.Part(body.parent(), 1, 2, unblock("198.51.100.1")));
        for (CommandBody.Part part : strange) {
            assertThat(desk.code(order(part).by(desk.operator)))
                    .as(part.toString())
                    .contains(Refusal.Code.MALFORMED);
        }
        assertThat(desk.code(order(new CommandBody.Part(body.parent(), 1, 2, body.order()))
                        .by(desk.admin)))
                .as("somebody else's")
                .contains(Refusal.Code.MALFORMED);
        assertThat(desk.code(order(new CommandBody.Part(UUID.randomUUID(), 0, 2, body.order()))
                        .by(desk.viewer)))
                .contains(Refusal.Code.WRONG_ROLE);

        desk.queue(parts.getLast());
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.blocks.verify(ELSEWHERE, false)).isTrue();
    }

    @Test
    void partsOfAnOrderThatWasHandledBeforeARestartAreReplays() {
        List<SignedCommand> parts = parts(addresses(2_000));
        parts.forEach(desk::queue);
        desk.settle();
        desk.restart(Map.of(parent(parts), NOW + 60_000));

        assertThat(desk.code(parts.getFirst())).contains(Refusal.Code.REPLAYED);
        assertThat(desk.blocks.decisions).isEqualTo(2_000);
    }

    @Test
    void soManyUnfinishedOrdersAreHeldAndNoMore() {
        for (int i = 0; i < 2; i++) { // Six of three people that lack parts, two that wait for another's word.
            Stream.of(desk.operator, desk.admin, desk.secondAdmin)
                    .forEach(who -> desk.queue(parts(addresses(2_000), who).getFirst()));
            desk.queue(order(block("198.18.0.0/15")).by(desk.admin));
        }
        desk.settle();
        assertThat(desk.code(order(block("198.18.0.0/15")).by(desk.secondAdmin)))
                .contains(Refusal.Code.OVERLOADED);
        assertThat(desk.code(order(block("203.0.113.1")).by(desk.operator)))
                .as("short commands go on")
                .isEmpty();
    }

    @Test
    void ofLargeOrdersFewerAreHeld() {
        List<SignedCommand> first = parts(addresses(CommandBody.MAX_PREFIXES_IN_PARTS));
        List<SignedCommand> second = parts(addresses(CommandBody.MAX_PREFIXES_IN_PARTS), desk.admin);
        Stream.of(first, second).flatMap(parts -> parts.subList(0, 99).stream()).forEach(desk::queue);
        desk.settle();
        assertThat(desk.code(parts(addresses(CommandBody.MAX_PREFIXES_IN_PARTS)).getFirst()))
                .contains(Refusal.Code.OVERLOADED);
        desk.queue(first.getLast());
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.code(parts(addresses(50_000)).getFirst()))
                .as("there is room again")
                .isEmpty();
    }

    /** What a first part promises counts: the rest would come when there is no room for it any more. */
    @Test
    void promisedPartsAreCounted() {
        desk.queue(parts(addresses(CommandBody.MAX_PREFIXES_IN_PARTS)).getFirst());
        desk.settle();
        assertThat(desk.code(parts(addresses(2_000)).getFirst()))
                .as("nobody takes all there is")
                .contains(Refusal.Code.OVERLOADED);
        desk.queue(
                parts(addresses(CommandBody.MAX_PREFIXES_IN_PARTS), desk.admin).getFirst());
        desk.settle();
        assertThat(desk.code(parts(addresses(2_000), desk.secondAdmin).getFirst()))
                .contains(Refusal.Code.OVERLOADED);
    }

    @Test
    void anOrderForWhichThereIsNoRoomIsRefusedAsAWhole() {
        desk.room = 2_999;
        for (int i = 0; i < 2; i++) { // Whether checked only or meant.
            List<Prefix> prefixes = addresses(3_000);
            CommandBody.Block body = new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test");
            Command whole = i == 0 ? dry(whole(body)) : whole(body);
            CommandParts.of(whole, UUID::randomUUID).forEach(part -> desk.queue(desk.operator.sign(part)));
            desk.settle();
            Receipt receipt = desk.lastReceipt();
            assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.OVERLOADED);
            assertThat(receipt.refusal().orElseThrow().text())
                    .contains("3000 more", "room for 2999", "nothing was changed");
            assertThat(receipt.tally()).contains(new Receipt.Tally(0, 3_000, 0, List.of(), List.of()));
            assertThat(desk.blocks.decisions).isZero();
        }
        desk.room = 3_000;
        parts(addresses(3_000)).forEach(desk::queue);
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        desk.room = 0;
        Command again = later(whole(new CommandBody.Block(addresses(3_000), Duration.ofMinutes(10), "test")));
        CommandParts.of(again, UUID::randomUUID).forEach(part -> desk.queue(desk.operator.sign(part)));
        desk.settle();
        assertThat(desk.lastReceipt().state())
                .as("what is decided already has its room")
                .isEqualTo(State.APPLIED);
    }

    @Test
    void aShortOrderForWhichThereIsNoRoomIsRefusedAsAWholeToo() {
        desk.room = 1;
        assertThat(desk.code(order(block("203.0.113.1", "203.0.113.2")).by(desk.operator)))
                .contains(Refusal.Code.OVERLOADED);
        assertThat(desk.blocks.decisions).isZero();
        assertThat(desk.code(order(block("203.0.113.1")).by(desk.operator))).isEmpty();
    }

    /** In parts as small as those that earlier releases send: more can be lost of them. */
    private List<SignedCommand> parts(List<Prefix> prefixes) {
        return parts(prefixes, desk.operator);
    }

    static List<SignedCommand> parts(List<Prefix> prefixes, NkeySigner who) {
        Command whole = order(new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test"))
                .unsigned(who);
        return CommandParts.of(whole, UUID::randomUUID, CommandBody.MAX_PREFIXES).stream()
                .map(who::sign)
                .toList();
    }

    private Command whole(CommandBody body) {
        return order(body).unsigned(desk.operator);
    }

    private static Command dry(Command command) {
        return new Command(
                command.id(),
                command.issuedAt(),
                command.expiresAt(),
                command.actor(),
                command.scope(),
                true,
                command.body());
    }

    /** Else the ids would decide which of two is the newer. */
    private static Command later(Command command) {
        return new Command(
                command.id(),
                command.issuedAt().plusMillis(1),
                command.expiresAt(),
                command.actor(),
                command.scope(),
                false,
                command.body());
    }

    static UUID parent(List<SignedCommand> parts) {
        return ((CommandBody.Part) parts.getFirst().command().body()).parent();
    }

    static List<Prefix> addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Prefix.of(new byte[] {20, (byte) (i >> 16), (byte) (i >> 8), (byte) i}, 32))
                .toList();
    }
}
