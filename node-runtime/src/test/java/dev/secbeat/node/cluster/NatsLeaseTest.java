// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.AuditSubjects;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.journal.AuditJournal;
import dev.secbeat.node.journal.JournalTail;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.FreePorts;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lease and audit stream on real JetStream. */
class NatsLeaseTest {
    private static final long TTL = 10_000;

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys orchestrator;
    private Keys admin;

    @BeforeEach
    void makeKey() {
        orchestrator = Keys.create(folder, "orchestrator");
        admin = Keys.create(folder, "admin");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private List<NatsUser> users() {
        return List.of(NatsUser.orchestrator(orchestrator.publicKey(), "o"), NatsUser.admin(admin.publicKey(), "ada"));
    }

    private FleetLink link(String url) {
        FleetLink link = FleetLink.open(orchestrator.settings(url), "orchestrator", new FleetListener() {});
        open.add(link);
        Await.until("connected", () -> link.connection().isConnected());
        return link;
    }

    private NatsServerProcess single() {
        NatsServerProcess server = NatsServerProcess.single(folder.resolve("nats"), users());
        open.add(server);
        return server;
    }

    @Test
    void ofManyAtOnceExactlyOneLeads() throws Exception {
        NatsServerProcess server = single();
        int count = 6;
        CyclicBarrier together = new CyclicBarrier(count);
        List<Callable<Optional<Lease>>> rivals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NatsLease lease = new NatsLease(link(server.url()), 1);
            String name = "o" + i;
            rivals.add(() -> {
                together.await();
                return lease.tryAcquire(name, 1_000, TTL);
            });
        }
        List<Lease> leaders = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (Future<Optional<Lease>> result : threads.invokeAll(rivals)) {
                result.get().ifPresent(leaders::add);
            }
        }
        assertThat(leaders).hasSize(1);
        assertThat(leaders.getFirst().epoch()).isEqualTo(1);
    }

    @Test
    void aLeaseIsRenewedByItsHolderAndPassesOnWithAHigherEpochOnlyWhenExpired() {
        NatsServerProcess server = single();
        NatsLease a = new NatsLease(link(server.url()), 1);
        NatsLease b = new NatsLease(link(server.url()), 1);
        assertThat(a.tryAcquire("a", 0, TTL)).contains(new Lease("a", 1, TTL));
        assertThat(b.tryAcquire("b", TTL - 1, TTL)).isEmpty();
        assertThat(a.tryAcquire("a", 5_000, TTL)).contains(new Lease("a", 1, 5_000 + TTL));
        assertThat(b.current(6_000)).contains(new Lease("a", 1, 5_000 + TTL));
        assertThat(b.tryAcquire("b", 5_000 + TTL, TTL)).contains(new Lease("b", 2, 5_000 + 2 * TTL));
        assertThat(a.tryAcquire("a", 5_000 + TTL, TTL))
                .as("who was frozen has lost")
                .isEmpty();
    }

    /** What was begun under the lease that is over must not go on beside what is begun under the new one. */
    @Test
    void aLeaseThatWasOverIsTakenWithAHigherEpochByItsHolderToo() {
        NatsServerProcess server = single();
        NatsLease a = new NatsLease(link(server.url()), 1);
        assertThat(a.tryAcquire("a", 0, TTL)).contains(new Lease("a", 1, TTL));
        assertThat(a.tryAcquire("a", TTL, TTL)).contains(new Lease("a", 2, 2 * TTL));
        assertThat(a.tryAcquire("a", TTL + 1, TTL)).contains(new Lease("a", 2, 2 * TTL + 1));
    }

    @Test
    void aReleasedLeaseIsFreeAndTheEpochStillGrows() {
        NatsServerProcess server = single();
        NatsLease a = new NatsLease(link(server.url()), 1);
        NatsLease b = new NatsLease(link(server.url()), 1);
        Lease held = a.tryAcquire("a", 0, TTL).orElseThrow();
        a.release(held);
        assertThat(b.current(1)).isEmpty();
        assertThat(b.tryAcquire("b", 1, TTL)).contains(new Lease("b", 2, 1 + TTL));
        a.release(held);
        assertThat(b.current(2)).as("an old lease cannot release a new one").isPresent();
    }

    @Test
    void withoutAServerNobodyLeads() {
        NatsServerProcess server = single();
        FleetLink link = link(server.url());
        NatsLease lease = new NatsLease(link, 1);
        server.stop();
        Await.until("the loss is noticed", () -> !link.connection().isConnected());
        assertThat(lease.tryAcquire("a", 0, TTL)).isEmpty();
        assertThat(lease.current(0)).isEmpty();
    }

    @Test
    void theLeaseOutlivesAServerOfThree() {
        List<NatsServerProcess> servers = NatsServerProcess.cluster(folder, 3, users());
        open.addAll(servers);
        FleetLink link = FleetLink.open(
                orchestrator.settings(
                        servers.get(0).url(),
                        servers.get(1).url(),
                        servers.get(2).url()),
                "orchestrator",
                new FleetListener() {});
        open.add(link);
        NatsLease lease = new NatsLease(link, 3);
        Await.until("the lease is taken", () -> lease.tryAcquire("a", 0, TTL).isPresent());
        servers.get(0).stop();
        Await.until("it is still there", () -> lease.current(1).isPresent());
        assertThat(lease.tryAcquire("b", 1, TTL)).isEmpty();
    }

    @Test
    void auditEntriesWaitForTheServerAndArriveOnce() throws Exception {
        NatsServerProcess server = single();
        FleetLink link = link(server.url());
        AuditStream audit = new AuditStream(link, 1);
        server.stop();
        Await.until("the loss is noticed", () -> !link.connection().isConnected());
        audit.append("{\"n\":1}".getBytes(StandardCharsets.UTF_8));
        audit.append("{\"n\":2}".getBytes(StandardCharsets.UTF_8));
        assertThat(audit.drain()).isZero();
        assertThat(audit.waiting()).isEqualTo(2);
        server.start();
        Await.until("all are sent", () -> {
            audit.drain();
            return audit.waiting() == 0;
        });
        assertThat(audit.lost()).isZero();
        long stored = link.session()
                .usable()
                .orElseThrow()
                .jetStreamManagement()
                .getStreamInfo("SECBEAT_AUDIT")
                .getStreamState()
                .getMsgCount();
        assertThat(stored).isEqualTo(2);
    }

    /** Lists of prefixes are large, and who orders them may order many: they take the room of orders alone. */
    @Test
    void ordersAreKeptApartFromTheTrailAlsoWhereTheyWereTogether() throws Exception {
        NatsServerProcess server = single();
        FleetLink link = link(server.url());
        FleetLink adas = FleetLink.open(admin.settings(server.url()), "ada", new FleetListener() {});
        open.add(adas);
        Await.until("connected", () -> adas.connection().isConnected());
        JetStreamManagement streams = link.session().usable().orElseThrow().jetStreamManagement();
        streams.addStream(StreamConfiguration.builder() // As an earlier release made it.
                .name(Subjects.AUDIT_STREAM)
                .subjects(Subjects.ALL_COMMANDS, Subjects.ALL_RECEIPTS, Subjects.ALL_FAILOVER, Subjects.ALL_AUDIT)
                .storageType(StorageType.File)
                .maxBytes(256L << 20)
                .build());
        String order = Subjects.command(new Scope.Fleet());
        Connection connection = adas.session().usable().orElseThrow();
        connection.jetStream().publish(order, new byte[] {1});
        long before = messages(streams, Subjects.AUDIT_STREAM);

        AuditStream audit = new AuditStream(link, 1);
        audit.append("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(audit.drain()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            connection.jetStream().publish(order, new byte[200_000]);
        }

        assertThat(messages(streams, Subjects.AUDIT_STREAM))
                .as("what was there stays")
                .isEqualTo(2);
        assertThat(messages(streams, Subjects.ORDER_STREAM)).isEqualTo(3);
        assertThat(before).isEqualTo(1);
        assertThat(streams.getStreamInfo(Subjects.AUDIT_STREAM)
                        .getConfiguration()
                        .getSubjects())
                .as("any number of refusals may come there")
                .doesNotContain(Subjects.ALL_RECEIPTS);
        StreamConfiguration receipts =
                streams.getStreamInfo(Subjects.RECEIPT_STREAM).getConfiguration();
        assertThat(receipts.getSubjects()).containsExactly(Subjects.ALL_RECEIPTS);
        assertThat(receipts.getMaxBytes()).isEqualTo(64L << 20);
        for (String stream : List.of(Subjects.AUDIT_STREAM, Subjects.ORDER_STREAM)) {
            StreamConfiguration made = streams.getStreamInfo(stream).getConfiguration();
            assertThat(made.getMaxBytes()).isEqualTo(256L << 20);
            assertThat(made.getAllowDirect()).isTrue();
        }
    }

    /** Whoever may ask where clients are steered has it told, and who leads says so all the time: neither may push the trail out. */
    @Test
    void whatIsSaidOfSteeringStaysOutOfTheTrailAlsoWhereItWasTakenIn() throws Exception {
        NatsServerProcess server = single();
        FleetLink link = link(server.url());
        JetStreamManagement streams = link.session().usable().orElseThrow().jetStreamManagement();
        streams.addStream(StreamConfiguration.builder() // As an earlier release made it.
                .name(Subjects.AUDIT_STREAM)
                .subjects(Subjects.ALL_FAILOVER, Subjects.ALL_AUDIT)
                .storageType(StorageType.File)
                .maxBytes(256L << 20)
                .allowDirect(true)
                .build());
        AuditStream audit = new AuditStream(link, 1);
        assertThat(audit.drain()).isZero();

        Connection connection = link.session().usable().orElseThrow();
        for (String subject : List.of(Subjects.FAILOVER_STATE, Subjects.FAILOVER_LEADER)) {
            for (int i = 0; i < 100; i++) {
                connection.publish(subject, new byte[1_000]);
            }
        }
        audit.append("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(audit.drain()).isEqualTo(1);

        assertThat(messages(streams, Subjects.AUDIT_STREAM)).isEqualTo(1);
        assertThat(streams.getStreamInfo(Subjects.AUDIT_STREAM)
                        .getConfiguration()
                        .getSubjects())
                .containsExactly(Subjects.ALL_AUDIT);
    }

    @Test
    void anOrchestratorWritesInItsOwnNameAndNobodyElseDoes() throws Exception {
        NatsServerProcess server = single();
        FleetLink link = link(server.url());
        FleetLink adas = FleetLink.open(admin.settings(server.url()), "ada", new FleetListener() {});
        open.add(adas);
        Await.until("connected", () -> adas.connection().isConnected());
        assertThat(new AuditStream(link, 1).drain()).isZero();
        Connection own = link.session().usable().orElseThrow();
        Connection others = adas.session().usable().orElseThrow();
        NodeId node = NodeId.of("r", "n");
        for (String subject : List.of(AuditSubjects.ofOrchestrator("p"), Subjects.audit(node))) {
            own.publish(subject, new byte[] {'x'});
        }
        others.publish(AuditSubjects.ofOrchestrator("o"), new byte[] {'x'});
        others.flush(Duration.ofSeconds(20));
        Path file = folder.resolve("audit.log");
        try (AuditJournal journal = AuditJournal.open(file, 1 << 20)) {
            for (int i = 1; i <= 2; i++) {
                journal.append(new AuditEntry.Outcome(i, new UUID(0, i), "UABC", Receipt.State.APPLIED, "n" + i));
            }
            AuditRelay relay = AuditRelay.start(link, "o", new JournalTail(file));
            open.add(relay);
            Await.until("its own are copied", () -> relay.sent() == 2);
        }

        AuditReading reading = AuditReader.read(adas);
        assertThat(reading.messages())
                .extracting(AuditMessage::subject)
                .containsExactly(AuditSubjects.ofOrchestrator("o"), AuditSubjects.ofOrchestrator("o"));
        AuditCheck check = AuditCheck.of(AuditTrail.of(reading), reading);
        assertThat(check.isWhole()).isTrue();
        assertThat(check.records()).containsEntry("orchestrator o", 2);
    }

    private static long messages(JetStreamManagement streams, String stream) throws Exception {
        return streams.getStreamInfo(stream).getStreamState().getMsgCount();
    }

    @Test
    void theSpoolIsBoundedAndCountsWhatItLoses() {
        FleetLink link = FleetLink.open(
                orchestrator.settings("nats://127.0.0.1:" + FreePorts.next()),
                NodeId.of("r", "n").name(),
                new FleetListener() {});
        open.add(link);
        AuditStream audit = new AuditStream(link, 1);
        for (int i = 0; i < AuditStream.MAX_SPOOL + 3; i++) {
            audit.append(new byte[] {'{', '}'});
        }
        assertThat(audit.waiting()).isEqualTo(AuditStream.MAX_SPOOL);
        assertThat(audit.lost()).isEqualTo(3);
    }
}
