// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.kernel.PacketCapture;
import dev.secbeat.node.kernel.PacketSample;
import dev.secbeat.node.kernel.XdpReason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves samples from the kernel's ring into a file until it is enough. Owned by one thread. */
final class CaptureSession {
    private static final int BATCH = 4096;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final PacketCapture capture;
    private final PcapngWriter file;
    /** By index, in the order of the file. */
    private final Map<Integer, Interface> interfaces = new LinkedHashMap<>();

    /** What turns CLOCK_MONOTONIC into time since 1970; fixed, so that a clock that is set does not reorder packets. */
    private final long epochOffsetNanos;

    private final long startNanos;
    private long written;

    /** An interface in the file: its number there, and how many packets came by it. */
    private static final class Interface {
        private final int id;
        private long written;

        Interface(int id) {
            this.id = id;
        }
    }

    /**
     * When it is enough; whichever comes first.
     *
     * @param time from the start
     * @param packets in the file
     */
    record Limits(Duration time, long packets) {}

    /**
     * What came of it.
     *
     * @param losses packets that are not in the file although they were due
     * @param detached whether it ended because the filter was detached
     */
    record Outcome(long written, PacketCapture.Losses losses, boolean detached) {}

    CaptureSession(PacketCapture capture, OutputStream out, String application, String comment) throws IOException {
        this.capture = capture;
        Instant now = Instant.now();
        startNanos = System.nanoTime();
        epochOffsetNanos = now.getEpochSecond() * NANOS_A_SECOND + now.getNano() - startNanos;
        file = new PcapngWriter(out, PacketSample.HEADER_BYTES, application, comment);
        for (Map.Entry<Integer, String> one : capture.interfaces().entrySet()) {
            interfaces.put(one.getKey(), new Interface(file.addInterface(one.getValue())));
        }
        file.flush();
    }

    /** Packets in the file so far. */
    long written() {
        return written;
    }

    /** Works until a limit is reached, the filter is gone or {@code interruption} asks; the file is complete then. */
    Outcome run(Limits limits, Interruption interruption) throws IOException {
        boolean detached = false;
        while (!detached && !interruption.requested() && !reached(limits)) {
            if (move(limits) == 0) {
                detached = !capture.attached();
                interruption.pause(PAUSE_NANOS);
            }
        }
        capture.stop();
        while (written < limits.packets && move(limits) > 0) {
            // What was sampled before the end.
        }
        PacketCapture.Losses losses = capture.losses();
        long lost = losses.ringFull(); // All interfaces share the ring, so all that was lost is told of the first.
        for (Interface one : interfaces.values()) {
            file.statistics(one.id, epoch(startNanos), epoch(System.nanoTime()), one.written, lost);
            lost = 0;
        }
        file.flush();
        return new Outcome(written, losses, detached);
    }

    private boolean reached(Limits limits) {
        return written >= limits.packets || System.nanoTime() - startNanos >= limits.time.toNanos();
    }

    /** Moves what is there, up to a bound; returns how much was taken out of the ring. */
    private int move(Limits limits) throws IOException {
        try {
            int taken = capture.poll(this::write, (int) Math.min(BATCH, limits.packets - written));
            if (taken > 0) {
                file.flush();
            }
            return taken;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(PacketSample sample) {
        boolean dropped = sample.reason().action() == XdpReason.Action.DROP;
        try {
            Interface by = interfaceOf(sample.interfaceIndex());
            file.packet(
                    by.id,
                    epoch(sample.timeNanos()),
                    sample.frameBytes(),
                    sample.header(),
                    dropped ? PcapngWriter.Verdict.DROP : PcapngWriter.Verdict.PASS,
                    "reason=" + sample.reason().label() + " action="
                            + sample.reason().action().label() + " cpu=" + sample.cpu());
            by.written++;
            written++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Others than the guarded ones: the filter may be replaced, a bond's packets come by its ports, a test makes some up. */
    private Interface interfaceOf(int index) throws IOException {
        Interface known = interfaces.get(index);
        if (known == null) {
            known = new Interface(file.addInterface("if" + index));
            interfaces.put(index, known);
        }
        return known;
    }

    private long epoch(long monotonicNanos) {
        return monotonicNanos + epochOffsetNanos;
    }
}
