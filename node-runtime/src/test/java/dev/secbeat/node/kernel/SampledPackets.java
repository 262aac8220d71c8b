// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalInt;

/** A data plane of whose packets each is sampled, for tests of those who show them. */
public final class SampledPackets implements AutoCloseable {
    private final XdpBench bench = new XdpBench(MapCapacities.DEFAULT, new PacketSampling(1, 1));

    public Path pins() {
        return bench.pins();
    }

    /** Sends so many packets that pass, and one that is dropped as {@code land}. */
    public void send(int passing) {
        bench.send(Frame.from("198.51.100.7").udp(0).bytes(), passing);
        bench.send(Frame.from("198.51.100.7").to("198.51.100.7").udp(0).bytes(), 1);
    }

    /** Captures as a person on the host does. */
    public AutoCloseable captureAsAPerson() {
        return PacketCapture.open(
                pins(), new CaptureRequest(EnumSet.allOf(XdpReason.class), OptionalInt.empty(), 1_000));
    }

    @Override
    public void close() {
        bench.close();
    }
}
