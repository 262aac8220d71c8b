// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.SampledPacket;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import io.nats.client.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asking for samples, over a real server, and getting them. */
class SampleWatchTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<SampleReport> heard = new CopyOnWriteArrayList<>();
    private Keys east;
    private NatsServerProcess server;
    private NatsLink node;
    private FleetLink fleet;

    @BeforeEach
    void start() {
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

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        open.add(part);
        return part;
    }

    private static SampleReport report(NodeId from, long leftOut) {
        ByteBuffer header = ByteBuffer.wrap(new byte[] {1, 2, 3});
        return new SampleReport(
                from, 5, leftOut, Optional.empty(), List.of(new SampledPacket(4, "drop", "land", "eth0", 60, header)));
    }

    @Test
    void aNodeHearsThatSomebodyLooksAndIsHeard() {
        assertThat(node.samples().wanted(System.nanoTime()))
                .as("nobody looks yet")
                .isFalse();
        SampleWatch watch = closing(SampleWatch.open(fleet, heard::add));
        Await.until("asked", () -> node.samples().wanted(System.nanoTime()));
        Await.until("shown", () -> node.samples().publish(report(EAST, 7)) && !heard.isEmpty());
        assertThat(heard.getFirst()).isEqualTo(report(EAST, 7));

        long leaseNanos = Subjects.SAMPLES_LEASE_MILLIS * 1_000_000L;
        assertThat(node.samples().wanted(System.nanoTime() + leaseNanos + 1))
                .as("one that looks away is forgotten")
                .isFalse();
        watch.close();
        watch.close();
    }

    @Test
    void whoLooksAgainAfterALossOfTheServerSeesAgain() {
        closing(SampleWatch.open(fleet, heard::add));
        Await.until("shown", () -> node.samples().publish(report(EAST, 1)) && !heard.isEmpty());
        server.stop();
        Await.until("cut off", () -> !node.samples().publish(report(EAST, 2)));
        heard.clear();
        server.start();
        Await.until("shown again", () -> node.samples().publish(report(EAST, 3)) && !heard.isEmpty());
    }

    @Test
    void whatCannotBeReadOrNamesAnotherNodeIsCountedAndNotShown() {
        SampleWatch watch = closing(SampleWatch.open(fleet, heard::add));
        Await.until("shown", () -> node.samples().publish(report(EAST, 1)) && !heard.isEmpty());
        NatsSession forger = closing(new NatsSession(east.settings(server.url()), "forger", any -> {}, state -> {}));
        forger.start();
        Await.until("the forger connects", () -> forger.usable().isPresent());
        Connection line = forger.usable().orElseThrow();
        line.publish(Subjects.sample(EAST), "no json".getBytes(StandardCharsets.UTF_8));
        line.publish(Subjects.sample(EAST), Json.SAMPLES.encode(report(WEST, 1)));
        Await.until("refused", () -> watch.rejected() == 2);
        assertThat(heard).allMatch(report -> report.node().equals(EAST));
    }
}
