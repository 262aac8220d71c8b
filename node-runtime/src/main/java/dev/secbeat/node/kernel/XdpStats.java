// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the program has done since its maps were created; restarts of the daemon do not reset it.
 *
 * @param byReason every reason, also those that never occurred
 * @param reportsDelayed reports that found the ring full; their counts went with a later report
 * @param sourcesEvicted sources that gave way to others with packets nobody was told of
 * @param samplesLost samples of packets that found their ring full, because a capture did not read them in time
 */
public record XdpStats(Map<XdpReason, Tally> byReason, long reportsDelayed, long sourcesEvicted, long samplesLost) {

    public XdpStats {
        byReason = Collections.unmodifiableMap(new EnumMap<>(byReason));
    }

    /**
     * Sum over all CPUs.
     *
     * @param bytes of whole Ethernet frames
     */
    public record Tally(long packets, long bytes) {
        static final Tally ZERO = new Tally(0, 0);

        Tally plus(Tally other) {
            return new Tally(packets + other.packets, bytes + other.bytes);
        }
    }

    /** Packets and bytes of one reason. */
    public Tally of(XdpReason reason) {
        return byReason.getOrDefault(reason, Tally.ZERO);
    }

    /** Packets and bytes over all reasons of {@code action}. */
    public Tally of(XdpReason.Action action) {
        Tally sum = Tally.ZERO;
        for (XdpReason reason : XdpReason.values()) {
            sum = reason.action() == action ? sum.plus(of(reason)) : sum;
        }
        return sum;
    }
}
