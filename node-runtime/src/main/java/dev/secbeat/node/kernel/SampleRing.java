// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the ring buffer of packet samples. Owned by one thread. */
final class SampleRing {
    private final @Nullable XdpReason[] reasons = new XdpReason[Abi.REASON_ROOM];
    private final RingRecords ring;

    SampleRing(LibC c, int fd, int ringBytes, Arena arena) {
        ring = new RingRecords(c, fd, ringBytes, arena);
        Arrays.stream(XdpReason.values()).forEach(reason -> reasons[reason.code()] = reason);
    }

    /**
     * Hands over at most {@code budget} samples, those of before {@code sinceNanos} apart; returns how many it took out of
     * the ring.
     */
    int drain(Consumer<PacketSample> to, long sinceNanos, int budget) {
        int taken = 0;
        while (taken < budget) {
            MemorySegment record = ring.next();
            if (record == null) {
                break;
            }
            taken++;
            if (record.byteSize() == Abi.SAMPLE_BYTES) {
                deliver(record, to, sinceNanos);
            }
            ring.release();
        }
        return taken;
    }

    private void deliver(MemorySegment record, Consumer<PacketSample> to, long sinceNanos) {
        int code = Short.toUnsignedInt(record.get(JAVA_SHORT, Abi.SAMPLE_REASON));
        int captured = Short.toUnsignedInt(record.get(JAVA_SHORT, Abi.SAMPLE_CAPTURED));
        long timeNanos = record.get(JAVA_LONG, Abi.SAMPLE_TIME);
        XdpReason reason = code < reasons.length ? reasons[code] : null;
        if (reason == null || captured > Abi.SAMPLE_HEADER_BYTES || timeNanos - sinceNanos < 0) {
            return;
        }
        byte[] header = record.asSlice(Abi.SAMPLE_HEADER, captured).toArray(JAVA_BYTE);
        to.accept(new PacketSample(
                reason,
                timeNanos,
                record.get(JAVA_INT, Abi.SAMPLE_FRAME_BYTES),
                record.get(JAVA_INT, Abi.SAMPLE_INTERFACE),
                record.get(JAVA_INT, Abi.SAMPLE_CPU),
                ByteBuffer.wrap(header)));
    }
}
