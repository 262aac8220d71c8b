// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.EnumMap;
import java.util.Map;

/**
 * Sets, reason by reason, of how many packets one is sampled, so that a flood of one reason leaves the common rate to the
 * others: who gave more than a share last second gives fewer in the next, who gave few gives more again, down to what the
 * node is configured to give. Owned by one thread.
 */
final class SampleThinning {
    /** Samples of one reason a second that are enough to choose from. */
    static final int SHARE = 64;

    private static final int FEW = SHARE / 4;

    private final Map<XdpReason, Integer> usual;
    private final Map<XdpReason, Integer> every;
    private final int[] seen = new int[Abi.REASON_ROOM];

    /** @param usual packets to a sample, a power of two or 0 for none */
    SampleThinning(Map<XdpReason, Integer> usual) {
        this.usual = new EnumMap<>(usual);
        this.every = new EnumMap<>(usual);
    }

    /** A sample of this reason came. */
    void saw(XdpReason reason) {
        seen[reason.code()]++;
    }

    /** Packets to a sample for the next second, given what came in the last. */
    Map<XdpReason, Integer> next() {
        every.replaceAll((reason, packets) -> {
            int count = seen[reason.code()];
            seen[reason.code()] = 0;
            int least = usual.getOrDefault(reason, 0);
            if (packets == 0 || (count >= FEW && count <= SHARE)) {
                return packets;
            }
            return count < FEW ? Math.max(least, packets / 2) : thinned(packets, count);
        });
        return new EnumMap<>(every);
    }

    private static int thinned(int packets, int count) {
        long factor = PacketSampling.rounded((count + SHARE - 1) / SHARE);
        return (int) Math.min(PacketSampling.MAX_EVERY, Math.max(factor, 2) * packets);
    }
}
