// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a rule would have dropped of what was counted and shown over the last minutes: by region, by dimension, by origin.
 * Only the busiest sources of each node are known, so it is the least that the rule would have hit. Pure; any thread.
 *
 * @param rows by region and dimension, those most hit first
 * @param origins by country or network, those most hit first; empty without a database
 * @param sources the sources most hit, at most {@link #MAX_SOURCES}
 * @param sourcesHit how many were hit in all
 * @param samples how many packets that were shown it would have dropped
 * @param coveredMillis how long a time this is about
 */
public record WhatIf(
        List<Row> rows, List<Row> origins, List<Row> sources, int sourcesHit, Packets samples, long coveredMillis) {
    /** Sources named. */
    public static final int MAX_SOURCES = 8;

    private static final int MAX_ORIGINS = 12;
    private static final Comparator<Row> MOST_HIT =
            Comparator.comparingDouble(Row::hitPerSecond).reversed().thenComparing(Row::name);

    public WhatIf {
        rows = List.copyOf(rows);
        origins = List.copyOf(origins);
        sources = List.copyOf(sources);
    }

    /** What is tried. */
    public sealed interface Rule {
        /** Traffic from these prefixes is dropped. */
        record Block(List<Prefix> prefixes) implements Rule {
            public Block {
                prefixes = List.copyOf(prefixes);
            }
        }

        /** A source over the limit, all regions together, is blocked: all of it is dropped. */
        record Limit(Dimension dimension, double perSecond) implements Rule {}
    }

    /**
     * Averages over the window.
     *
     * @param name region id, origin or source
     * @param dimension what is counted
     * @param seenPerSecond all that was counted
     * @param hitPerSecond of that, what the rule would have dropped
     */
    public record Row(String name, Dimension dimension, double seenPerSecond, double hitPerSecond) {
        /** 0 to 1. */
        public double share() {
            return seenPerSecond <= 0 ? 0 : hitPerSecond / seenPerSecond;
        }
    }

    /**
     * Packets that nodes showed.
     *
     * @param shown all
     * @param hit by the rule; a limit hits none, for samples tell no rate
     * @param hitPassed of those, how many had been passed
     */
    public record Packets(int shown, int hit, int hitPassed) {}

    private record Key(String name, Dimension dimension) {}

    private static final class Sum {
        private double seen;
        private double hit;
    }

    /**
     * Tries a rule.
     *
     * @param origin country or network of an address, where a database is given
     */
    public static WhatIf of(Rule rule, RecentTraffic.Window window, Function<Prefix, Optional<String>> origin) {
        Map<Key, Sum> regions = new HashMap<>();
        Map<Key, Sum> origins = new HashMap<>();
        Map<Key, Sum> sources = new HashMap<>();
        Map<SourceKey, Optional<String>> known = new HashMap<>();
        Map<String, Set<Long>> moments = new TreeMap<>();
        for (RecentTraffic.Observation seen : window.observations()) {
            moments.computeIfAbsent(seen.regionId(), id -> new HashSet<>())
                    .add(seen.nanos() / RecentTraffic.STEP_NANOS);
            for (SourceCount count : seen.counts()) {
                boolean hit = hits(rule, count);
                add(regions, seen.regionId(), count, hit);
                known.computeIfAbsent(count.source(), source -> origin.apply(source.asPrefix()))
                        .ifPresent(name -> add(origins, name, count, hit));
                if (hit) {
                    add(sources, count.source().toString(), count, true);
                }
            }
        }
        int steps = moments.values().stream().mapToInt(Set::size).max().orElse(1);
        List<Row> hitSources = rows(sources, steps);
        return new WhatIf(
                rows(regions, steps),
                first(rows(origins, steps), MAX_ORIGINS),
                first(hitSources, MAX_SOURCES),
                (int) hitSources.stream().map(Row::name).distinct().count(),
                packets(rule, window.samples()),
                window.coveredMillis());
    }

    private static boolean hits(Rule rule, SourceCount count) {
        return switch (rule) {
            case Rule.Block(List<Prefix> prefixes) -> {
                Prefix source = count.source().asPrefix();
                yield prefixes.stream().anyMatch(prefix -> prefix.overlaps(source));
            }
            case Rule.Limit(Dimension dimension, double perSecond) ->
                count.dimension() == dimension && Math.max(count.global(), count.local()) > perSecond;
        };
    }

    private static void add(Map<Key, Sum> sums, String name, SourceCount count, boolean hit) {
        Sum sum = sums.computeIfAbsent(new Key(name, count.dimension()), key -> new Sum());
        sum.seen += count.local();
        sum.hit += hit ? count.local() : 0;
    }

    /** Each sum is over {@code steps} moments of the window: what was not seen at one of them counts as nothing then. */
    private static List<Row> rows(Map<Key, Sum> sums, int steps) {
        List<Row> rows = new ArrayList<>();
        sums.forEach((key, sum) -> rows.add(new Row(key.name(), key.dimension(), sum.seen / steps, sum.hit / steps)));
        rows.sort(MOST_HIT);
        return rows;
    }

    private static Packets packets(Rule rule, List<SampleRow> samples) {
        int hit = 0;
        int passed = 0;
        if (rule instanceof Rule.Block(List<Prefix> prefixes)) {
            for (SampleRow row : samples) {
                Optional<Prefix> source = row.headers().source();
                if (source.filter(from -> prefixes.stream().anyMatch(prefix -> prefix.contains(from)))
                        .isPresent()) {
                    hit++;
                    passed += row.packet().action().equals("pass") ? 1 : 0;
                }
            }
        }
        return new Packets(samples.size(), hit, passed);
    }

    private static List<Row> first(List<Row> rows, int count) {
        return rows.subList(0, Math.min(count, rows.size()));
    }
}
