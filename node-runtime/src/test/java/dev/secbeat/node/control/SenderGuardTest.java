// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

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
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Nobody shuts himself out: no node blocks by a command what that command was sent from. */
class SenderGuardTest {
    private static final String DESK = "198.51.100.7";

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    private static SignedCommand from(String address, CommandBody body, NkeySigner signer) {
        return signer.sign(order(body).unsigned(signer).sentFrom(List.of(Prefix.parse(address))));
    }

    @Test
    void aBlockOfItsSenderIsRefusedAsAWholeOnTheNode() {
        Receipt refused = desk.answer(from(DESK, block("203.0.113.1", "198.51.100.0/24"), desk.operator));

        assertThat(refused.refusal()).hasValueSatisfying(why -> {
            assertThat(why.code()).isEqualTo(Refusal.Code.NEVER_BLOCK);
            assertThat(why.text()).contains("198.51.100.0/24 holds " + DESK, "--even-myself");
        });
        assertThat(desk.blocks.decisions).isZero();
        assertThat(desk.answer(from(DESK, block("203.0.113.1"), desk.operator)).state())
                .as("another address")
                .isEqualTo(State.APPLIED);
        assertThat(desk.answer(from(DESK, unblock(DESK), desk.operator)).state())
                .isEqualTo(State.APPLIED);
        assertThat(desk.answer(order(block(DESK)).issued(CommandDesk.NOW - 500).by(desk.operator))
                        .state())
                .as("who does not tell means it")
                .isEqualTo(State.APPLIED);
    }

    @Test
    void whereItIsSentFromIsSigned() {
        SignedCommand honest = from(DESK, block(DESK), desk.operator);
        Command command = honest.command();

        for (List<Prefix> other : List.of(List.<Prefix>of(), List.of(Prefix.parse("198.51.100.8")))) {
            assertThat(desk.code(new SignedCommand(command.sentFrom(other), honest.signature())))
                    .contains(Refusal.Code.BAD_SIGNATURE);
        }
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void anOrderInPartsIsNoWayAround() {
        List<Prefix> many = IntStream.range(0, 1_500)
                .mapToObj(i -> Prefix.of(new byte[] {(byte) 198, 51, (byte) (100 - i / 256), (byte) i}, 32))
                .toList();
        Command whole = order(new CommandBody.Block(many, Duration.ofMinutes(10), "list"))
                .unsigned(desk.operator)
                .sentFrom(List.of(Prefix.parse(DESK)));

        CommandParts.of(whole, UUID::randomUUID).forEach(part -> desk.queue(desk.operator.sign(part)));
        desk.settle();

        Receipt receipt = desk.lastReceipt();
        assertThat(receipt.commandId()).isEqualTo(whole.id());
        assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.NEVER_BLOCK);
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void anUndoThatBringsSuchABlockBackIsRefused() {
        assertThat(desk.answer(order(block(DESK)).by(desk.operator)).state()).isEqualTo(State.APPLIED);
        SignedCommand lift = order(unblock(DESK)).issued(CommandDesk.NOW - 500).by(desk.operator);
        assertThat(desk.answer(lift).state()).isEqualTo(State.APPLIED);

        CommandBody undo = new CommandBody.Undo(lift.command().id(), "again");
        Command told = order(undo).issued(CommandDesk.NOW - 400).unsigned(desk.operator);
        desk.queue(desk.operator.sign(told.sentFrom(List.of(Prefix.parse(DESK)))));
        desk.settle();
        assertThat(desk.lastReceipt().refusal().map(Refusal::code)).contains(Refusal.Code.NEVER_BLOCK);
        assertThat(desk.blocks.verify(Prefix.parse(DESK), false)).isTrue();

        desk.queue(order(undo).issued(CommandDesk.NOW - 300).by(desk.operator));
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
    }

    @Test
    void whoAgreesIsNotShutOutEither() {
        SignedCommand wide = order(block("198.18.0.0/15")).by(desk.admin);
        assertThat(desk.answer(wide).state()).isEqualTo(State.WAITING);
        CommandBody approve = new CommandBody.Approve(wide.command().id());

        assertThat(desk.answer(from("198.19.0.1", approve, desk.secondAdmin))
                        .refusal()
                        .map(Refusal::code))
                .contains(Refusal.Code.NEVER_BLOCK);
        assertThat(desk.blocks.decisions).isZero();

        desk.queue(from("203.0.113.9", approve, desk.secondAdmin));
        desk.settle();
        assertThat(desk.blocks.decisions).isOne();
    }

    @Test
    void whoAgreesToAnUndoIsNotShutOutByWhatItBringsBack() {
        String wide = "198.18.0.0/15";
        SignedCommand block = order(block(wide)).by(desk.admin);
        assertThat(desk.answer(block).state()).isEqualTo(State.WAITING);
        desk.queue(order(new CommandBody.Approve(block.command().id())).by(desk.secondAdmin));
        desk.settle();
        SignedCommand lift = order(unblock(wide)).issued(CommandDesk.NOW - 500).by(desk.operator);
        assertThat(desk.answer(lift).state()).isEqualTo(State.APPLIED);
        SignedCommand undo = order(new CommandBody.Undo(lift.command().id(), "again"))
                .issued(CommandDesk.NOW - 400)
                .by(desk.admin);
        desk.queue(undo);
        desk.settle();
        assertThat(desk.lastReceipt().state())
                .as("it would block a wide prefix")
                .isEqualTo(State.WAITING);
        assertThat(desk.blocks.verify(Prefix.parse(wide), false)).isTrue();
        CommandBody approve = new CommandBody.Approve(undo.command().id());

        assertThat(desk.code(from("198.19.0.1", approve, desk.secondAdmin))).contains(Refusal.Code.NEVER_BLOCK);
        assertThat(desk.blocks.verify(Prefix.parse(wide), false)).isTrue();

        desk.queue(from("203.0.113.9", approve, desk.secondAdmin));
        desk.settle();
        assertThat(desk.blocks.verify(Prefix.parse(wide), true)).isTrue();
    }

    /** What lifts a block shuts nobody out, though it takes two. */
    @Test
    void whoAgreesToWhatSparesHisOwnAddressMay() {
        CommandBody allow = new CommandBody.Allow(CommandDesk.parse("198.18.0.0/15"), Duration.ofHours(1), "");
        SignedCommand wide = order(allow).by(desk.admin);
        assertThat(desk.answer(wide).state()).isEqualTo(State.WAITING);

        desk.queue(from("198.19.0.1", new CommandBody.Approve(wide.command().id()), desk.secondAdmin));
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
    }
}
