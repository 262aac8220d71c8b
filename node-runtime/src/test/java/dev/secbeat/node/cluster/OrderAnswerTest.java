// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An order in one word. */
class OrderAnswerTest {
    private static final UUID ID = new UUID(1, 2);

    @Test
    void whatLeftSomethingAloneIsNotDone() {
        assertThat(answer(0, 0).fate()).isEqualTo(OrderAnswer.Fate.DONE);
        assertThat(answer(0, 1).fate()).isEqualTo(OrderAnswer.Fate.PARTLY);
        assertThat(answer(3, 0).fate()).isEqualTo(OrderAnswer.Fate.PARTLY);
    }

    /** Applied by one node each. */
    private static OrderAnswer answer(int... leftAlone) {
        SortedMap<NodeId, Receipt> receipts = new TreeMap<>();
        for (int number = 0; number < leftAlone.length; number++) {
            NodeId node = NodeId.of("us-east", "node-" + number);
            Receipt.Tally tally =
                    new Receipt.Tally(10 - leftAlone[number], 0, leftAlone[number], List.<Prefix>of(), List.of());
            receipts.put(
                    node, new Receipt(ID, node, Receipt.State.APPLIED, true, 10, Optional.empty(), Optional.of(tally)));
        }
        return new OrderAnswer(new CommandOutcome(ID, receipts, new TreeSet<>()), new TreeSet<>(), false);
    }
}
