// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps what has to be known to begin at this moment: of each node the last two heartbeats, for a rate takes two, and the
 * newest of everything of which only the newest counts. Confined to one thread.
 */
final class Keeper {
    private static final int MAX_NODES = 4_096;

    /** A node that was not heard for so long is left out. */
    private static final long GONE_NANOS = 60_000_000_000L;

    private record Pair(Timed before, Timed last) {}

    private final Map<NodeId, Pair> heartbeats = new LinkedHashMap<>();
    private final Map<Class<?>, Timed> newest = new HashMap<>();

    void accept(Timed timed) {
        switch (timed.update()) {
            case Update.Heartbeat beat -> {
                NodeId node = beat.status().node();
                Pair known = heartbeats.get(node);
                if (known != null || heartbeats.size() < MAX_NODES) {
                    heartbeats.put(node, new Pair(known == null ? timed : known.last(), timed));
                }
            }
            case Update.Latest latest -> newest.put(latest.getClass(), timed);
            case Update.Each each -> {}
            case Update.Sampled sampled -> {}
            case Update.Listed listed -> {}
        }
    }

    /** What is to be known, by time. */
    List<Timed> keyframe(long nowNanos) {
        heartbeats.values().removeIf(pair -> nowNanos - pair.last().nanos() > GONE_NANOS);
        List<Timed> all = new ArrayList<>(newest.values());
        heartbeats.values().forEach(pair -> {
            if (pair.before().nanos() != pair.last().nanos()) {
                all.add(pair.before());
            }
            all.add(pair.last());
        });
        all.sort(Comparator.comparingLong(Timed::nanos));
        return all;
    }
}
