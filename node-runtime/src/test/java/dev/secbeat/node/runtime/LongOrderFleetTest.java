// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders on so many prefixes that nodes do not tell each other what they decide by them. */
class LongOrderFleetTest {
    private static final int NODES = 3;
    /** Many more than all nodes' repairs tell in the time of the test. */
    private static final List<Prefix> ADDRESSES = IntStream.range(0, 20_000)
            .mapToObj(i -> Prefix.parse("20.0." + (i >> 8) + "." + (i & 255)))
            .toList();

    @TempDir
    Path folder;

    @Test
    void allHoldTheSameWordsAndAnUndoIsTheSameEverywhere() throws IOException {
        try (OrderFleet orders = new OrderFleet(1, NODES, folder)) {
            UUID id = orders.order(block());
            orders.rest(2_000);
            assertThat(orders.receipts(id)).allMatch(receipt -> receipt.state() == Receipt.State.APPLIED);
            assertThat(words(orders)).allMatch(words -> words == ADDRESSES.size());
            assertThat(digests(orders)).hasSize(1);

            UUID undo = orders.order(new CommandBody.Undo(id, "test"));
            orders.rest(2_000);
            assertThat(orders.receipts(undo)).allMatch(receipt -> receipt.state() == Receipt.State.APPLIED);
            assertThat(words(orders)).allMatch(words -> words == 0);
        }
    }

    /** Away for so short a time that nobody took it for one that joins. */
    @Test
    void whoMissedOneFindsItByComparing() throws IOException {
        try (OrderFleet orders = new OrderFleet(2, NODES, folder)) {
            RuleFleet.Node away = orders.fleet.nodes.getLast();
            orders.rest(2_000);
            away.cut = true;
            orders.order(block());
            orders.rest(1_000);
            away.cut = false;
            orders.rest(500);
            assertThat(blocked(away)).as("repair alone is slow").isLessThan(ADDRESSES.size() / 2);

            orders.rest(2 * BlockLook.SECONDS * 1_000L);
            assertThat(blocked(away)).isEqualTo(ADDRESSES.size());
            assertThat(digests(orders)).hasSize(1);

            orders.order(new CommandBody.Unblock(ADDRESSES, "test"));
            orders.rest(2_000);
            assertThat(words(orders)).allMatch(words -> words == 0);
        }
    }

    private static CommandBody block() {
        return new CommandBody.Block(ADDRESSES, Duration.ofHours(1), "test");
    }

    private static List<Integer> words(OrderFleet orders) {
        return orders.fleet.nodes.stream().map(LongOrderFleetTest::blocked).toList();
    }

    private static int blocked(RuleFleet.Node node) {
        return (int) node.loop.enforcer().active().stream()
                .filter(BlockEntry::isOfOperators)
                .count();
    }

    private static List<Long> digests(OrderFleet orders) {
        return orders.fleet.nodes.stream()
                .map(node -> node.loop.blocks().digest())
                .distinct()
                .toList();
    }
}
