// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;

/**
 * How much to send in one go, and how fast.
 *
 * @param perSecond packets a second at most; infinite: as fast as can be
 */
public record PacketBenchVolley(Family family, int packets, double perSecond) {
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
}
