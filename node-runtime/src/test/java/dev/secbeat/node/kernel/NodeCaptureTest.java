// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The node samples for screens while no person captures on its host; neither takes the other's packets. */
@NeedsKernel
class NodeCaptureTest {
    private static final byte[] FRAME = Frame.from("198.51.100.7").udp(0).bytes();
    private static final CaptureRequest EVERY_CLEAN =
            new CaptureRequest(Set.of(XdpReason.CLEAN), OptionalInt.of(1), CaptureRequest.MAX_RATE);

    private final XdpBench bench = new XdpBench(MapCapacities.DEFAULT, PacketSampling.DEFAULT);

    @AfterEach
    void close() {
        bench.close();
    }

    private static List<PacketSample> polled(NodeCapture capture) {
        List<PacketSample> samples = new ArrayList<>();
        while (capture.poll(samples::add, 1000) > 0) {
            // Until the ring is empty.
        }
        return samples;
    }

    @Test
    void theNodeGetsSamples() {
        try (NodeCapture capture = NodeCapture.open(bench.pins(), EVERY_CLEAN)) {
            bench.send(FRAME, 3);
            List<PacketSample> samples = polled(capture);
            assertThat(samples).hasSize(3).allMatch(sample -> sample.reason() == XdpReason.CLEAN);
            assertThat(capture.interfaceOf(samples.getFirst())).isNotEmpty();
            assertThat(capture.over()).isEmpty();
            assertThat(capture.missed()).isZero();
        }
    }

    @Test
    void theNodeGivesWayToAPersonAndComesBack() {
        CompletableFuture<PacketCapture> person;
        try (NodeCapture node = NodeCapture.open(bench.pins(), EVERY_CLEAN)) {
            person = CompletableFuture.supplyAsync(() -> PacketCapture.open(bench.pins(), EVERY_CLEAN));
            Await.until("the node is told", () -> node.over().isPresent());
            assertThat(node.over().orElseThrow()).contains("secbeat capture");
        }
        try (PacketCapture capture = person.join()) {
            bench.send(FRAME, 5);
            assertThatThrownBy(() -> NodeCapture.open(bench.pins(), EVERY_CLEAN))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("they come back at its end");
            assertThat(SampleTest.polled(capture))
                    .as("all of them the person's")
                    .hasSize(5);
        }
        NodeCapture.open(bench.pins(), EVERY_CLEAN).close();
    }

    @Test
    void aDetachedFilterIsNoticed() {
        try (NodeCapture capture = NodeCapture.open(bench.pins(), EVERY_CLEAN)) {
            XdpDataPlane.detach(bench.pins());
            assertThat(capture.over()).isPresent();
        }
    }

    @Test
    void aReasonThatFloodsIsThinnedAndComesBack() {
        SampleThinning thinning =
                new SampleThinning(Map.of(XdpReason.CLEAN, 16, XdpReason.LAND, 16, XdpReason.ALLOWED, 0));
        for (int i = 0; i < 10 * SampleThinning.SHARE; i++) {
            thinning.saw(XdpReason.CLEAN);
        }
        thinning.saw(XdpReason.LAND);
        assertThat(thinning.next())
                .containsEntry(XdpReason.CLEAN, 16 * 16)
                .containsEntry(XdpReason.LAND, 16)
                .containsEntry(XdpReason.ALLOWED, 0);
        assertThat(thinning.next()).containsEntry(XdpReason.CLEAN, 128);
        for (int i = 0; i < 10; i++) {
            var _ = thinning.next();
        }
        assertThat(thinning.next()).containsEntry(XdpReason.CLEAN, 16);
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 10_000; j++) {
                thinning.saw(XdpReason.CLEAN);
            }
            assertThat(thinning.next().get(XdpReason.CLEAN)).isBetween(16, PacketSampling.MAX_EVERY);
        }
    }
}
