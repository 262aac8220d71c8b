// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.DirectSubjects;
import dev.secbeat.node.api.RelaySubjects;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceSubjects;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.api.TrustSubjects;
import dev.secbeat.node.support.Await;
import io.nats.client.Connection;
import io.nats.client.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real server lets each kind of user publish and hear. */
class PermissionsTest {
    private static final Duration FLUSH = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private NatsServerProcess server;
    private Keys node;
    private Keys operator;
    private Keys viewer;
    private Keys orchestrator;
    private Keys all;
    private Keys admin;

    @BeforeEach
    void startServer() {
        node = Keys.create(folder, "node");
        operator = Keys.create(folder, "operator");
        viewer = Keys.create(folder, "viewer");
        orchestrator = Keys.create(folder, "orchestrator");
        all = Keys.create(folder, "all");
        admin = Keys.create(folder, "admin");
        NatsUser everything = new NatsUser(all.publicKey(), List.of(">"), List.of(">"), false, "test");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(node.publicKey(), EAST),
                        NatsUser.operator(operator.publicKey(), "alice"),
                        NatsUser.viewer(viewer.publicKey(), "bob"),
                        NatsUser.admin(admin.publicKey(), "ada"),
                        NatsUser.orchestrator(orchestrator.publicKey(), "o1"),
                        everything));
        open.add(server);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void aNodePublishesUnderItsOwnNameOnly() throws Exception {
        assertThat(passed(
                        node,
                        Subjects.state(EAST),
                        Subjects.state(WEST),
                        RelaySubjects.of(EAST),
                        RelaySubjects.of(WEST),
                        Subjects.block(WEST),
                        Subjects.snapshot(WEST),
                        Subjects.receipt(WEST),
                        Subjects.fleet(WEST),
                        Subjects.event(WEST),
                        Subjects.sample(WEST),
                        Subjects.audit(WEST),
                        Subjects.AUDIT,
                        "$JS.API.DIRECT.GET." + Subjects.AUDIT_STREAM,
                        "$JS.API.DIRECT.GET." + Subjects.AUDIT_STREAM + "." + Subjects.audit(WEST),
                        DirectSubjects.of(WEST, EAST),
                        Subjects.command(new Scope.Fleet()),
                        Subjects.FAILOVER_PLAN,
                        Subjects.FAILOVER_LEADER,
                        Subjects.ASK_FLEET,
                        Subjects.ASK_SAMPLES,
                        "_INBOX.someone",
                        "$JS.API.STREAM.CREATE.X",
                        Subjects.block(EAST),
                        Subjects.snapshot(EAST),
                        DirectSubjects.of(EAST, WEST),
                        Subjects.receipt(EAST),
                        Subjects.fleet(EAST),
                        Subjects.event(EAST),
                        Subjects.audit(EAST),
                        "$JS.API.DIRECT.GET." + Subjects.AUDIT_STREAM + "." + Subjects.audit(EAST),
                        Subjects.sample(EAST)))
                .containsExactly(
                        Subjects.state(EAST),
                        RelaySubjects.of(EAST),
                        Subjects.block(EAST),
                        Subjects.snapshot(EAST),
                        DirectSubjects.of(EAST, WEST),
                        Subjects.receipt(EAST),
                        Subjects.fleet(EAST),
                        Subjects.event(EAST),
                        Subjects.audit(EAST),
                        "$JS.API.DIRECT.GET." + Subjects.AUDIT_STREAM + "." + Subjects.audit(EAST),
                        Subjects.sample(EAST));
    }

    @Test
    void aNodeHearsOnlyWhatItIsToldAlone() throws Exception {
        Connection listener = connect(node);
        Subscription own = listener.subscribe(DirectSubjects.allTo(EAST));
        Subscription others = listener.subscribe(DirectSubjects.allTo(WEST));
        Subscription all = listener.subscribe(DirectSubjects.ALL);
        listener.flush(FLUSH);
        Connection sender = connect(this.all);
        sender.publish(DirectSubjects.of(EAST, WEST), new byte[0]);
        sender.publish(DirectSubjects.of(WEST, EAST), new byte[0]);
        sender.flush(FLUSH);
        assertThat(own.nextMessage(FLUSH)).isNotNull();
        assertThat(others.getPendingMessageCount()).isZero();
        assertThat(all.getPendingMessageCount()).isZero();
    }

    @Test
    void anOperatorPublishesCommandsAndQuestionsOnly() throws Exception {
        assertThat(passed(
                        operator,
                        Subjects.state(EAST),
                        Subjects.receipt(EAST),
                        Subjects.fleet(EAST),
                        Subjects.FAILOVER_PLAN,
                        Subjects.FAILOVER_LEADER,
                        "$JS.API.INFO",
                        Subjects.command(new Scope.Fleet()),
                        Subjects.ASK_FLEET))
                .containsExactly(Subjects.command(new Scope.Fleet()), Subjects.ASK_FLEET);
    }

    @Test
    void aViewerOnlyAsks() throws Exception {
        assertThat(passed(
                        viewer,
                        Subjects.command(new Scope.Fleet()),
                        Subjects.state(EAST),
                        Subjects.audit(EAST),
                        "$JS.API.STREAM.MSG.DELETE." + Subjects.AUDIT_STREAM,
                        "$JS.API.STREAM.PURGE." + Subjects.AUDIT_STREAM,
                        "$JS.API.CONSUMER.CREATE." + Subjects.AUDIT_STREAM,
                        Subjects.FAILOVER_LEADER,
                        Subjects.ASK_FLEET,
                        "$JS.API.STREAM.INFO." + Subjects.AUDIT_STREAM,
                        Subjects.ASK_SAMPLES))
                .containsExactly(
                        Subjects.ASK_FLEET, "$JS.API.STREAM.INFO." + Subjects.AUDIT_STREAM, Subjects.ASK_SAMPLES);
    }

    @Test
    void samplesOfPacketsAreForThoseWhoLook() throws Exception {
        isForThoseWhoLook(Subjects.ALL_SAMPLES, Subjects.sample(EAST));
    }

    @Test
    void listsOfSourcesAreForThoseWhoLook() throws Exception {
        isForThoseWhoLook(SourceSubjects.ALL, SourceSubjects.of(EAST));
        assertThat(passed(node, SourceSubjects.of(WEST), SourceSubjects.ASK, SourceSubjects.of(EAST)))
                .containsExactly(SourceSubjects.of(EAST));
        assertThat(passed(viewer, SourceSubjects.of(EAST), SourceSubjects.ASK)).containsExactly(SourceSubjects.ASK);
    }

    private void isForThoseWhoLook(String subjects, String subject) throws Exception {
        Subscription seen = listen(viewer, subjects);
        Subscription steered = listen(orchestrator, subjects);
        Subscription peer = listen(node, subjects);
        Connection sender = connect(all);
        sender.publish(subject, new byte[0]);
        sender.flush(FLUSH);
        assertThat(seen.nextMessage(FLUSH)).isNotNull();
        assertThat(steered.getPendingMessageCount()).isZero();
        assertThat(peer.getPendingMessageCount()).isZero();
    }

    @Test
    void trustFilesComeFromAdministratorsAlone() throws Exception {
        for (Keys other : List.of(node, operator, viewer, orchestrator)) {
            assertThat(passed(other, Subjects.TRUST, Subjects.ASK_TRUST)).containsExactly(Subjects.ASK_TRUST);
        }
        assertThat(passed(
                        admin,
                        Subjects.TRUST,
                        Subjects.ASK_TRUST,
                        Subjects.command(new Scope.Fleet()),
                        Subjects.state(EAST)))
                .containsExactly(Subjects.TRUST, Subjects.ASK_TRUST, Subjects.command(new Scope.Fleet()));
    }

    /** So that nobody else's questions use up the share of answers that orchestrators have. */
    @Test
    void onlyOrchestratorsAskAsOrchestratorsAndTheyHearWhatNodesHold() throws Exception {
        for (Keys other : List.of(node, operator, viewer, admin)) {
            assertThat(passed(other, TrustSubjects.ORCHESTRATORS, Subjects.ASK_TRUST))
                    .doesNotContain(TrustSubjects.ORCHESTRATORS);
        }
        assertThat(passed(orchestrator, TrustSubjects.ORCHESTRATORS)).containsExactly(TrustSubjects.ORCHESTRATORS);
        Subscription asked = listen(node, TrustSubjects.ORCHESTRATORS);
        Subscription told = listen(orchestrator, TrustSubjects.ALL);
        Connection sender = connect(all);
        sender.publish(TrustSubjects.ORCHESTRATORS, new byte[] {1});
        sender.publish(TrustSubjects.of(WEST), new byte[] {1});
        sender.flush(FLUSH);
        assertThat(asked.nextMessage(FLUSH)).isNotNull();
        assertThat(told.nextMessage(FLUSH)).isNotNull();
    }

    /** So that what a node says it holds is its word, and its questions are held to its own share. */
    @Test
    void whichTrustFileANodeHoldsOnlyItCanSay() throws Exception {
        for (Keys other : List.of(operator, viewer, admin, orchestrator)) {
            assertThat(passed(other, TrustSubjects.of(EAST), Subjects.ASK_TRUST))
                    .containsExactly(Subjects.ASK_TRUST);
        }
        assertThat(passed(node, TrustSubjects.of(WEST), TrustSubjects.of(EAST)))
                .containsExactly(TrustSubjects.of(EAST));
        Subscription peers = listen(node, TrustSubjects.ALL);
        Connection sender = connect(all);
        sender.publish(TrustSubjects.of(WEST), new byte[] {1});
        sender.flush(FLUSH);
        assertThat(peers.nextMessage(FLUSH)).isNotNull();
    }

    @Test
    void trustFilesAreHeardByThoseWhoObeyCommands() throws Exception {
        List<Subscription> obey = List.of(listen(node, Subjects.TRUST), listen(orchestrator, Subjects.TRUST));
        List<Subscription> others = List.of(listen(viewer, Subjects.TRUST), listen(operator, Subjects.TRUST));
        Connection sender = connect(admin);
        sender.publish(Subjects.TRUST, new byte[] {1});
        sender.flush(FLUSH);
        for (Subscription one : obey) {
            assertThat(one.nextMessage(FLUSH)).isNotNull();
        }
        assertThat(others).allMatch(one -> one.getPendingMessageCount() == 0);
    }

    @Test
    void whatAServerDoesNotAllowIsSeen() throws Exception {
        NatsSession session = new NatsSession(viewer.settings(server.url()), "test", connection -> {}, state -> {});
        open.add(session);
        List<String> told = new CopyOnWriteArrayList<>();
        session.onDenied(told::add);
        session.start();
        Await.until("connected", () -> session.usable().isPresent());

        session.usable().orElseThrow().publish(Subjects.command(new Scope.Fleet()), new byte[] {1});

        Await.until("the server complains", () -> !told.isEmpty());
        assertThat(told.getFirst()).containsIgnoringCase("publish to \"" + Subjects.command(new Scope.Fleet()));
        assertThat(session.denial()).contains(told.getFirst());
        assertThat(session.troubles()).isPositive();
    }

    /** By this a node knows that it was away before anything can reach it. */
    @Test
    void aConnectionIsCountedBeforeAnythingComesThroughIt() throws Exception {
        List<Long> joinsAtArrival = new CopyOnWriteArrayList<>();
        AtomicReference<NatsSession> own = new AtomicReference<>();
        NatsSession session = new NatsSession(
                all.settings(server.url()),
                "test",
                connection -> connection
                        .createDispatcher(
                                message -> joinsAtArrival.add(own.get().joins()))
                        .subscribe("x"),
                state -> {});
        own.set(session);
        open.add(session);
        assertThat(session.joins()).isZero();
        session.start();
        publishUntilHeard(joinsAtArrival);
        assertThat(joinsAtArrival).containsOnly(1L);

        for (long restarts = 1; restarts <= 3; restarts++) {
            server.stop();
            Await.until("lost", () -> session.usable().isEmpty());
            joinsAtArrival.clear();
            server.start();
            publishUntilHeard(joinsAtArrival);
            assertThat(joinsAtArrival).containsOnly(restarts + 1);
        }
    }

    private void publishUntilHeard(List<Long> heard) {
        Connection sender = connect(all);
        Await.until("something is heard", () -> {
            sender.publish("x", new byte[] {1});
            return !heard.isEmpty();
        });
    }

    @Test
    void anOrchestratorDoesNotGiveOrders() throws Exception {
        assertThat(passed(
                        orchestrator,
                        Subjects.command(new Scope.Fleet()),
                        Subjects.state(EAST),
                        Subjects.receipt(EAST),
                        "$JS.API.STREAM.DELETE." + Subjects.AUDIT_STREAM,
                        "$JS.API.STREAM.PURGE." + Subjects.AUDIT_STREAM,
                        Subjects.audit(EAST),
                        Subjects.FAILOVER_PLAN,
                        Subjects.FAILOVER_LEADER,
                        Subjects.AUDIT))
                .containsExactly(Subjects.FAILOVER_PLAN, Subjects.FAILOVER_LEADER, Subjects.AUDIT);
    }

    @Test
    void whoWatchesHearsWhoLeads() throws Exception {
        Connection watcher = connect(viewer);
        Subscription leaders = watcher.subscribe(Subjects.FAILOVER_LEADER);
        watcher.flush(FLUSH);
        Connection leader = connect(orchestrator);
        leader.publish(Subjects.FAILOVER_LEADER, new byte[] {1});
        leader.flush(FLUSH);
        assertThat(leaders.nextMessage(FLUSH)).isNotNull();
    }

    @Test
    void nobodyHearsAnothersInbox() throws Exception {
        Connection eavesdropper = connect(viewer);
        Subscription foreign = eavesdropper.subscribe("_INBOX." + operator.publicKey() + ".>");
        Subscription own = eavesdropper.subscribe("_INBOX." + viewer.publicKey() + ".x");
        eavesdropper.flush(FLUSH);
        Connection sender = connect(all);
        sender.publish("_INBOX." + operator.publicKey() + ".x", new byte[0]);
        sender.publish("_INBOX." + viewer.publicKey() + ".x", new byte[0]);
        sender.flush(FLUSH);
        assertThat(own.nextMessage(FLUSH)).isNotNull();
        assertThat(foreign.getPendingMessageCount()).isZero();
    }

    /** The subjects, in order, whose message came through; a last one that must pass shows that all were handled. */
    private List<String> passed(Keys key, String... subjects) throws Exception {
        Connection witness = connect(all);
        Subscription heard = witness.subscribe(">");
        witness.flush(FLUSH);
        Connection publisher = connect(key);
        for (String subject : subjects) {
            publisher.publish(subject, new byte[] {1});
        }
        // Our answer to the flush comes after the server has handled what was published before it.
        publisher.flush(FLUSH);
        witness.flush(FLUSH);
        List<String> wanted = List.of(subjects);
        List<String> passed = new ArrayList<>();
        while (heard.getPendingMessageCount() > 0) {
            String subject = heard.nextMessage(FLUSH).getSubject();
            if (wanted.contains(subject)) {
                passed.add(subject);
            }
        }
        return passed;
    }

    private Subscription listen(Keys key, String subject) throws Exception {
        Connection listener = connect(key);
        Subscription heard = listener.subscribe(subject);
        listener.flush(FLUSH);
        return heard;
    }

    private Connection connect(Keys key) {
        NatsSession session = new NatsSession(key.settings(server.url()), "test", connection -> {}, state -> {});
        open.add(session);
        session.start();
        Await.until("connected", () -> session.usable().isPresent());
        return session.usable().orElseThrow();
    }
}
