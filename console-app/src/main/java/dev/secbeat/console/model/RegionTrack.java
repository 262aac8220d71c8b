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
    /** A chart of Prometheus' rates moves on as often without samples as with them. */
    private static final long GAP_NANOS = 5_000_000_000L;

    /** Without heartbeats, a region dropping more than this share is taken to be mitigating. */
    private static final double MITIGATING_SHARE = 0.05;

    private final RegionModel model;
    private final Map<String, NodeTrack> nodes = new TreeMap<>();
    private final EventBook events = new EventBook();
    private Optional<RegionSample> sample = Optional.empty();
    private long nextSampleNanos = Long.MIN_VALUE;
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
        meteredAtMillis = 0;
        meteredNanos = 0;
        model.liveHistory().restart(live);
        model.meteredHistory().restart(metered);
    }

    void refresh(long nowNanos, long epochMillis, boolean natsUp) {
        List<NodeState> states = new ArrayList<>();
        nodes.values().forEach(node -> states.add(node.state(nowNanos)));
        Rates live = live(states);
        Rates metered = metered(epochMillis);
        List<NodeState> fresh = states.stream().filter(NodeState::isLive).toList();
        model.updateNodes(states);
        events.changed().ifPresent(model::updateEvents);
        model.update(new RegionState(
                health(fresh, metered, natsUp, epochMillis),
                live,
                metered,
                fresh.size(),
                states.size(),
                (int) fresh.stream().filter(NodeState::isDegraded).count(),
                xdpMode(fresh),
                fresh.stream().mapToInt(NodeState::blocks).max().orElse(0)));
        remember(nowNanos, live, metered);
    }

    private RegionHealth health(List<NodeState> fresh, Rates metered, boolean natsUp, long epochMillis) {
        boolean metricsFresh = sampleFreshness(epochMillis).isFresh();
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

    private Rates metered(long epochMillis) {
        return sample.filter(known -> !Double.isNaN(known.passedPerSecond()))
                .map(known ->
                        new Rates(known.passedPerSecond(), known.droppedPerSecond(), sampleFreshness(epochMillis)))
                .orElse(Rates.NONE);
    }

    /** Of the newest sample of any kind: that no target answers is fresh news even when no rate is known. */
    private Freshness sampleFreshness(long epochMillis) {
        return sample.map(known -> Freshness.METRICS.at(epochMillis - known.sampledAtMillis()))
                .orElse(Freshness.NEVER);
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
        nextSampleNanos = nowNanos + SAMPLE_NANOS;
        if (!nodes.isEmpty()) {
            add(model.liveHistory(), live);
        }
        long sampledAt = sample.map(RegionSample::sampledAtMillis).orElse(0L);
        boolean gap = sample.isPresent() && !metered.freshness().isFresh() && nowNanos - meteredNanos >= GAP_NANOS;
        if (sampledAt != meteredAtMillis || gap) {
            meteredAtMillis = sampledAt;
            meteredNanos = nowNanos;
            add(model.meteredHistory(), metered);
        }
    }

    private static void add(RateHistory history, Rates rates) {
        boolean fresh = rates.freshness().isFresh();
        history.add(fresh ? rates.passedPerSecond() : Double.NaN, fresh ? rates.droppedPerSecond() : Double.NaN);
    }
}
