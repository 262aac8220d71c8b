// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.SampledPacket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses which of many samples are shown: every reason in turn, of each the newest, so that a flood of one reason does not
 * hide the others. Holds at most a fixed number for each reason. Owned by one thread.
 */
final class SampleChoice {
    private final int perReason;
    private final Map<String, Deque<SampledPacket>> byReason = new TreeMap<>();
    private long leftOut;

    /** @param perReason samples of one reason held at most, at least 1 */
    SampleChoice(int perReason) {
        this.perReason = Math.max(1, perReason);
    }

    /** Takes a sample into the choice, in the order in which they were made. */
    void offer(SampledPacket packet) {
        Deque<SampledPacket> same = byReason.computeIfAbsent(packet.reason(), _ -> new ArrayDeque<>());
        if (same.size() >= perReason) {
            same.removeFirst();
            leftOut++;
        }
        same.addLast(packet);
    }

    /** At most {@code count} of those offered since the last call, oldest first; the others are forgotten. */
    List<SampledPacket> take(int count) {
        List<SampledPacket> chosen = new ArrayList<>();
        boolean more = true;
        while (more && chosen.size() < count) {
            more = false;
            for (Deque<SampledPacket> same : byReason.values()) {
                if (!same.isEmpty() && chosen.size() < count) {
                    chosen.add(same.removeLast());
                    more = true;
                }
            }
        }
        byReason.values().forEach(same -> leftOut += same.size());
        byReason.clear();
        chosen.sort(Comparator.comparingLong(SampledPacket::epochMillis));
        return chosen;
    }

    /** Samples that were offered and never taken, so far. */
    long leftOut() {
        return leftOut;
    }
}
