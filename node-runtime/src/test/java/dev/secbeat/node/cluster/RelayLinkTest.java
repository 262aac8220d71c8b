// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relays and regions on real servers: who hears whom. */
class RelayLinkTest {
    private static final NodeId EAST_TOO = NodeId.of("us-east", "us-east-node-2");

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    /** What has been heard, by kind and sender. */
    private static final class Heard implements DeltaChannel.Receiver {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void onDelta(NodeId sender, byte[] bytes) {
            lines.add("delta " + sender + " " + new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void onRelay(NodeId sender, byte[] bytes) {
            lines.add("relay " + sender + " " + new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void onBlocks(NodeId sender, byte[] bytes) {}

        @Override
        public void onSnapshotRequest(NodeId sender) {}

        @Override
        public void onDirect(NodeId sender, byte[] bytes) {}
    }

    private static void tell(DeltaChannel channel, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        channel.publishDelta(bytes, bytes.length);
    }

    private static void relay(DeltaChannel channel, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        channel.publishRelay(bytes, bytes.length);
    }

    @Test
    void aNodeHearsItsRegionAndTheRelaysOfOthersUntilItWantsEveryoneAgain() {
        Keys east = Keys.create(folder, "east");
        Keys eastToo = Keys.create(folder, "east-too");
        Keys west = Keys.create(folder, "west");
        NatsServerProcess server = closing(NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(eastToo.publicKey(), EAST_TOO),
                        NatsUser.node(west.publicKey(), WEST))));
        NatsLink listener = link(east, EAST, server);
        NatsLink near = link(eastToo, EAST_TOO, server);
        NatsLink far = link(west, WEST, server);
        listener.wantEveryone(false);
        hearsItsRegionAndRelaysOnly(listener, near, far, "before");

        server.stop();
        Await.until("the server is missed", () -> !listener.connection().isConnected());
        server.start();
        for (NatsLink link : List.of(listener, near, far)) {
            Await.until("it is back", () -> link.connection().isConnected());
        }
        hearsItsRegionAndRelaysOnly(listener, near, far, "after");

        listener.wantEveryone(true);
        Heard heard = new Heard();
        Await.until("the other region's node is heard", () -> {
            tell(far, "all");
            listener.poll(heard, 100);
            return heard.lines.contains("delta " + WEST + " all");
        });
    }

    private NatsLink link(Keys key, NodeId id, NatsServerProcess server) {
        NatsLink link = closing(NatsLink.open(key.settings(server.url()), id, NodeClock.system(), () -> {}));
        Await.until("node connects", () -> link.connection().isConnected());
        return link;
    }

    /** A server hands on what one connection publishes in order: what came before the relay's word came or never will. */
    private static void hearsItsRegionAndRelaysOnly(NatsLink listener, NatsLink near, NatsLink far, String word) {
        Heard heard = new Heard();
        Await.until("the region and the relay are heard", () -> {
            tell(far, word);
            relay(far, word);
            tell(near, word);
            listener.poll(heard, 100);
            return heard.lines.contains("relay " + WEST + " " + word)
                    && heard.lines.contains("delta " + EAST_TOO + " " + word);
        });
        heard.lines.clear();
        Await.until("the relay is heard again", () -> {
            tell(far, word);
            relay(far, word);
            listener.poll(heard, 100);
            return heard.lines.contains("relay " + WEST + " " + word);
        });
        assertThat(heard.lines).noneMatch(line -> line.startsWith("delta " + WEST));
        assertThat(listener.dropped()).containsEntry("unknown-sender", 0L);
    }
}
