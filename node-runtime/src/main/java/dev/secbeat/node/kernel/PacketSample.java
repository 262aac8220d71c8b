// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.ByteBuffer;

/**
 * The start of a packet that met the filter. It comes from the wire: nothing in it can be trusted.
 *
 * @param reason why it passed or was dropped
 * @param timeNanos CLOCK_MONOTONIC, which is {@link System#nanoTime}
 * @param frameBytes length of the whole Ethernet frame
 * @param interfaceIndex of the interface that received it, in that interface's network namespace
 * @param cpu that judged it
 * @param header its first bytes, at most {@link #HEADER_BYTES}, read-only
 */
public record PacketSample(
        XdpReason reason, long timeNanos, int frameBytes, int interfaceIndex, int cpu, ByteBuffer header) {
    /** Most bytes of a frame that are kept. */
    public static final int HEADER_BYTES = Abi.SAMPLE_HEADER_BYTES;

    public PacketSample {
        header = header.asReadOnlyBuffer();
    }
}
