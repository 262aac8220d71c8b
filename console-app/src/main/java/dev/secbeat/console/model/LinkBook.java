// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Works out replication lag between regions from what their nodes report of each other, a region at a time: in a large fleet
 * it is much. FX thread only.
 */
final class LinkBook {
    private final Map<Pair, LinkState> links = new HashMap<>();

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

    /** Takes what this region's live nodes say of others; the worse side of a link decides. */
    void accept(RegionTrack region, long nowNanos) {
        String id = region.model().id();
        peers(region, nowNanos).forEach((peer, worst) -> {
            Pair pair = Pair.of(id, peer);
            links.merge(pair, new LinkState(pair.from(), pair.to(), worst.lagMillis, worst.freshness), LinkBook::worse);
        });
    }

    /** One link for each two regions of which one told of the other, in their order. */
    List<LinkState> links() {
        return links.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The worst that a region's nodes say of each other one: a thousand nodes say it of fifty, twice a second. */
    private static Map<String, Worst> peers(RegionTrack region, long nowNanos) {
        String id = region.model().id();
        Map<String, Worst> peers = new HashMap<>();
        for (NodeTrack node : region.nodes()) {
            Freshness freshness = node.freshness(nowNanos);
            if (freshness.isGone()) {
                continue;
            }
            for (Map.Entry<String, Long> lag : node.status().lagMillis().entrySet()) {
                Worst worst = peers.get(lag.getKey());
                if (worst != null) {
                    worst.take(lag.getValue(), freshness);
                } else if (!lag.getKey().equals(id)) {
                    peers.put(lag.getKey(), new Worst(lag.getValue(), freshness));
                }
            }
        }
        return peers;
    }

    private static final class Worst {
        private long lagMillis;
        private Freshness freshness;

        private Worst(long lagMillis, Freshness freshness) {
            this.lagMillis = lagMillis;
            this.freshness = freshness;
        }

        /** A fresh report outdoes an old one; of two that are as fresh, the larger lag is told. */
        private void take(long lag, Freshness of) {
            int order = of.level().compareTo(freshness.level());
            if (order < 0 || (order == 0 && lag > lagMillis)) {
                lagMillis = lag;
                freshness = of;
            }
        }
    }

    private static LinkState worse(LinkState one, LinkState other) {
        if (one.freshness().level() != other.freshness().level()) {
            return one.freshness().level().compareTo(other.freshness().level()) < 0 ? one : other;
        }
        return one.lagMillis() >= other.lagMillis() ? one : other;
    }
}
