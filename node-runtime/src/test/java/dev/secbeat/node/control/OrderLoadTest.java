// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
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

/** What one person's unfinished orders leave to others; that there is a bound for all is LongOrdersTest's. */
class OrderLoadTest {
    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    @Test
    void soManyUnfinishedOrdersOfOnePersonAreHeldAndNoMore() {
        for (int i = 0; i < OrderLoad.MAX_OPEN_OF_ONE; i++) {
            assertThat(desk.code(parts(2_000, desk.operator).getFirst())).isEmpty();
        }
        assertThat(desk.code(parts(2_000, desk.operator).getFirst())).contains(Refusal.Code.OVERLOADED);
        assertThat(desk.code(parts(2_000, desk.admin).getFirst())).isEmpty();
    }

    @Test
    void toUndoThereIsRoomWhenOrdersHaveTakenAll() {
        List<SignedCommand> done = parts(2_000, desk.operator);
        done.forEach(desk::queue);
        desk.settle();
        for (NkeySigner who : List.of(desk.operator, desk.admin)) {
            desk.queue(parts(CommandBody.MAX_PREFIXES_IN_PARTS, who).getFirst());
        }
        desk.settle();

        desk.queue(
                order(new CommandBody.Undo(parent(done), "")).issued(NOW - 500).by(desk.secondAdmin));
        desk.settle();

        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.blocks.active()).isEmpty();
    }

    @Test
    void whatAKeyHadBegunEndsWithTheTrustInIt() {
        List<SignedCommand> parts = parts(CommandBody.MAX_PREFIXES_IN_PARTS, desk.admin);
        desk.queue(parts.getFirst());
        desk.queue(order(block("198.18.0.0/15")).by(desk.secondAdmin));
        desk.settle();

        desk.withdraw(desk.admin, desk.secondAdmin);
        desk.settle();

        assertThat(desk.allReceipts().subList(desk.receiptCount() - 2, desk.receiptCount()))
                .extracting(receipt -> receipt.refusal().map(Refusal::code).orElseThrow())
                .containsOnly(Refusal.Code.UNKNOWN_ACTOR);
        assertThat(desk.code(parts.getLast())).contains(Refusal.Code.UNKNOWN_ACTOR);
        assertThat(desk.blocks.decisions).isZero();
    }

    private static List<SignedCommand> parts(int prefixes, NkeySigner who) {
        List<Prefix> named = IntStream.range(0, prefixes)
                .mapToObj(i -> Prefix.of(new byte[] {20, (byte) (i >> 16), (byte) (i >> 8), (byte) i}, 32))
                .toList();
        Command whole = order(new CommandBody.Block(named, Duration.ofMinutes(10), "test"))
                .unsigned(who);
        return CommandParts.of(whole, UUID::randomUUID, CommandBody.MAX_PREFIXES).stream()
                .map(who::sign)
                .toList();
    }

    private static UUID parent(List<SignedCommand> parts) {
        return ((CommandBody.Part) parts.getFirst().command().body()).parent();
    }
}
