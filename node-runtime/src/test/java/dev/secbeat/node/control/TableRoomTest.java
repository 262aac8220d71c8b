// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders that the block map has room for and one of the kernel's tables has not. */
class TableRoomTest {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final int LONG = 3_000;

    private final CommandDesk desk = new CommandDesk();
    private int sent;

    @AfterEach
    void close() {
        desk.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListThatOneTableHasNoRoomForIsRefusedAsAWhole(boolean dry) {
        desk.roomByLength.put(32, LONG);
        desk.roomByLength.put(30, LONG / 2 - 1);
        Receipt receipt = send(mixed(0), dry);
        assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.OVERLOADED);
        assertThat(receipt.refusal().orElseThrow().text())
                .contains("1500 more /30s", "room for 1499", "nothing was changed", "xdp.max_prefix_blocks");
        assertThat(receipt.tally()).contains(new Receipt.Tally(0, LONG, 0, List.of(), List.of()));
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void whatReplacesBlocksThatAreThereNeedsNoRoom() {
        desk.roomByLength.put(32, LONG / 2);
        desk.roomByLength.put(30, LONG / 2);
        assertThat(send(mixed(0), false).state()).isEqualTo(Receipt.State.APPLIED);
        desk.roomByLength.replaceAll((_, _) -> 0);
        assertThat(send(mixed(0), true).state()).isEqualTo(Receipt.State.CHECKED);
        assertThat(send(mixed(0), false).state()).isEqualTo(Receipt.State.APPLIED);
        assertThat(send(mixed(LONG), false).refusal().map(Refusal::code)).contains(Refusal.Code.OVERLOADED);
    }

    /** A peer's word came that the kernel had no room for. */
    @Test
    void aBlockThatStandsButIsNotInForceNeedsRoom() {
        Prefix prefix = Prefix.parse("203.0.113.7");
        assertThat(desk.code(order(CommandDesk.block("203.0.113.7")).by(desk.operator)))
                .isEmpty();
        desk.roomByLength.put(32, 0);
        desk.blocks.lostBySink.add(prefix);
        assertThat(desk.code(order(CommandDesk.block("203.0.113.7")).by(desk.operator)))
                .contains(Refusal.Code.OVERLOADED);
    }

    @Test
    void whatBlocksNothingNeedsNoRoomOfTheKernelAndABlockAfterItDoes() {
        desk.roomByLength.put(32, 0);
        assertThat(desk.code(order(CommandDesk.unblock("203.0.113.7")).by(desk.operator)))
                .isEmpty();
        assertThat(desk.code(order(CommandDesk.block("203.0.113.7")).by(desk.operator)))
                .contains(Refusal.Code.OVERLOADED);
        assertThat(desk.code(order(CommandDesk.block("203.0.113.7")).dry().by(desk.operator)))
                .contains(Refusal.Code.OVERLOADED);
        desk.roomByLength.put(32, 1);
        assertThat(desk.code(order(CommandDesk.block("203.0.113.7")).by(desk.operator)))
                .isEmpty();
    }

    private Receipt send(List<Prefix> prefixes, boolean dry) {
        CommandDesk.Order order =
                order(new CommandBody.Block(prefixes, TTL, "test")).issued(CommandDesk.NOW - 1_000 + sent++);
        Command whole = (dry ? order.dry() : order).unsigned(desk.operator);
        CommandParts.of(whole, UUID::randomUUID).forEach(part -> desk.queue(desk.operator.sign(part)));
        desk.settle();
        return desk.lastReceipt();
    }

    /** Half single addresses, half prefixes of four. */
    private static List<Prefix> mixed(int from) {
        return IntStream.range(from, from + LONG)
                .mapToObj(i -> Prefix.parse("10." + (i >> 8) + "." + (i & 255) + (i % 2 == 0 ? ".0/30" : ".1/32")))
                .toList();
    }
}
