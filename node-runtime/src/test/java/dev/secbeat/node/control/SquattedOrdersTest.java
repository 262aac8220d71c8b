// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.LongOrdersTest.addresses;
import static dev.secbeat.node.control.LongOrdersTest.parent;
import static dev.secbeat.node.control.LongOrdersTest.parts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders under the id of somebody else's. */
class SquattedOrdersTest {
    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    /** Whoever sees a list's first part can be faster, at some node, with an order of his own under its id. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOrderOfSomebodyElseUnderTheSameIdIsNotTakenForOne(boolean inParts) {
        List<SignedCommand> parts = parts(addresses(2_000), desk.admin);
        List<SignedCommand> squatters = inParts
                ? CommandParts.of(
                                order(block("203.0.113.1")).id(parent(parts)).unsigned(desk.operator), UUID::randomUUID)
                        .stream()
                        .map(desk.operator::sign)
                        .toList()
                : List.of(order(block("203.0.113.1")).id(parent(parts)).by(desk.operator));
        squatters.forEach(desk::queue);
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);

        refusedAsReplays(parts);
        assertThat(desk.blocks.active()).hasSize(1);
        if (inParts) {
            assertThat(desk.answer(squatters.getFirst()).state())
                    .as("his own is told again")
                    .isEqualTo(State.APPLIED);
        }
    }

    /** Each is answered, so that who gave the list hears of it. */
    private void refusedAsReplays(List<SignedCommand> parts) {
        for (SignedCommand part : parts) {
            Receipt receipt = desk.answer(part);
            assertThat(receipt.commandId()).isEqualTo(part.command().id());
            assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.REPLAYED);
            assertThat(receipt.ofRepetition().state()).isEqualTo(State.REFUSED);
        }
    }

    @Test
    void partsUnderTheIdOfWhatWaitsAreCheckedAndRefused() {
        List<SignedCommand> parts = parts(addresses(2_000), desk.admin);
        SignedCommand waits = order(block("198.18.0.0/15")).id(parent(parts)).by(desk.secondAdmin);
        assertThat(desk.answer(waits).state()).isEqualTo(State.WAITING);
        refusedAsReplays(parts);
        SignedCommand forged = new SignedCommand(
                parts.getFirst()
                        .command()
                        .with(UUID.randomUUID(), parts.getFirst().command().body()),
                new byte[64]);
        assertThat(desk.code(forged)).contains(Refusal.Code.BAD_SIGNATURE);
    }
}
