// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Leader;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustGate;
import dev.secbeat.node.control.TrustKeeper;
import dev.secbeat.node.control.TrustPeers;
import dev.secbeat.node.control.TrustSigning;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.outlets.Receiver;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.FreePorts;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orchestrators, operators and a real server with its lease; the nodes are heartbeats over real links. */
class OrchestratorRuntimeTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<NodeId, NatsLink> nodes = new java.util.LinkedHashMap<>();
    private NatsServerProcess server;
    private Keys first;
    private Keys second;
    private Keys operator;
    private Keys admin;
    private Keys stranger;
    private FleetLink link;
    private int leaseSeconds = 120;
    private String outlets = "";
    private String root = "";
    private final Map<NatsLink, TrustFile> kept = new ConcurrentHashMap<>();
    private final List<Leader> leaders = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startServer() throws IOException {
        Keys east = Keys.create(folder, "east");
        Keys west = Keys.create(folder, "west");
        first = Keys.create(folder, "first");
        second = Keys.create(folder, "second");
        operator = Keys.create(folder, "operator");
        admin = Keys.create(folder, "admin");
        stranger = Keys.create(folder, "stranger");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.orchestrator(first.publicKey(), "first"),
                        NatsUser.orchestrator(second.publicKey(), "second"),
                        NatsUser.admin(admin.publicKey(), "adam")));
        open.add(server);
        Files.write(folder.resolve("trust.json"), Json.TRUST.encode(unsigned()));
        nodes.put(EAST, closing(NatsLink.open(east.settings(server.url()), EAST, NodeClock.system(), () -> {})));
        nodes.put(WEST, closing(NatsLink.open(west.settings(server.url()), WEST, NodeClock.system(), () -> {})));
        link = closing(FleetLink.open(admin.settings(server.url()), "test", new FleetListener() {
            @Override
            public void onLeader(Leader leader) {
                leaders.add(leader);
            }
        }));
        Await.until("the operator connects", () -> link.connection().isConnected());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void aDryRunGetsAPlanAndNothingElseDoes() throws Exception {
        start("first", first);

        FailoverPlan plan = planFor(admin, true);
        assertThat(plan.refusal()).isEmpty();
        assertThat(plan.orchestrator()).isEqualTo("first");
        assertThat(plan.changes())
                .containsExactly(new FailoverPlan.RecordChange(
                        "NA", "service.invalid.", "A", List.of("192.0.2.1"), List.of("192.0.2.2")));
        assertThat(plan.notes()).anyMatch(note -> note.contains("no DNS is configured"));

        assertThat(code(planFor(operator, true))).isEmpty();
        assertThat(code(planFor(admin, false))).contains(Refusal.Code.DRY_RUN_ONLY);
        assertThat(code(planFor(operator, false))).contains(Refusal.Code.WRONG_ROLE);
        assertThat(code(planFor(stranger, true))).contains(Refusal.Code.UNKNOWN_ACTOR);
    }

    @Test
    void whomAnAdministratorWithdrawsIsRefusedFromTheNextCommandOn() throws Exception {
        root = admin.publicKey();
        Runnable silence = confirm();
        OrchestratorRuntime one = start("first", first);
        assertThat(code(planFor(operator, true))).isEmpty();
        TrustFile without = new TrustFile(
                1,
                List.of(new Operator(admin.publicKey(), Role.ADMIN, "adam")),
                List.of(),
                List.of(operator.publicKey()),
                Optional.empty());

        try (NkeySigner signer = admin.signer()) {
            assertThat(TrustLink.of(link).publish(TrustSigning.sign(without, signer)))
                    .isTrue();
        }

        assertThat(code(planFor(operator, true))).contains(Refusal.Code.UNKNOWN_ACTOR);
        assertThat(code(planFor(admin, true))).isEmpty();
        one.close();
        silence.run();

        start("first", first); // It knows from its own disk, but not whether that is the newest.

        assertThat(code(planFor(operator, true))).contains(Refusal.Code.UNCONFIRMED);
        confirm();
        Await.until(
                "a node confirms it",
                () -> ask(operator, true)
                        .flatMap(OrchestratorRuntimeTest::code)
                        .equals(Optional.of(Refusal.Code.UNKNOWN_ACTOR)));
    }

    /** The withdrawal reached the nodes while it was away, and nobody answers it: whoever is withdrawn steers nothing. */
    @Test
    void anOrchestratorThatNobodyConfirmsObeysNobodyHoweverLongItWaits() throws Exception {
        root = admin.publicKey();
        start("first", first);
        assertThat(code(planFor(admin, true))).contains(Refusal.Code.UNCONFIRMED);
        assertThat(code(planFor(admin, false))).contains(Refusal.Code.UNCONFIRMED);
    }

    /** The nodes keep trust from now on; what it returns makes them silent again. */
    private Runnable confirm() {
        AtomicBoolean ended = new AtomicBoolean();
        open.add(() -> ended.set(true));
        nodes.values().forEach(node -> {
            TrustFile start = kept.getOrDefault(node, unsigned());
            TrustKeeper keeper = new TrustKeeper(
                    start,
                    new TrustGate(List.of(root), new NkeyVerifier()),
                    TrustLink.of(node),
                    new TrustDesk(start, file -> kept.put(node, file), () -> true, _ -> {}),
                    new TrustPeers(() -> 2, new SplittableRandom()));
            Thread.ofVirtual().start(() -> {
                while (!ended.get()) {
                    keeper.doWork(System.nanoTime());
                    LockSupport.parkNanos(1_000_000);
                }
            });
        });
        return () -> ended.set(true);
    }

    private TrustFile unsigned() {
        return new TrustFile(List.of(
                new Operator(operator.publicKey(), Role.OPERATOR, "olga"),
                new Operator(admin.publicKey(), Role.ADMIN, "adam")));
    }

    /** The lease outlasts every wait of this test: only one that was given back can be taken. */
    @Test
    void oneLeadsAndTheOtherTakesOverWhenItGoes() throws Exception {
        OrchestratorRuntime one = start("first", first);
        assertThat(planFor(admin, true).orchestrator()).isEqualTo("first");
        start("second", second);
        for (int i = 0; i < 5; i++) {
            assertThat(planFor(admin, true).orchestrator()).isEqualTo("first");
        }

        one.close();
        assertThat(planFor(admin, true).orchestrator()).isEqualTo("second");
    }

    /** Copied with its configuration: it waits as any other does, and what it does then has an epoch of its own. */
    @Test
    void ofTwoOrchestratorsOfOneNameOneLeads() throws Exception {
        leaseSeconds = 3;
        OrchestratorRuntime one = start("first", first);
        Await.until("it leads", () -> !leaders.isEmpty());
        start("first", second);
        Await.until("the first one goes on", () -> leaders.size() >= 9);
        assertThat(leaders).as("one voice, one renewal a second").allMatch(new Leader("first", 1, 3_000)::equals);

        one.close();
        Await.until("the other one leads", () -> leaders.contains(new Leader("first", 2, 3_000)));
    }

    @Test
    void whoHoldsTheLeaseSaysSoAtEachRenewal() throws Exception {
        leaseSeconds = 3;
        OrchestratorRuntime one = start("first", first);
        Await.until("it says that it leads, again and again", () -> leaders.size() >= 3);
        assertThat(leaders).allMatch(new Leader("first", 1, 3_000)::equals);
        start("second", second);
        Await.until("the first goes on", () -> leaders.size() >= 6);
        assertThat(leaders).as("who waits for the lease is silent").allMatch(new Leader("first", 1, 3_000)::equals);

        one.close();
        Await.until("the second one leads", () -> leaders.contains(new Leader("second", 2, 3_000)));
    }

    /** Both hear everything; the one that leads tells it, and once it is gone the other: of what both tell, the id is one. */
    @Test
    void whoLeadsTellsTheOutlets() throws Exception {
        Receiver receiver = closing(new Receiver());
        outlets = outlets(receiver);
        OrchestratorRuntime one = start("first", first);
        tellUntilHeard("a", receiver);
        start("second", second);
        one.close();
        tellUntilHeard("b", receiver);
        assertThat(new HashSet<>(receiver.ids())).hasSize(2);
    }

    /** Whoever gave the order may have gone: who leads tells which node, though it lives, has said nothing. */
    @Test
    void aLivingNodeThatSaysNothingOfAnOrderIsTold() throws Exception {
        Receiver receiver = closing(new Receiver());
        outlets = outlets(receiver);
        start("first", first);
        planFor(admin, true); // It has heard both nodes.
        Command order = Samples.block(operator.publicKey(), new Scope.Fleet(), "198.51.100.7");
        try (NkeySigner signer = operator.signer()) {
            var _ = link.send(signer.sign(order), List.of(), Duration.ofSeconds(1));
        }
        Receipt applied = new Receipt(order.id(), EAST, Receipt.State.APPLIED, true, 9, Optional.empty());
        Await.until("the outlet is told", () -> {
            nodes.forEach((id, node) -> node.reports().heartbeat(Samples.status(id, System.currentTimeMillis())));
            Objects.requireNonNull(nodes.get(EAST)).reports().send(applied);
            return !receiver.posted.isEmpty();
        });
        assertThat(receiver.posted).hasSize(1);
        String body = receiver.posted.getFirst().body();
        assertThat(body).contains("\"kind\":\"missing\"", "\"node\":\"" + WEST + "\"", order.id() + "\"");
    }

    private String outlets(Receiver receiver) {
        return """
                [outlets]
                directory = "%s/NAME"
                [[outlets.webhooks]]
                name = "siem"
                url = "%s"
                secret = "s"
                kinds = ["trouble", "missing"]
                """.formatted(folder, receiver.url());
    }

    private void tellUntilHeard(String text, Receiver receiver) {
        FleetEvent event = new FleetEvent.Trouble(EAST, 1_700_000_000_000L, "code", text);
        Await.until("the outlet is told " + text, () -> {
            Objects.requireNonNull(nodes.get(EAST)).reports().event(event);
            return receiver.posted.stream().anyMatch(one -> one.body().contains("\"text\":\"" + text + "\""));
        });
    }

    @Test
    void anOrchestratorStartsWithoutAServerAndWorksWhenOneComes() throws Exception {
        server.stop();
        start("first", first);
        server.start();
        assertThat(planFor(admin, true).refusal()).isEmpty();
    }

    @Test
    void aMissingTrustFileStopsTheStart() throws IOException {
        Files.delete(folder.resolve("trust.json"));

        assertThatThrownBy(() -> start("first", first))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("the trust file " + folder.resolve("trust.json") + " cannot be read");
    }

    /** Asks until a leader that has heard both regions answers: leadership and heartbeats take their time. */
    private FailoverPlan planFor(Keys actor, boolean dryRun) throws InterruptedException {
        List<FailoverPlan> plans = new ArrayList<>();
        Await.until("a plan that knows both regions", () -> {
            nodes.forEach((id, node) -> node.reports().heartbeat(Samples.status(id, System.currentTimeMillis())));
            ask(actor, dryRun)
                    .filter(plan -> plan.refusal()
                            .filter(refusal -> refusal.code() == Refusal.Code.TOO_FEW_REGIONS
                                    || refusal.code() == Refusal.Code.TARGET_UNHEALTHY)
                            .isEmpty())
                    .ifPresent(plans::add);
            return !plans.isEmpty();
        });
        return plans.getFirst();
    }

    private Optional<FailoverPlan> ask(Keys actor, boolean dryRun) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        try (NkeySigner signer = actor.signer()) {
            CommandBody body = new CommandBody.Failover(new RegionId("us-east"), new RegionId("eu-west"), "test");
            Command command = new Command(
                    UUID.randomUUID(), now, now.plusSeconds(60), signer.publicKey(), new Scope.Fleet(), dryRun, body);
            return link.sendForPlan(signer.sign(command), Duration.ofSeconds(1)).get();
        } catch (ExecutionException e) {
            return Optional.empty(); // Not connected just now.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<Refusal.Code> code(FailoverPlan plan) {
        return plan.refusal().map(Refusal::code);
    }

    private OrchestratorRuntime start(String name, Keys key) {
        String text = """
                [nats]
                url = "%s"
                nkey_seed_file = "%s"
                [orchestrator]
                name = "%s"
                lease_seconds = %d
                min_healthy_regions = 1
                trust_file = "%s"
                data_dir = "%s"
                trust_roots = [%s]
                [[orchestrator.regions]]
                name = "us-east"
                addresses = ["192.0.2.1"]
                views = ["NA"]
                [[orchestrator.regions]]
                name = "eu-west"
                addresses = ["192.0.2.2"]
                views = ["EU"]
                [metrics]
                address = "127.0.0.1"
                port = %d
                %s
                """.formatted(
                        server.url(),
                        key.file(),
                        name,
                        leaseSeconds,
                        folder.resolve("trust.json"),
                        folder.resolve("data-" + name),
                        root.isEmpty() ? "" : '"' + root + '"',
                        FreePorts.next(),
                        outlets.replace("NAME", name));
        return closing(OrchestratorRuntime.start(OrchestratorConfig.parse(text, "o.toml", Map.of())));
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }
}
