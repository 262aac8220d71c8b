// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Works out replication lag between regions from what their nodes report of each other. */
final class LinkBook {
    private LinkBook() {}

    private record Pair(String from, String to) implements Comparable<Pair> {
        static Pair of(String one, String other) {
            return one.compareTo(other) < 0 ? new Pair(one, other) : new Pair(other, one);
        }

        @Override
        public int compareTo(Pair other) {
            int order = from.compareTo(other.from);
            return order != 0 ? order : to.compareTo(other.to);
        }
    }

    /** One link for each two regions of which a live node reports the other; the worse side decides. */
    static List<LinkState> links(Iterable<RegionTrack> regions, long nowNanos) {
        Map<Pair, LinkState> links = new TreeMap<>();
        for (RegionTrack region : regions) {
            for (NodeTrack node : region.nodes()) {
                Freshness freshness = node.freshness(nowNanos);
                if (freshness.isGone()) {
                    continue;
                }
                node.status().lagMillis().forEach((peer, lag) -> {
                    if (!peer.equals(region.model().id())) {
                        Pair pair = Pair.of(region.model().id(), peer);
                        links.merge(pair, new LinkState(pair.from(), pair.to(), lag, freshness), LinkBook::worse);
                    }
                });
            }
        }
        return new ArrayList<>(links.values());
    }

    private static LinkState worse(LinkState one, LinkState other) {
        if (one.freshness().level() != other.freshness().level()) {
            return one.freshness().level().compareTo(other.freshness().level()) < 0 ? one : other;
        }
        return one.lagMillis() >= other.lagMillis() ? one : other;
    }
}
