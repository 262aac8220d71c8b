// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule tried on the packets that nodes showed. Nodes show few of many, so each shown packet stands for as many as its node
 * passed, or dropped, between its oldest and newest heartbeat of the window for each that it showed of that kind meanwhile:
 * the inverse of the sampling rate as it was, whatever it was set to. An estimate: of {@code n} shown packets of a source
 * about one in the square root of {@code n} is chance. Used once, by one thread.
 */
final class SampleTrial {
    private static final double MILLIS = 1_000;

    /** What the packets of one node stand for. */
    private static final class Scale {
        private final RecentTraffic.Observation first;
        private RecentTraffic.Observation last;
        private int passed;
        private int dropped;

        Scale(RecentTraffic.Observation first) {
            this.first = first;
            last = first;
        }

        boolean covers(SampleRow row) {
            long at = row.packet().epochMillis();
            return at > first.epochMillis() && at <= last.epochMillis();
        }

        void count(SampleRow row) {
            if (isPassed(row)) {
                passed++;
            } else {
                dropped++;
            }
        }

        /** How many packets one that was shown stands for; a node never showed more than there were. */
        double each(SampleRow row) {
            long all = isPassed(row) ? last.passed() - first.passed() : last.dropped() - first.dropped();
            int shown = isPassed(row) ? passed : dropped;
            return Math.max(all, shown) / (double) shown;
        }

        double seconds() {
            return (last.epochMillis() - first.epochMillis()) / MILLIS;
        }
    }

    /** A source within one window of a limit. */
    private record Slot(SourceKey source, long window) {}

    private final WhatIf.Rule rule;
    private final Map<NodeId, Scale> scales = new HashMap<>();
    private final List<SampleRow> rows = new ArrayList<>();
    private final Map<Slot, Double> counted = new HashMap<>();

    SampleTrial(WhatIf.Rule rule, RecentTraffic.Window window) {
        this.rule = rule;
        window.observations().forEach(seen -> scales.computeIfAbsent(seen.node(), node -> new Scale(seen)).last = seen);
        for (SampleRow row : window.samples()) {
            Scale scale = scales.get(row.node());
            if (row.headers().source().isEmpty()) {
                continue;
            }
            rows.add(row);
            if (scale != null && scale.covers(row)) {
                scale.count(row);
            }
        }
        if (rule instanceof WhatIf.Rule.Limit limit) {
            rows.stream()
                    .filter(row -> limit.scope().includes(row.node()) && limit.isFor(source(row)))
                    .forEach(row -> counted.merge(slot(row, limit), events(row, limit.dimension()), Double::sum));
        }
    }

    /** Adds up what was seen and what would have been hit, by region and by origin. */
    void addTo(WhatIf.Sums regions, WhatIf.Sums origins, Function<Prefix, Optional<String>> origin) {
        Dimension unit = rule instanceof WhatIf.Rule.Limit limit && limit.dimension() == Dimension.BYTES
                ? Dimension.BYTES
                : Dimension.PACKETS;
        for (SampleRow row : rows) {
            Scale scale = scales.get(row.node());
            if (scale == null || !scale.covers(row)) {
                continue;
            }
            double size = unit == Dimension.BYTES ? row.packet().frameBytes() : 1;
            double rate = scale.each(row) * size / scale.seconds();
            boolean hit = hits(row);
            regions.add(row.node().region().value(), unit, rate, hit);
            origin.apply(SourceKey.of(source(row)).asPrefix())
                    .ifPresent(name -> origins.addEach(name, unit, rate, hit));
        }
    }

    /** How many of {@code shown} packets it would have dropped. */
    WhatIf.Packets packets(int shown) {
        List<SampleRow> hit = rows.stream().filter(this::hits).toList();
        return new WhatIf.Packets(shown, hit.size(), (int)
                hit.stream().filter(SampleTrial::isPassed).count());
    }

    /** The most packets that one of those shown stands for; 0 when none was shown. */
    double coarsest() {
        return rows.stream().mapToDouble(this::each).max().orElse(0);
    }

    private boolean hits(SampleRow row) {
        if (!rule.scope().includes(row.node())) {
            return false;
        }
        return switch (rule) {
            case WhatIf.Rule.Block block -> block.prefixes().stream().anyMatch(prefix -> prefix.contains(source(row)));
            case WhatIf.Rule.Limit limit ->
                counted.getOrDefault(slot(row, limit), 0.0) > limit.perSecond() * limit.windowSeconds();
        };
    }

    /** How much of what is limited the packet stands for; samples tell nothing of requests and connections. */
    private double events(SampleRow row, Dimension dimension) {
        return switch (dimension) {
            case PACKETS -> each(row);
            case BYTES -> each(row) * row.packet().frameBytes();
            case REQUESTS, CONNECTIONS -> 0;
        };
    }

    private static Slot slot(SampleRow row, WhatIf.Rule.Limit limit) {
        return new Slot(SourceKey.of(source(row)), row.packet().epochMillis() / (limit.windowSeconds() * 1_000L));
    }

    /** Of a time for which its node's heartbeats are not known it stands for nothing. */
    private double each(SampleRow row) {
        Scale scale = scales.get(row.node());
        return scale == null || !scale.covers(row) ? 0 : scale.each(row);
    }

    private static Prefix source(SampleRow row) {
        return row.headers().source().orElseThrow();
    }

    private static boolean isPassed(SampleRow row) {
        return row.packet().action().equals("pass");
    }
}
