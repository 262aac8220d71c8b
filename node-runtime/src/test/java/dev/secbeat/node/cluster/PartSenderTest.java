// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An order in parts over a real server. */
class PartSenderTest {
    private static final NodeId BUSY = NodeId.of("us-east", "us-east-node-1");
    private static final NodeId GONE = NodeId.of("eu-west", "eu-west-node-1");
    /** So many that an alarm which waits for each part would come too late. */
    private static final int PREFIXES = 68_000;

    private static final Duration PATIENCE = Duration.ofSeconds(6);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void whoSaysNothingIsToldOfAsSoonAsOfAnOrderInOnePiece() throws Exception {
        Keys nodeKey = Keys.create(folder, "node");
        Keys operator = Keys.create(folder, "operator");
        NatsServerProcess server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(NatsUser.node(nodeKey.publicKey(), BUSY), NatsUser.operator(operator.publicKey(), "olga")));
        open.add(server);
        NatsLink node = NatsLink.open(nodeKey.settings(server.url()), BUSY, NodeClock.system(), () -> {});
        open.add(node);
        FleetLink link = FleetLink.open(operator.settings(server.url()), "test", new FleetListener() {});
        open.add(link);
        Await.until(
                "connected",
                () -> node.connection().isConnected() && link.connection().isConnected());
        List<SignedCommand> parts = parts(operator);
        UUID order = ((CommandBody.Part) parts.getFirst().command().body()).parent();

        CompletableFuture<SortedSet<NodeId>> late = new CompletableFuture<>();
        CompletableFuture<CommandOutcome> outcome =
                PartSender.send(link, parts, List.of(BUSY, GONE), PATIENCE, late::complete);
        Receipt.Tally nothingMissing = new Receipt.Tally(0, 0, 0, List.of(), List.of());
        node.reports()
                .send(new Receipt(
                        order, BUSY, Receipt.State.WAITING, false, 0, Optional.empty(), Optional.of(nothingMissing)));

        Object first = CompletableFuture.anyOf(late, outcome).get();
        assertThat(first).as("told before the wait for receipts is over").isInstanceOf(SortedSet.class);
        assertThat(late.get()).as("not of a node that is at it").containsExactly(GONE);
    }

    private List<SignedCommand> parts(Keys operator) throws Exception {
        try (NkeySigner signer = operator.signer()) {
            List<Prefix> prefixes = IntStream.range(0, PREFIXES)
                    .mapToObj(i -> Prefix.of(new byte[] {20, (byte) (i >> 16), (byte) (i >> 8), (byte) i}, 32))
                    .toList();
            Command whole = FleetOrders.write(
                    UUID.randomUUID(),
                    Instant.now(),
                    signer,
                    new Scope.Fleet(),
                    false,
                    new CommandBody.Block(prefixes, Duration.ofMinutes(10), "list"));
            return CommandParts.of(whole, UUID::randomUUID).stream()
                    .map(signer::sign)
                    .toList();
        }
    }
}
