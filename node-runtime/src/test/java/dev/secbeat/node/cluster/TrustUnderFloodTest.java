// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustMessage;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trust file, where commands come faster than they are taken. */
class TrustUnderFloodTest {
    private static final TrustFile FILE = new TrustFile(List.of());

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);
    private NatsLink node;
    private FleetLink admin;
    private Keys adminKey;

    @BeforeEach
    void connect() {
        Keys nodeKey = Keys.create(folder, "node");
        adminKey = Keys.create(folder, "admin");
        NatsServerProcess server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(NatsUser.node(nodeKey.publicKey(), EAST), NatsUser.admin(adminKey.publicKey(), "ada")));
        open.add(server);
        node = NatsLink.open(nodeKey.settings(server.url()), EAST, NodeClock.system(), this::arrived);
        open.add(node);
        admin = FleetLink.open(adminKey.settings(server.url()), "test", new FleetListener() {});
        open.add(admin);
        Await.until(
                "connected",
                () -> node.connection().isConnected() && admin.connection().isConnected());
    }

    @AfterEach
    void closeAll() throws Exception {
        goOn.countDown();
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    /** Holds the thread that takes commands up with the first of them. */
    private void arrived() {
        if (first.getAndSet(false)) {
            stalled.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void itArrivesThoughCommandsAreDropped() throws Exception {
        order(1);
        stalled.await();
        order(2 * CommandInbox.MAX_COMMANDS);
        Await.until("commands are dropped", () -> node.dropped().getOrDefault("nats", 0L) > 0);

        TrustLink.of(admin).publish(FILE);

        Await.until("the file is there", () -> TrustLink.of(node).isWaiting());
        assertThat(TrustLink.of(node).next()).isEqualTo(Optional.of(new TrustMessage.Offer(FILE)));
    }

    /** It comes by two ways, and once it was the answer to a command sent after it. */
    @Test
    void itCountsOnceAndIsThereBeforeACommandThatWasSentAfterIt() throws Exception {
        first.set(false); // Nobody is held up.
        TrustLink trust = TrustLink.of(node);
        for (int i = 0; i < 20; i++) {
            TrustFile file = new TrustFile(List.of(new Operator(adminKey.publicKey(), Role.ADMIN, "ada-" + i)));
            trustThenOrder(file);
            Await.until("the command is there", () -> node.commands().next().isPresent());
            assertThat(trust.next()).isEqualTo(Optional.of(new TrustMessage.Offer(file)));
        }
        assertThat(trust.next()).isEmpty();
    }

    private void trustThenOrder(TrustFile file) throws Exception {
        TrustLink.of(admin).publish(file);
        order(1);
    }

    private void order(int count) throws Exception {
        Connection connection = admin.session().usable().orElseThrow();
        for (int i = 0; i < count; i++) {
            connection.publish(Subjects.command(new Scope.Fleet()), new byte[] {'{'});
        }
        connection.flush(Duration.ofSeconds(10));
    }
}
