// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.ConnectionState.Phase;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.testing.Child;
import dev.secbeat.console.testing.Fleet;
import dev.secbeat.console.testing.Frames;
import dev.secbeat.console.testing.Until;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsServerConfig;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console speaks with test nodes through a real nats-server. */
class FleetConnectionTest {
    private static final Path BINARY = Path.of("/usr/sbin/nats-server");
    private static final NodeId NODE = NodeId.of("apac", "a-1");
    private final int port = Child.freePort();
    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of());
    private final Fleet fleet = Fleet.node("apac", "a-1");

    @TempDir
    Path folder = Path.of(".");

    private Optional<Child> server = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.isExecutable(BINARY), "nats-server is not installed");
        String node = key("node");
        String operator = key("operator");
        NatsServerConfig config = new NatsServerConfig(
                "us-east",
                "127.0.0.1:" + port,
                Optional.empty(),
                Optional.empty(),
                folder.resolve("js"),
                List.of(NatsUser.node(node, NODE), NatsUser.operator(operator, "test")),
                Optional.empty());
        Files.writeString(folder.resolve("nats.conf"), config.text());
        startServer();
    }

    @AfterEach
    void stop() {
        server.ifPresent(Child::close);
    }

    @Test
    void heartbeatsComeInASignedBlockGoesOutAndItsReceiptComesBack() {
        try (NatsLink node = NatsLink.open(settings("node"), NODE, NodeClock.system(), () -> {});
                FleetConnection console = console(Optional.of(folder.resolve("operator.nk")))) {
            Until.holds("the node is heard", () -> {
                node.reports().heartbeat(fleet.pass(1_000, 100, 10).status());
                drain();
                return model.summary().get().nodesKnown() == 1;
            });
            assertThat(model.actions().access().get().canAct()).isTrue();
            assertThat(model.nats().get().phase()).isEqualTo(Phase.CONNECTED);
            assertThat(model.nats().get().server()).isEqualTo("us-east");

            UUID id = UUID.randomUUID();
            console.carryOut(BlockDraft.of("203.0.113.42", List.of()).block(id, Duration.ofSeconds(60), "test", false));
            FakeNode answering = new FakeNode(node);
            Until.holds("the command arrives", answering::answerOne);
            assertThat(answering.prefixes()).isEqualTo("[203.0.113.42]");
            assertThat(answering.signatureHolds()).isTrue();
            Until.holds(
                    "the receipt is shown",
                    () -> command(id)
                            .filter(command -> command.count(Outcome.APPLIED) == 1)
                            .isPresent());
            CommandState done = command(id).orElseThrow();
            assertThat(done.summary()).isEqualTo("block 203.0.113.42 60 s");
            assertThat(done.answers()).extracting(CommandState.Answer::nodeId).containsExactly("apac/a-1");
            assertThat(done.slowestMillis()).isPositive();
        }
    }

    @Test
    void withoutAKeyNothingIsSentAndItSaysSo() {
        try (FleetConnection console = console(Optional.empty())) {
            UUID id = UUID.randomUUID();
            console.carryOut(new Intent.Unblock(id, List.of(Prefix.parse("203.0.113.42")), new Scope.Fleet(), "test"));
            Until.holds("the refusal is shown", () -> command(id).isPresent());
            assertThat(command(id).orElseThrow().problem()).contains("read-only");
            assertThat(model.actions().access().get().canAct()).isFalse();
            assertThat(model.actions().access().get().reason()).contains("secbeat keys new");
        }
    }

    @Test
    void aLostServerIsNamedAndAnOrderIntoTheVoidIsNotPretended() {
        try (FleetConnection console = console(Optional.of(folder.resolve("operator.nk")))) {
            Until.holds("connected", () -> phase() == Phase.CONNECTED);
            server.ifPresent(Child::close);
            Until.holds("cut off", () -> phase() == Phase.RECONNECTING);
            assertThat(model.nats().get().server()).contains(Integer.toString(port));
            assertThat(model.nats().get().sinceEpochMillis()).isPositive();
            UUID id = UUID.randomUUID();
            console.carryOut(new Intent.PlanFailover(id, "apac", "us-east", "test"));
            Until.holds(
                    "the failure is shown",
                    () -> command(id)
                            .filter(command -> command.problem().contains("nothing was sent"))
                            .isPresent());
            startServer();
            Until.holds("back", () -> phase() == Phase.CONNECTED);
        }
    }

    @Test
    void anActThatBreaksARuleOfItsOwnIsRefusedHere() {
        try (FleetConnection console = console(Optional.of(folder.resolve("operator.nk")))) {
            UUID id = UUID.randomUUID();
            console.carryOut(new Intent.PlanFailover(id, "apac", "apac", "test"));
            Until.holds("refused", () -> command(id).isPresent());
            assertThat(command(id).orElseThrow().problem()).contains("two regions");
        }
    }

    @Test
    void samplesComeWhileTheyAreWatchedAndOnlyThen() {
        try (NatsLink node = NatsLink.open(settings("node"), NODE, NodeClock.system(), () -> {});
                FleetConnection console = console(Optional.empty())) {
            SampleReport report = new SampleReport(
                    NODE,
                    1,
                    7,
                    Optional.empty(),
                    List.of(Frames.packet("drop", "land", 1, Frames.ping("203.0.113.42", "203.0.113.42"))));
            Until.holds(
                    "connected",
                    () -> phase() == Phase.CONNECTED && node.connection().isConnected());
            assertThat(node.samples().wanted(System.nanoTime())).isFalse();
            console.watchSamples(true);
            console.watchSamples(true);
            Until.holds("the node is asked", () -> node.samples().wanted(System.nanoTime()));
            Until.holds("the packet is shown", () -> {
                assertThat(node.samples().publish(report)).isTrue();
                drain();
                return !model.samples().rows().isEmpty();
            });
            assertThat(model.samples().rows().getFirst().headers().sourceText()).isEqualTo("203.0.113.42");
            console.watchSamples(false);
            console.watchSamples(false);
        }
    }

    @Test
    void garbageAndForgedHeartbeatsAreIgnored() throws Exception {
        try (FleetConnection _ = console(Optional.empty());
                Intruder intruder = new Intruder("nats://127.0.0.1:" + port, folder.resolve("node.nk"))) {
            Until.holds("connected", () -> phase() == Phase.CONNECTED);
            byte[] forged = Json.STATUS.encode(Fleet.node("us-east", "u-1").status());
            intruder.publish(Subjects.fleet(NODE), "no json at all".getBytes(StandardCharsets.UTF_8));
            intruder.publish(Subjects.fleet(NODE), forged);
            intruder.publish(Subjects.fleet(NodeId.of("us-east", "u-1")), forged);
            intruder.publish(Subjects.fleet(NODE), Json.STATUS.encode(fleet.status()));
            Until.holds(
                    "the honest one is heard",
                    () -> phase() == Phase.CONNECTED && model.summary().get().nodesKnown() > 0);
            assertThat(model.regions()).extracting(RegionModel::id).containsExactly("apac");
            assertThat(model.summary().get().nodesKnown()).isEqualTo(1);
        }
    }

    private Phase phase() {
        drain();
        return model.nats().get().phase();
    }

    private Optional<CommandState> command(UUID id) {
        drain();
        return model.actions().commands().stream()
                .filter(command -> command.id().equals(id))
                .findFirst();
    }

    private void drain() {
        model.drain(inbox, System.nanoTime(), System.currentTimeMillis());
    }

    private void startServer() {
        server = Optional.of(Child.start(folder, BINARY.toString(), "-c", "nats.conf"));
    }

    private FleetConnection console(Optional<Path> operatorKey) {
        return FleetConnection.open(
                new FleetProfile("test", settings("operator"), operatorKey), inbox, InstantSource.system());
    }

    private NatsSettings settings(String user) {
        return NatsSettings.of("nats://127.0.0.1:" + port, List.of(), folder.resolve(user + ".nk"));
    }

    private String key(String name) throws IOException {
        try (NkeySigner signer = NkeySigner.create(folder.resolve(name + ".nk"))) {
            return signer.publicKey();
        }
    }
}
