// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.SampledPacket;
import dev.secbeat.node.kernel.NeedsKernel;
import dev.secbeat.node.kernel.SampledPackets;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** From a packet to the report that shows it: a real sampler over the real kernel. */
@NeedsKernel
class KernelSamplesTest {
    private static final int PER_SECOND = 100;

    private final List<SampleReport> reports = new CopyOnWriteArrayList<>();

    private List<SampledPacket> shown(String reason) {
        return reports.stream()
                .flatMap(report -> report.packets().stream())
                .filter(packet -> packet.reason().equals(reason))
                .toList();
    }

    private boolean isAway() {
        return reports.getLast().trouble().isPresent();
    }

    @Test
    void packetsOfEveryReasonAreShownUntilAPersonCapturesAndAgainAfter() throws Exception {
        long before = System.currentTimeMillis();
        try (SampledPackets packets = new SampledPackets();
                PacketSampler sampler = new PacketSampler(
                        NodeId.of("apac", "a-1"),
                        NodeClock.system(),
                        PER_SECOND,
                        new KernelSamples(packets.pins(), NodeClock.system()),
                        now -> true,
                        reports::add)) {
            sampler.start();
            Await.until("both reasons are shown, also beside a flood", () -> {
                packets.send(500);
                return !shown("clean").isEmpty() && !shown("land").isEmpty();
            });
            SampledPacket land = shown("land").getFirst();
            assertThat(land.action()).isEqualTo("drop");
            assertThat(land.epochMillis()).isBetween(before - 1_000, System.currentTimeMillis() + 1_000);
            assertThat(land.header().remaining()).isPositive();
            assertThat(land.frameBytes()).isGreaterThanOrEqualTo(land.header().remaining());
            Await.until(
                    "what is left out is counted",
                    () -> reports.stream().mapToLong(SampleReport::leftOut).sum() > 0);

            try (AutoCloseable _ = packets.captureAsAPerson()) {
                Await.until("it gives way and says so", this::isAway);
                assertThat(reports.getLast().trouble().orElseThrow()).contains("secbeat capture");
            }
            Await.until("it is back", () -> !isAway());
        }
    }
}
