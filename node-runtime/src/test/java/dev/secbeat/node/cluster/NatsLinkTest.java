// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cluster.ConnectionState.Phase;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.FreePorts;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes, operators and real servers. */
class NatsLinkTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys east;
    private Keys west;
    private Keys operator;
    private Keys viewer;

    @BeforeEach
    void makeKeys() {
        east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        operator = Keys.create(folder, "operator");
        viewer = Keys.create(folder, "viewer");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private List<NatsUser> users() {
        return List.of(
                NatsUser.node(east.publicKey(), EAST),
                NatsUser.node(west.publicKey(), WEST),
                NatsUser.operator(operator.publicKey(), "alice"),
                NatsUser.viewer(viewer.publicKey(), "bob"));
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private NatsLink node(Keys key, NodeId id, String url, String... others) {
        return closing(NatsLink.open(key.settings(url, others), id, NodeClock.system(), () -> {}));
    }

    private FleetLink fleet(Keys key, String url, FleetListener listener) {
        FleetLink link = closing(FleetLink.open(key.settings(url), "test", listener));
        Await.until("fleet link connects", () -> link.connection().isConnected());
        return link;
    }

    private static void awaitConnected(NatsLink... links) {
        for (NatsLink link : links) {
            Await.until("node connects", () -> link.connection().isConnected());
        }
    }

    @Test
    void deltasBlocksAndSnapshotRequestsReachPeersWithTheirSender() {
        NatsServerProcess server = closing(NatsServerProcess.single(folder.resolve("nats"), users()));
        NatsLink a = node(east, EAST, server.url());
        NatsLink b = node(west, WEST, server.url());
        awaitConnected(a, b);
        Heap heard = new Heap();
        Await.until("a delta, a block and a request arrive", () -> {
            a.publishDelta(bytes("delta!junk"), 5);
            a.publishBlocks(bytes("block"), 5);
            a.requestSnapshots();
            a.send(WEST, bytes("alone"));
            a.send(EAST, bytes("to itself"));
            b.poll(heard, 100);
            return heard.lines.contains("delta us-east/us-east-node-1 delta")
                    && heard.lines.contains("blocks us-east/us-east-node-1 block")
                    && heard.lines.contains("direct us-east/us-east-node-1 alone")
                    && heard.lines.contains("snapshot us-east/us-east-node-1");
        });
        assertThat(heard.lines).noneMatch(line -> line.contains("itself"));
        assertThat(a.poll(new Heap(), 100)).as("own messages are not heard").isZero();
    }

    @Test
    void aNodeStartsWithoutAServerAndJoinsWhenOneComes() {
        NatsServerProcess server = closing(NatsServerProcess.stopped(folder.resolve("nats"), users()));
        NatsLink a = node(east, EAST, server.url());
        a.publishDelta(bytes("lost"), 4);
        a.reports().send(receipt(EAST));
        Await.until(
                "the node says what is wrong", () -> a.connection().trouble().isPresent());
        assertThat(a.connection().phase()).isEqualTo(Phase.CONNECTING);
        assertThat(a.connection().trouble().orElseThrow()).contains("no server answers at " + server.url());
        assertThat(a.dropped()).containsEntry("delta-out", 1L);
        server.start();
        awaitConnected(a);
        assertThat(a.connection().server()).contains("solo");
    }

    @Test
    void receiptsWaitUntilTheNodeIsConnected() throws IOException {
        NatsServerProcess server = closing(NatsServerProcess.single(folder.resolve("nats"), users()));
        Receipts receipts = new Receipts();
        fleet(operator, server.url(), receipts);
        Path hidden = Files.move(east.file(), folder.resolve("hidden.nk"));
        NatsLink a = node(east, EAST, server.url());
        Await.until("the node cannot connect", () -> a.connection().phase() == Phase.REFUSED);
        List<Receipt> sent = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Receipt receipt = receipt(EAST);
            sent.add(receipt);
            a.reports().send(receipt);
        }
        Files.move(hidden, east.file());
        Await.until("all receipts arrive", () -> receipts.size() >= sent.size());
        assertThat(receipts.all()).containsExactlyElementsOf(sent);
    }

    @Test
    void aWrongKeyIsReportedAndTriedAgainUntilTheServerKnowsIt() {
        NatsServerProcess server = closing(
                NatsServerProcess.single(folder.resolve("nats"), List.of(NatsUser.node(west.publicKey(), WEST))));
        NatsLink a = node(east, EAST, server.url());
        Await.until("the refusal is told", () -> a.connection().phase() == Phase.REFUSED);
        assertThat(a.connection().trouble().orElseThrow()).contains("add its public key");
        a.publishDelta(bytes("x"), 1);
        assertThat(a.poll(new Heap(), 10)).isZero();
        server.stop();
        server.reconfigure(users());
        server.start();
        awaitConnected(a);
    }

    @Test
    void aKeyThatIsTakenAwayIsReported() {
        NatsServerProcess server = closing(NatsServerProcess.single(folder.resolve("nats"), users()));
        NatsLink a = node(east, EAST, server.url());
        awaitConnected(a);
        server.stop();
        server.reconfigure(List.of(NatsUser.node(west.publicKey(), WEST)));
        server.start();
        Await.until("the refusal is told", () -> a.connection().phase() == Phase.REFUSED);
        server.stop();
        server.reconfigure(users());
        server.start();
        awaitConnected(a);
    }

    @Test
    void aMissingKeyFileIsReportedAndTheNodeLivesOn() {
        Keys nowhere = new Keys(folder.resolve("nowhere.nk"), east.publicKey());
        NatsLink a = node(nowhere, EAST, "nats://127.0.0.1:" + FreePorts.next());
        Await.until("the reason is told", () -> a.connection().phase() == Phase.REFUSED);
        assertThat(a.connection().trouble().orElseThrow()).contains("does not exist");
    }

    @Test
    void aNodeUsesItsRegionalServerWheneverItCan() {
        List<NatsServerProcess> servers = NatsServerProcess.cluster(folder, 2, users());
        servers.forEach(this::closing);
        NatsLink a = node(east, EAST, servers.get(0).url(), servers.get(1).url());
        awaitConnected(a);
        assertThat(a.connection().server()).contains("s0");
        servers.get(0).stop();
        Await.until("it goes to the other region", () -> a.connection().server().equals(Optional.of("s1")));
        servers.get(0).start();
        Await.until("it comes home", () -> a.connection().server().equals(Optional.of("s0")));
    }

    @Test
    void commandsReachExactlyTheNodesInScope() throws Exception {
        NatsServerProcess server = closing(NatsServerProcess.single(folder.resolve("nats"), users()));
        NatsLink a = node(east, EAST, server.url());
        NatsLink b = node(west, WEST, server.url());
        awaitConnected(a, b);
        FleetLink console = fleet(operator, server.url(), new FleetListener() {});
        UUID toEast = send(console, new Scope.Node(EAST));
        UUID toWest = send(console, new Scope.Region(new RegionId("eu-west")));
        UUID toAll = send(console, new Scope.Fleet());
        assertThat(take(a, 2)).containsExactly(toEast, toAll);
        assertThat(take(b, 2)).containsExactly(toWest, toAll);
    }

    @Test
    void whatIsNoCommandIsHandedOverAsSuchWithItsId() throws Exception {
        NatsServerProcess server = closing(NatsServerProcess.single(folder.resolve("nats"), users()));
        NatsLink a = node(east, EAST, server.url());
        awaitConnected(a);
        FleetLink console = fleet(operator, server.url(), new FleetListener() {});
        UUID id = UUID.randomUUID();
        String subject = Subjects.command(new Scope.Fleet());
        console.session().usable().orElseThrow().publish(subject, bytes("{\"id\":\"" + id + "\"}"));
        console.session().usable().orElseThrow().publish(subject, bytes("]garbage"));
        List<ReceivedCommand> received = receive(a, 2);
        assertThat(received.get(0)).isInstanceOfSatisfying(ReceivedCommand.Undecodable.class, broken -> {
            assertThat(broken.id()).isEqualTo(id);
            assertThat(broken.reason()).contains("missing");
        });
        assertThat(received.get(1))
                .isInstanceOfSatisfying(
                        ReceivedCommand.Undecodable.class,
                        broken -> assertThat(broken.id()).isEqualTo(new UUID(0, 0)));
    }

    @Test
    void aFullCommandQueueRefusesAndSaysSo() {
        NatsServerProcess server = closing(NatsServerProcess.single(folder.resolve("nats"), users()));
        NatsLink a = node(east, EAST, server.url());
        Receipts receipts = new Receipts();
        FleetLink console = fleet(operator, server.url(), receipts);
        awaitConnected(a);
        for (int i = 0; i < CommandInbox.MAX_COMMANDS + 1; i++) {
            send(console, new Scope.Fleet());
        }
        Await.until("one is refused", () -> receipts.size() == 1);
        assertThat(receipts.newest().refusal().orElseThrow().code().name()).isEqualTo("OVERLOADED");
        assertThat(a.dropped()).containsEntry("command-in", 1L);
    }

    @Test
    void askingGathersTheNewestStatusOfEveryNode() throws Exception {
        NatsServerProcess server = closing(NatsServerProcess.single(folder.resolve("nats"), users()));
        NatsLink a = node(east, EAST, server.url());
        NatsLink b = node(west, WEST, server.url());
        awaitConnected(a, b);
        FleetLink bob = fleet(viewer, server.url(), new FleetListener() {});
        a.reports().heartbeat(Samples.status(EAST, 1));
        b.reports().heartbeat(Samples.status(WEST, 2));
        Await.until("both heartbeats arrive", () -> bob.statuses().size() == 2);
        Collection<NodeStatus> answers = bob.ask(Duration.ofSeconds(20));
        assertThat(answers).containsExactlyInAnyOrder(Samples.status(EAST, 1), Samples.status(WEST, 2));
    }

    @Test
    void anOutcomeNamesWhoIsMissing() throws Exception {
        NatsServerProcess server = closing(NatsServerProcess.single(folder.resolve("nats"), users()));
        NatsLink a = node(east, EAST, server.url());
        awaitConnected(a);
        FleetLink console = fleet(operator, server.url(), new FleetListener() {});
        CompletableFuture<CommandOutcome> future;
        try (NkeySigner signer = operator.signer()) {
            future = console.send(
                    signer.sign(Samples.block(operator.publicKey(), new Scope.Fleet(), "203.0.113.42")),
                    List.of(EAST, WEST),
                    Duration.ofSeconds(3));
        }
        ReceivedCommand.Decoded command =
                (ReceivedCommand.Decoded) receive(a, 1).getFirst();
        a.reports()
                .send(new Receipt(
                        command.signed().command().id(), EAST, Receipt.State.APPLIED, true, 1, Optional.empty()));
        CommandOutcome outcome = future.get();
        assertThat(outcome.receipts()).containsOnlyKeys(EAST);
        assertThat(outcome.missing()).containsExactly(WEST);
        assertThat(outcome.isInForce()).isFalse();
    }

    @Test
    void sendingWithoutAConnectionFailsAtOnce() {
        FleetLink console = closing(FleetLink.open(
                operator.settings("nats://127.0.0.1:" + FreePorts.next()), "test", new FleetListener() {}));
        try (NkeySigner signer = operator.signer()) {
            CompletableFuture<CommandOutcome> outcome = console.send(
                    signer.sign(Samples.command(
                            operator.publicKey(),
                            new Scope.Fleet(),
                            new CommandBody.Unblock(List.of(dev.secbeat.node.api.Prefix.parse("192.0.2.1")), ""))),
                    List.of(),
                    Duration.ofSeconds(60));
            assertThat(outcome).isCompletedExceptionally();
            assertThat(outcome.exceptionNow()).isInstanceOf(NotConnectedException.class);
        }
    }

    private UUID send(FleetLink console, Scope scope) {
        try (NkeySigner signer = operator.signer()) {
            var signed = signer.sign(Samples.block(operator.publicKey(), scope, "203.0.113.42"));
            CompletableFuture<CommandOutcome> outcome = console.send(signed, List.of(), Duration.ofSeconds(60));
            assertThat(outcome.isCompletedExceptionally()).isFalse();
            return signed.command().id();
        }
    }

    private static List<ReceivedCommand> receive(NatsLink link, int count) {
        List<ReceivedCommand> received = new ArrayList<>();
        Await.until(count + " commands arrive", () -> {
            link.commands().next().ifPresent(received::add);
            return received.size() >= count;
        });
        return received;
    }

    private static List<UUID> take(NatsLink link, int count) {
        return receive(link, count).stream()
                .map(received ->
                        ((ReceivedCommand.Decoded) received).signed().command().id())
                .toList();
    }

    private static Receipt receipt(NodeId node) {
        return new Receipt(UUID.randomUUID(), node, Receipt.State.APPLIED, true, 1, Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Heap implements DeltaChannel.Receiver {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void onDelta(NodeId sender, byte[] bytes) {
            lines.add("delta " + sender + " " + new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void onBlocks(NodeId sender, byte[] bytes) {
            lines.add("blocks " + sender + " " + new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void onSnapshotRequest(NodeId sender) {
            lines.add("snapshot " + sender);
        }

        @Override
        public void onDirect(NodeId sender, byte[] bytes) {
            lines.add("direct " + sender + " " + new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static final class Receipts implements FleetListener {
        private final List<Receipt> heard = new ArrayList<>();

        @Override
        public synchronized void onReceipt(Receipt receipt) {
            heard.add(receipt);
        }

        synchronized List<Receipt> all() {
            return List.copyOf(heard);
        }

        synchronized int size() {
            return heard.size();
        }

        synchronized Receipt newest() {
            return heard.getLast();
        }
    }
}
