// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import io.nats.client.Connection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with the fleet's rights, by whose streams somebody tries to speak in another's name. */
class FirstHandTest {
    private static final byte[] FORGED = "forged".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OWN = "own".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private NatsServerProcess server;
    private NatsLink east;
    private NatsLink west;
    private FleetLink operator;

    @BeforeEach
    void connect() throws Exception {
        Keys eastKey = Keys.create(folder, "east");
        Keys westKey = Keys.create(folder, "west");
        Keys operatorKey = Keys.create(folder, "operator");
        Keys orchestrator = Keys.create(folder, "orchestrator");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(eastKey.publicKey(), EAST),
                        NatsUser.node(westKey.publicKey(), WEST),
                        NatsUser.operator(operatorKey.publicKey(), "o"),
                        NatsUser.orchestrator(orchestrator.publicKey(), "o")));
        open.add(server);
        try (FleetLink link = FleetLink.open(orchestrator.settings(server.url()), "o", new FleetListener() {})) {
            Await.until("connected", () -> link.connection().isConnected());
            assertThat(new AuditStream(link, 1).drain()).isZero();
        }
        east = node(eastKey, EAST);
        west = node(westKey, WEST);
        operator = FleetLink.open(operatorKey.settings(server.url()), "test", new FleetListener() {});
        open.add(operator);
        Await.until(
                "connected",
                () -> east.connection().isConnected()
                        && west.connection().isConnected()
                        && operator.connection().isConnected());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private NatsLink node(Keys key, NodeId id) {
        NatsLink link = NatsLink.open(key.settings(server.url()), id, NodeClock.system(), () -> {});
        open.add(link);
        return link;
    }

    @Test
    void whatAServerRepeatsOutOfAStreamIsNobodysWord() {
        String command = Subjects.command(new Scope.Fleet());
        Connection connection = operator.session().usable().orElseThrow();
        connection.publish(command, FORGED);
        byte[] question = ("{\"last_by_subj\":\"" + command + "\"}").getBytes(StandardCharsets.UTF_8);
        Blocks heard = new Blocks();
        Await.until("the server repeats it as if it came from west", () -> {
            connection.publish("$JS.API.DIRECT.GET." + Subjects.ORDER_STREAM, Subjects.block(WEST), question);
            int _ = east.poll(heard, 10);
            return east.dropped().getOrDefault("second-hand", 0L) > 0;
        });
        west.publishBlocks(OWN, OWN.length);
        Await.until("west's own word arrives", () -> east.poll(heard, 10) > 0 || !heard.lines.isEmpty());
        assertThat(heard.lines).containsExactly(WEST + " own");
    }

    /** Keeps what nodes say of blocks. */
    private static final class Blocks implements DeltaChannel.Receiver {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void onDelta(NodeId sender, byte[] bytes) {
            lines.add("delta");
        }

        @Override
        public void onBlocks(NodeId sender, byte[] bytes) {
            lines.add(sender + " " + new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void onSnapshotRequest(NodeId sender) {
            // Nodes ask each other when they connect.
        }

        @Override
        public void onDirect(NodeId sender, byte[] bytes) {
            lines.add("direct");
        }
    }
}
