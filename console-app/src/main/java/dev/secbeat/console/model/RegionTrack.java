// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts one region together from its nodes' heartbeats and its Prometheus sample. FX thread only. */
final class RegionTrack {
    private static final long SAMPLE_NANOS = 1_000_000_000L;

    private static final long MILLIS = 1_000;

    /** A window that was busy for so many samples is no gap in what was heard. */
    private static final long HICCUP_SAMPLES = 2;

    /** A chart of Prometheus' rates moves on as often without samples as with them. */
    private static final long GAP_NANOS = 5_000_000_000L;

    /** Without heartbeats, a region dropping more than this share is taken to be mitigating. */
    private static final double MITIGATING_SHARE = 0.05;

    private final RegionModel model;
    private final Map<String, NodeTrack> nodes = new TreeMap<>();
    private final EventBook events = new EventBook();
    private Optional<RegionSample> sample = Optional.empty();
    private long nextSampleNanos = Long.MIN_VALUE;
    private long newestAtMillis;
    private long newsNanos;
    private long meteredAtMillis;
    private long meteredNanos;

    RegionTrack(RegionModel model) {
        this.model = model;
    }

    RegionModel model() {
        return model;
    }

    Iterable<NodeTrack> nodes() {
        return nodes.values();
    }

    void accept(Update.Heartbeat beat) {
        String name = beat.status().node().name();
        NodeTrack track = nodes.get(name);
        if (track == null) {
            nodes.put(name, new NodeTrack(beat));
        } else {
            track.accept(beat);
        }
    }

    void accept(FleetEvent event) {
        events.accept(event);
    }

    void accept(RegionSample next) {
        sample = Optional.of(next);
    }

    /** Forgets its nodes and what was told of it; its charts begin with these rates. */
    void rewind(List<Past.Pair> live, List<Past.Pair> metered) {
        nodes.clear();
        events.clear();
        sample = Optional.empty();
        nextSampleNanos = Long.MIN_VALUE;
        newestAtMillis = 0;
        newsNanos = 0;
        meteredAtMillis = 0;
        meteredNanos = 0;
        model.liveHistory().restart(live);
        model.meteredHistory().restart(metered);
    }

    void refresh(long nowNanos, long epochMillis, boolean natsUp) {
        List<NodeState> states = new ArrayList<>();
        nodes.values().forEach(node -> states.add(node.state(nowNanos)));
        Rates live = live(states);
        Freshness sampled = sampleFreshness(nowNanos, epochMillis);
        Rates metered = metered(sampled);
        List<NodeState> fresh = states.stream().filter(NodeState::isLive).toList();
        remember(nowNanos, live, metered); // before the state is told, with which views draw it
        model.updateNodes(states);
        events.changed().ifPresent(model::updateEvents);
        model.update(new RegionState(
                health(fresh, metered, natsUp, sampled.isFresh()),
                live,
                metered,
                fresh.size(),
                states.size(),
                (int) fresh.stream().filter(NodeState::isDegraded).count(),
                xdpMode(fresh),
                fresh.stream().mapToInt(NodeState::blocks).max().orElse(0)));
    }

    private RegionHealth health(List<NodeState> fresh, Rates metered, boolean natsUp, boolean metricsFresh) {
        if (!natsUp) {
            return metricsFresh ? byMetrics(metered) : RegionHealth.DISCONNECTED;
        }
        if (!fresh.isEmpty()) {
            boolean degraded = fresh.stream().anyMatch(NodeState::isDegraded);
            return fresh.stream().anyMatch(RegionTrack::isFighting)
                    ? RegionHealth.MITIGATING
                    : degraded ? RegionHealth.DEGRADED : RegionHealth.HEALTHY;
        }
        boolean noneAnswers =
                metricsFresh && sample.filter(RegionTrack::noTargetUp).isPresent();
        return noneAnswers ? RegionHealth.DOWN : RegionHealth.STALE;
    }

    /** A node says only the worse: one that is degraded may be under attack as well. */
    private static boolean isFighting(NodeState node) {
        return node.health() == NodeStatus.Health.MITIGATING
                || (node.isDegraded() && node.rates().dropShare() >= MITIGATING_SHARE);
    }

    private RegionHealth byMetrics(Rates metered) {
        if (sample.filter(RegionTrack::noTargetUp).isPresent()) {
            return RegionHealth.STALE;
        }
        return metered.dropShare() >= MITIGATING_SHARE ? RegionHealth.MITIGATING : RegionHealth.HEALTHY;
    }

    private static boolean noTargetUp(RegionSample sample) {
        return sample.targetsTotal() > 0 && sample.targetsUp() == 0;
    }

    private static Rates live(List<NodeState> states) {
        Freshness youngest =
                states.stream().map(node -> node.rates().freshness()).reduce(Freshness.NEVER, Freshness::orBetter);
        List<Rates> counted = states.stream()
                .map(NodeState::rates)
                .filter(rates -> !youngest.isFresh() || rates.freshness().isFresh())
                .toList();
        return new Rates(
                counted.stream().mapToDouble(Rates::passedPerSecond).sum(),
                counted.stream().mapToDouble(Rates::droppedPerSecond).sum(),
                youngest);
    }

    private Rates metered(Freshness sampled) {
        return sample.filter(known -> !Double.isNaN(known.passedPerSecond()))
                .map(known -> new Rates(known.passedPerSecond(), known.droppedPerSecond(), sampled))
                .orElse(Rates.NONE);
    }

    /**
     * Of the newest sample of any kind: that no target answers is fresh news even when no rate is known. A sample has an age
     * when it comes, so silence is told by how long none came, as it is of heartbeats.
     */
    private Freshness sampleFreshness(long nowNanos, long epochMillis) {
        if (sample.isEmpty()) {
            return Freshness.NEVER;
        }
        long sampledAt = sample.get().sampledAtMillis();
        if (sampledAt != newestAtMillis) {
            newestAtMillis = sampledAt;
            newsNanos = nowNanos;
        }
        Freshness news = Freshness.SCRAPES.at((nowNanos - newsNanos) / 1_000_000);
        return Freshness.METRICS.at(epochMillis - sampledAt).atMost(news.level());
    }

    private static String xdpMode(List<NodeState> fresh) {
        List<String> modes = fresh.stream()
                .map(NodeState::xdpMode)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        return modes.size() > 1 ? "mixed" : modes.isEmpty() ? "" : modes.getFirst();
    }

    private void remember(long nowNanos, Rates live, Rates metered) {
        if (nextSampleNanos != Long.MIN_VALUE && nowNanos - nextSampleNanos < 0) {
            return;
        }
        long missed = nextSampleNanos == Long.MIN_VALUE ? 0 : (nowNanos - nextSampleNanos) / SAMPLE_NANOS;
        nextSampleNanos = nowNanos + SAMPLE_NANOS;
        if (!nodes.isEmpty()) {
            rememberLive(live, missed > HICCUP_SAMPLES ? missed : 0);
        }
        long sampledAt = sample.map(RegionSample::sampledAtMillis).orElse(0L);
        if (sampledAt != meteredAtMillis) {
            meteredAtMillis = sampledAt;
            meteredNanos = nowNanos;
            add(model.meteredHistory(), metered);
        } else if (sample.isPresent() && !metered.freshness().isFresh()) {
            long gaps = (nowNanos - meteredNanos) / GAP_NANOS;
            meteredNanos += gaps * GAP_NANOS;
            gap(model.meteredHistory(), gaps);
        }
    }

    /**
     * Until heartbeats are overdue the last rates go on, for one may be a little late; once they are, what was drawn since the
     * last one was never heard.
     *
     * @param missed samples that nobody took
     */
    private void rememberLive(Rates live, long missed) {
        gap(model.liveHistory(), missed);
        add(model.liveHistory(), live);
        if (!live.freshness().isFresh()) {
            model.liveHistory().blank(live.freshness().ageMillis() / MILLIS);
        }
    }

    private static void gap(RateHistory history, long samples) {
        for (int i = 0; i < Math.min(samples, RateHistory.CAPACITY); i++) {
            history.add(Double.NaN, Double.NaN);
        }
    }

    private static void add(RateHistory history, Rates rates) {
        boolean fresh = rates.freshness().isFresh();
        history.add(fresh ? rates.passedPerSecond() : Double.NaN, fresh ? rates.droppedPerSecond() : Double.NaN);
    }
}
