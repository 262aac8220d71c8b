// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.SourceCount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What nodes counted of their busiest sources over the last minutes, so that a rule can be tried on it. Of each node one
 * heartbeat in {@link #STEP_NANOS} is kept, as it is, so that a heartbeat costs next to nothing; with many nodes memory
 * bounds how far back it reaches, and {@link Window#coveredMillis} tells. FX thread only.
 */
public final class RecentTraffic {
    /** Of each node, one heartbeat in so many nanoseconds is kept. */
    static final long STEP_NANOS = 5_000_000_000L;

    /** How far back it reaches where memory allows, nanoseconds: five minutes. */
    static final long REACH_NANOS = 300_000_000_000L;

    /** Counts held at most, all nodes together. */
    static final int MAX_COUNTS = 64_000;

    /**
     * What one node told at one moment.
     *
     * @param nanos when it was heard, by the clock of the inbox
     * @param epochMillis when it was told, by the node's wall clock, as the times of samples are
     * @param passed packets since the node's filter was first attached
     * @param dropped the same of those dropped
     */
    public record Observation(
            NodeId node, long nanos, long epochMillis, long passed, long dropped, List<SourceCount> counts) {
        /** The node's region. */
        public String regionId() {
            return node.region().value();
        }
    }

    /**
     * All that is known.
     *
     * @param observations oldest first
     * @param coveredMillis from the oldest to the newest
     * @param samples packets that nodes showed while somebody looked, newest first
     */
    public record Window(List<Observation> observations, long coveredMillis, List<SampleRow> samples) {
        public Window {
            observations = List.copyOf(observations);
            samples = List.copyOf(samples);
        }
    }

    private final Deque<Observation> kept = new ArrayDeque<>();
    private final Map<NodeId, Long> lastKept = new HashMap<>();
    private long counts;

    RecentTraffic() {}

    void accept(Update.Heartbeat beat) {
        NodeStatus status = beat.status();
        long nanos = beat.receivedNanos();
        Long before = lastKept.get(status.node());
        if (before != null && nanos - before < STEP_NANOS && nanos >= before) {
            return;
        }
        if (before == null && lastKept.size() >= FleetInbox.MAX_KEYS) {
            return;
        }
        lastKept.put(status.node(), nanos);
        kept.addLast(new Observation(
                status.node(),
                nanos,
                status.epochMillis(),
                status.packetsPassed(),
                status.packetsDropped(),
                status.topSources()));
        counts += status.topSources().size() + 1L;
        while (kept.size() > 1
                && (counts > MAX_COUNTS || nanos - kept.getFirst().nanos() > REACH_NANOS)) {
            counts -= kept.removeFirst().counts().size() + 1L;
        }
    }

    void forget() {
        kept.clear();
        lastKept.clear();
        counts = 0;
    }

    Window window(List<SampleRow> samples) {
        long covered =
                kept.isEmpty() ? 0 : (kept.getLast().nanos() - kept.getFirst().nanos()) / 1_000_000;
        return new Window(new ArrayList<>(kept), covered, samples);
    }
}
