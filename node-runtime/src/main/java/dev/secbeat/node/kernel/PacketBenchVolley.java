// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import java.util.function.IntConsumer;

/**
 * How much to send in one go, and how fast.
 *
 * @param perSecond packets a second at most; infinite: as fast as can be
 */
public record PacketBenchVolley(Family family, int packets, double perSecond) {
    /** Of a volley with a pace: what is sent at once. Much less, and the kernel's preparations would take longest. */
    private static final int BATCH = 16_384;

    private static final double NANOS = 1e9;

    /**
     * What a flood came to.
     *
     * @param sent packets; where the receiver is too slow, what its queue had no room for is among them
     * @param judged packets that reached the program, of those sent
     * @param nanos from the first packet sent to the last
     */
    public record Flood(long sent, long judged, long nanos) {}

    /** As fast as can be. */
    public static PacketBenchVolley atOnce(Family family, int packets) {
        return new PacketBenchVolley(family, packets, Double.POSITIVE_INFINITY);
    }

    /** Gives {@code sender} the number of packets to send, each time when it is time for them. */
    void send(IntConsumer sender) {
        int batch = perSecond == Double.POSITIVE_INFINITY ? packets : BATCH;
        long start = System.nanoTime();
        for (int sent = 0; sent < packets; sent += batch) {
            waitUntil(start + (long) (sent / perSecond * NANOS));
            sender.accept(Math.min(batch, packets - sent));
        }
    }

    /** Spins, as a sleep may last longer than the time between two batches. */
    private static void waitUntil(long nanos) {
        while (System.nanoTime() - nanos < 0) {
            Thread.onSpinWait();
        }
    }
}
