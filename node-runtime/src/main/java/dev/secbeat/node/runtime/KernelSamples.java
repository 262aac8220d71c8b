// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.SampledPacket;
import dev.secbeat.node.kernel.CaptureRequest;
import dev.secbeat.node.kernel.NodeCapture;
import dev.secbeat.node.kernel.PacketSample;
import dev.secbeat.node.kernel.XdpReason;
import dev.secbeat.node.time.NodeClock;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Samples of what meets the kernel's filter, of all reasons, 1 in n as configured. Owned by one thread. */
final class KernelSamples implements SampleSource {
    /** Of each CPU: enough to choose from, and a twentieth of a percent of its time. */
    private static final int CANDIDATES_PER_SECOND = 256;

    private static final long NANOS_A_MILLI = 1_000_000;

    private final Path pinDirectory;
    private final NodeClock clock;

    KernelSamples(Path pinDirectory, NodeClock clock) {
        this.pinDirectory = pinDirectory;
        this.clock = clock;
    }

    @Override
    public Flow open() {
        CaptureRequest request =
                new CaptureRequest(EnumSet.allOf(XdpReason.class), OptionalInt.empty(), CANDIDATES_PER_SECOND);
        return new KernelFlow(NodeCapture.open(pinDirectory, request), clock);
    }

    private record KernelFlow(NodeCapture capture, NodeClock clock) implements Flow {
        @Override
        public int poll(Consumer<SampledPacket> to, int budget) {
            long nowNanos = clock.nanoTime();
            long nowMillis = clock.epochMillis();
            return capture.poll(
                    sample -> to.accept(packet(sample, nowMillis - (nowNanos - sample.timeNanos()) / NANOS_A_MILLI)),
                    budget);
        }

        @Override
        public Optional<String> over() {
            return capture.over();
        }

        @Override
        public long missed() {
            return capture.missed();
        }

        @Override
        public void close() {
            capture.close();
        }

        private SampledPacket packet(PacketSample sample, long epochMillis) {
            int frameBytes = Math.clamp(Integer.toUnsignedLong(sample.frameBytes()), 0, SampledPacket.MAX_FRAME_BYTES);
            return new SampledPacket(
                    epochMillis,
                    sample.reason().action().label(),
                    sample.reason().label(),
                    capture.interfaceOf(sample),
                    frameBytes,
                    sample.header());
        }
    }
}
