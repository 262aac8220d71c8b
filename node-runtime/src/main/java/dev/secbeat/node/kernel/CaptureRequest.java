// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which packets to show.
 *
 * @param reasons at least one
 * @param every packets of one reason, on one CPU, to a sample: 1 to 2^30, rounded up to a power of two; as the node is
 *     configured when empty
 * @param samplesPerSecond most samples of each CPU over all reasons, 1 to 1000000. An eighth of them, at least one, may
 *     come at once.
 */
public record CaptureRequest(Set<XdpReason> reasons, OptionalInt every, int samplesPerSecond) {
    /** Largest rate. */
    public static final int MAX_RATE = 1_000_000;

    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final int BURST_PART = 8;

    public CaptureRequest {
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("no packets are asked for: name a reason");
        }
        reasons = Collections.unmodifiableSet(EnumSet.copyOf(reasons));
        if (every.isPresent() && (every.getAsInt() < 1 || every.getAsInt() > PacketSampling.MAX_EVERY)) {
            throw new IllegalArgumentException(
                    "every is " + every.getAsInt() + ": allowed are 1 to " + PacketSampling.MAX_EVERY);
        }
        if (samplesPerSecond < 1 || samplesPerSecond > MAX_RATE) {
            throw new IllegalArgumentException(
                    "samplesPerSecond is " + samplesPerSecond + ": allowed are 1 to " + MAX_RATE);
        }
    }

    /** Packets to a sample, given what the node is configured to give; 0 for none. */
    int every(XdpReason reason, int usual) {
        return usual == 0 || !reasons.contains(reason) ? 0 : PacketSampling.rounded(every.orElse(usual));
    }

    long intervalNanos() {
        return NANOS_A_SECOND / samplesPerSecond;
    }

    long burstNanos() {
        return (Math.max(1, samplesPerSecond / BURST_PART) - 1) * intervalNanos();
    }
}
