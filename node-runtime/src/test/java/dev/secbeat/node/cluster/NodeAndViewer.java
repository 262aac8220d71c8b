// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;

import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A node and somebody who looks, connected to a real server. */
final class NodeAndViewer {
    final Keys east;
    final NatsServerProcess server;
    final NatsLink node;
    final FleetLink fleet;
    private final List<AutoCloseable> open = new ArrayList<>();

    NodeAndViewer(Path folder) {
        east = Keys.create(folder, "east");
        Keys viewer = Keys.create(folder, "viewer");
        server = closing(NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(NatsUser.node(east.publicKey(), EAST), NatsUser.viewer(viewer.publicKey(), "bob"))));
        node = closing(NatsLink.open(east.settings(server.url()), EAST, NodeClock.system(), () -> {}));
        fleet = closing(FleetLink.open(viewer.settings(server.url()), "test", new FleetListener() {}));
        Await.until(
                "all connect",
                () -> node.connection().isConnected() && fleet.connection().isConnected());
    }

    /** Closes {@code part} before what it may need. */
    <T extends AutoCloseable> T closing(T part) {
        open.add(part);
        return part;
    }

    void close() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }
}
