// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static dev.secbeat.node.runtime.NodeFleet.EAST;
import static dev.secbeat.node.runtime.NodeFleet.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetOrders;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that an operator gives to whole nodes, with a real server and clients; only the kernel's part is left out. */
class LimitRuntimeTest {
    @TempDir
    Path folder;

    private NodeFleet fleet;
    private NodeFleet.Site east;
    private NodeFleet.Site west;

    @BeforeEach
    void open() throws IOException {
        fleet = new NodeFleet(folder);
        east = fleet.new Site(EAST, fleet.east);
        west = fleet.new Site(WEST, fleet.west);
        fleet.nats.start();
    }

    @AfterEach
    void close() throws Exception {
        fleet.close();
    }

    private CommandOutcome order(FleetLink link, CommandBody body, NodeId... expected) throws Exception {
        try (NkeySigner signer = fleet.operator.signer()) {
            Command command =
                    FleetOrders.write(UUID.randomUUID(), Instant.now(), signer, new Scope.Fleet(), false, body);
            return FleetOrders.send(link, signer, command, List.of(expected), Duration.ofSeconds(30), _ -> {})
                    .get();
        }
    }

    private static CommandBody.Limit limit(long most) {
        return new CommandBody.Limit(
                new LimitRule(LimitRule.target("127.0.0.1"), Dimension.REQUESTS, most, 10_000, 600),
                Duration.ofHours(1),
                "test");
    }

    private static List<Long> held(NodeRuntime node) {
        return node.status().map(NodeStatus::limits).orElse(List.of()).stream()
                .map(limit -> limit.terms().most())
                .toList();
    }

    @Test
    void aLimitHoldsOnAllNodesTogetherOutlivesTheProcessAndIsUndone() throws Exception {
        NodeRuntime first = east.start();
        NodeRuntime second = west.start();
        FleetLink link = fleet.link();
        Await.until("both are heard", () -> link.statuses().keySet().containsAll(List.of(EAST, WEST)));

        CommandOutcome given = order(link, limit(20), EAST, WEST);
        assertThat(given.receipts().values())
                .hasSize(2)
                .allMatch(receipt -> receipt.state() == Receipt.State.APPLIED && receipt.kernelReadBack())
                .allMatch(Receipt::isDurable);
        Await.until(
                "both tell of it",
                () -> held(first).equals(List.of(20L)) && held(second).equals(List.of(20L)));
        assertThat(first.status().orElseThrow().limits()).allMatch(NodeStatus.LimitStatus::inForce);

        for (int i = 0; i < 15; i++) {
            assertThat(east.code()).isEqualTo(200);
        }
        Await.until("more on the other node, and the source is blocked", () -> west.code() != 200);
        Await.until("by both", () -> first.status().orElseThrow().blocks().containsKey("rate-limit"));

        CommandOutcome replaced = order(link, limit(1_000), EAST, WEST);
        Await.until(
                "both hold to it",
                () -> held(first).equals(List.of(1_000L)) && held(second).equals(held(first)));
        first.close();
        order(link, new CommandBody.Undo(replaced.commandId(), "test"), WEST);
        Await.until("what stood before is back", () -> held(second).equals(List.of(20L)));
        NodeRuntime again = east.start();
        Await.until("who was away hears of it", () -> held(again).equals(List.of(20L)));

        again.close();
        fleet.nats.stop();
        NodeRuntime alone = east.start();
        Await.until("from its disk", () -> held(alone).equals(List.of(20L)));
    }
}
