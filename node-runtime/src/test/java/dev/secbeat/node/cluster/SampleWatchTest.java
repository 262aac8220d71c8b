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
import io.nats.client.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    private final List<SampleReport> heard = new CopyOnWriteArrayList<>();
    private NodeAndViewer both;

    @BeforeEach
    void start() {
        both = new NodeAndViewer(folder);
    }

    @AfterEach
    void closeAll() throws Exception {
        both.close();
    }

    private static SampleReport report(NodeId from, long leftOut) {
        ByteBuffer header = ByteBuffer.wrap(new byte[] {1, 2, 3});
        return new SampleReport(
                from, 5, leftOut, Optional.empty(), List.of(new SampledPacket(4, "drop", "land", "eth0", 60, header)));
    }

    @Test
    void aNodeHearsThatSomebodyLooksAndIsHeard() {
        assertThat(both.node.samples().wanted(System.nanoTime()))
                .as("nobody looks yet")
                .isFalse();
        SampleWatch watch = both.closing(SampleWatch.open(both.fleet, heard::add));
        Await.until("asked", () -> both.node.samples().wanted(System.nanoTime()));
        Await.until("shown", () -> both.node.samples().publish(report(EAST, 7)) && !heard.isEmpty());
        assertThat(heard.getFirst()).isEqualTo(report(EAST, 7));

        long leaseNanos = Subjects.SAMPLES_LEASE_MILLIS * 1_000_000L;
        assertThat(both.node.samples().wanted(System.nanoTime() + leaseNanos + 1))
                .as("one that looks away is forgotten")
                .isFalse();
        watch.close();
        watch.close();
    }

    @Test
    void whoLooksAgainAfterALossOfTheServerSeesAgain() {
        both.closing(SampleWatch.open(both.fleet, heard::add));
        Await.until("shown", () -> both.node.samples().publish(report(EAST, 1)) && !heard.isEmpty());
        both.server.stop();
        Await.until("cut off", () -> !both.node.samples().publish(report(EAST, 2)));
        heard.clear();
        both.server.start();
        Await.until("shown again", () -> both.node.samples().publish(report(EAST, 3)) && !heard.isEmpty());
    }

    @Test
    void whatCannotBeReadOrNamesAnotherNodeIsCountedAndNotShown() {
        SampleWatch watch = both.closing(SampleWatch.open(both.fleet, heard::add));
        Await.until("shown", () -> both.node.samples().publish(report(EAST, 1)) && !heard.isEmpty());
        NatsSession forger =
                both.closing(new NatsSession(both.east.settings(both.server.url()), "forger", any -> {}, state -> {}));
        forger.start();
        Await.until("the forger connects", () -> forger.usable().isPresent());
        Connection line = forger.usable().orElseThrow();
        line.publish(Subjects.sample(EAST), "no json".getBytes(StandardCharsets.UTF_8));
        line.publish(Subjects.sample(EAST), Json.SAMPLES.encode(report(WEST, 1)));
        Await.until("refused", () -> watch.rejected() == 2);
        assertThat(heard).allMatch(report -> report.node().equals(EAST));
    }
}
