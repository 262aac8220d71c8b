// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Samples of a node's packets for the node itself, which shows them from afar. It reads the ring only while nobody on its
 * host captures, and gives way at once to who begins to. For whoever captures see {@link PacketCapture}. Owned by one
 * thread.
 */
public final class NodeCapture implements AutoCloseable {
    private static final long THINNING_NANOS = 1_000_000_000;

    private final PacketCapture capture;
    private final CaptureClaim claim;
    private final SampleThinning thinning;
    private final Map<Integer, String> interfaces;
    private long thinNanos = System.nanoTime() + THINNING_NANOS;

    private NodeCapture(PacketCapture capture, CaptureClaim claim) {
        this.capture = capture;
        this.claim = claim;
        this.thinning = new SampleThinning(capture.every());
        this.interfaces = capture.interfaces();
    }

    /**
     * Begins to sample.
     *
     * @throws XdpException when somebody captures, no filter is pinned there, the node samples none of these packets, or a
     *     privilege is missing
     */
    public static NodeCapture open(Path pinDirectory, CaptureRequest request) {
        CaptureClaim claim = new CaptureClaim(new PinDirectory(pinDirectory), new LibC());
        return new NodeCapture(PacketCapture.openYielding(pinDirectory, request), claim);
    }

    /** As {@link PacketCapture#poll}; once a second it evens out what the reasons give. */
    public int poll(Consumer<PacketSample> to, int budget) {
        long now = System.nanoTime();
        if (now - thinNanos >= 0) {
            thinNanos = now + THINNING_NANOS;
            capture.ask(thinning.next());
        }
        return capture.poll(
                sample -> {
                    thinning.saw(sample.reason());
                    to.accept(sample);
                },
                budget);
    }

    /** Name of the interface that received it, or {@code ifINDEX} for another than the filter's, such as a bond's port. */
    public String interfaceOf(PacketSample sample) {
        return interfaces.getOrDefault(
                sample.interfaceIndex(), "if" + Integer.toUnsignedString(sample.interfaceIndex()));
    }

    /** Why it has to end now; empty while it may go on. To be asked several times a second. */
    public Optional<String> over() {
        if (claim.wanted()) {
            return Optional.of("'secbeat capture' on this host reads the samples now; they come back at its end");
        }
        return capture.attached()
                ? Optional.empty()
                : Optional.of("the filter was detached, so no packets are sampled: restart the node");
    }

    /** Samples that were due and are not there, since it began. */
    public long missed() {
        PacketCapture.Losses losses = capture.losses();
        return losses.ringFull() + losses.heldBack();
    }

    @Override
    public void close() {
        capture.close();
    }
}
