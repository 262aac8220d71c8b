// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a rule would have dropped of what was counted and shown over the last minutes: by region, by dimension, by country and
 * network. Of what is counted only the busiest sources of each node are known, so that is the least that the rule would have
 * hit; what samples tell is an estimate, see {@link SampleTrial}. Pure; any thread.
 *
 * @param rows by region and dimension, those most hit first
 * @param origins by country and by network, those most hit first; empty without a database
 * @param sources the sources most hit, at most {@link #MAX_SOURCES}
 * @param sourcesHit how many were hit in all
 * @param samples how many packets that were shown it would have dropped
 * @param sampled by region, as samples tell
 * @param sampledOrigins by country and by network, as samples tell
 * @param coarsest the most packets that one of those shown stands for: of less the samples tell nothing
 * @param coveredMillis how long a time this is about
 */
public record WhatIf(
        List<Row> rows,
        List<Row> origins,
        List<Row> sources,
        int sourcesHit,
        Packets samples,
        List<Row> sampled,
        List<Row> sampledOrigins,
        double coarsest,
        long coveredMillis) {
    /** Sources named. */
    public static final int MAX_SOURCES = 8;

    /** Origins of one kind. */
    private static final int MAX_ORIGINS = 12;

    private static final Pattern NETWORK = Pattern.compile("AS[0-9]+");
    private static final Pattern WORDS = Pattern.compile(" ");
    private static final Comparator<Row> MOST_HIT =
            Comparator.comparingDouble(Row::hitPerSecond).reversed().thenComparing(Row::name);

    public WhatIf {
        rows = List.copyOf(rows);
        origins = List.copyOf(origins);
        sources = List.copyOf(sources);
        sampled = List.copyOf(sampled);
        sampledOrigins = List.copyOf(sampledOrigins);
    }

    /** What is tried. */
    public sealed interface Rule {
        /** Nodes that would hold to it. */
        Scope scope();

        /** Traffic from these prefixes is dropped. */
        record Block(List<Prefix> prefixes, Scope scope) implements Rule {
            public Block {
                prefixes = List.copyOf(prefixes);
            }

            /** On the whole fleet. */
            public Block(List<Prefix> prefixes) {
                this(prefixes, new Scope.Fleet());
            }
        }

        /**
         * A source over the limit, all regions together, is blocked: all of it is dropped. What is counted is told as rates over
         * the window of the nodes' own rules; of samples each window is added up by itself.
         *
         * @param within the prefix whose sources are held to it; empty: all there are
         * @param perSecond above 0
         * @param windowSeconds over which samples are added up, 1 to 3600
         */
        record Limit(Optional<Prefix> within, Dimension dimension, double perSecond, int windowSeconds, Scope scope)
                implements Rule {
            /** Longest window, seconds. */
            public static final int MAX_WINDOW_SECONDS = 3_600;

            private static final int STANDARD_WINDOW_SECONDS = 10;
            private static final int MILLIS = 1_000;

            public Limit {
                if (!(perSecond > 0) || windowSeconds < 1 || windowSeconds > MAX_WINDOW_SECONDS) {
                    throw new IllegalArgumentException("a limit is above 0 a second over 1 to " + MAX_WINDOW_SECONDS
                            + " s, got " + perSecond + " over " + windowSeconds);
                }
            }

            /** Of every source. */
            public Limit(Dimension dimension, double perSecond, int windowSeconds, Scope scope) {
                this(Optional.empty(), dimension, perSecond, windowSeconds, scope);
            }

            /** Of every source, on the whole fleet, over ten seconds. */
            public Limit(Dimension dimension, double perSecond) {
                this(dimension, perSecond, STANDARD_WINDOW_SECONDS, new Scope.Fleet());
            }

            /** What an order would have these nodes hold sources to. */
            public static Limit of(LimitRule rule, Scope scope) {
                int seconds = rule.windowMillis() / MILLIS;
                return new Limit(rule.within(), rule.dimension(), rule.most() / (double) seconds, seconds, scope);
            }

            /** Whether this source is held to it. */
            boolean isFor(Prefix source) {
                return within.map(prefix -> prefix.overlaps(source)).orElse(true);
            }
        }
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

        /** Whether it is of a network, {@code AS64511}, not of a country. */
        public boolean isNetwork() {
            return NETWORK.matcher(name).matches();
        }
    }

    /**
     * Packets that nodes showed.
     *
     * @param shown all
     * @param hit by the rule; a limit of requests or connections hits none, for samples tell nothing of them
     * @param hitPassed of those, how many had been passed
     */
    public record Packets(int shown, int hit, int hitPassed) {}

    /** What was seen and hit, added up by name and dimension. */
    static final class Sums {
        private record Key(String name, Dimension dimension) {}

        private static final class Sum {
            private double seen;
            private double hit;
        }

        private final Map<Key, Sum> sums = new HashMap<>();

        void add(String name, Dimension dimension, double rate, boolean hit) {
            Sum sum = sums.computeIfAbsent(new Key(name, dimension), key -> new Sum());
            sum.seen += rate;
            sum.hit += hit ? rate : 0;
        }

        /** Under each name of {@code NL AS64511}. */
        void addEach(String names, Dimension dimension, double rate, boolean hit) {
            WORDS.splitAsStream(names).filter(name -> !name.isEmpty()).forEach(name -> add(name, dimension, rate, hit));
        }

        /** Each sum is over {@code steps} moments of the window: what was not seen at one of them counts as nothing then. */
        List<Row> rows(int steps) {
            List<Row> rows = new ArrayList<>();
            sums.forEach(
                    (key, sum) -> rows.add(new Row(key.name(), key.dimension(), sum.seen / steps, sum.hit / steps)));
            rows.sort(MOST_HIT);
            return rows;
        }

        /** Of countries and of networks those most hit. */
        List<Row> origins(int steps) {
            Map<Boolean, List<Row>> kinds = rows(steps).stream().collect(Collectors.partitioningBy(Row::isNetwork));
            List<Row> most = new ArrayList<>();
            kinds.values().forEach(rows -> most.addAll(first(rows, MAX_ORIGINS)));
            most.sort(MOST_HIT);
            return most;
        }
    }

    /**
     * Tries a rule.
     *
     * @param origin country and network of a source, {@code NL AS64511}, where a database is given
     */
    public static WhatIf of(Rule rule, RecentTraffic.Window window, Function<Prefix, Optional<String>> origin) {
        Sums regions = new Sums();
        Sums origins = new Sums();
        Sums sources = new Sums();
        Map<SourceKey, Optional<String>> known = new HashMap<>();
        Map<String, Set<Long>> moments = new TreeMap<>();
        for (RecentTraffic.Observation seen : window.observations()) {
            moments.computeIfAbsent(seen.regionId(), id -> new HashSet<>())
                    .add(seen.nanos() / RecentTraffic.STEP_NANOS);
            for (SourceCount count : seen.counts()) {
                boolean hit = rule.scope().includes(seen.node()) && hits(rule, count);
                regions.add(seen.regionId(), count.dimension(), count.local(), hit);
                known.computeIfAbsent(count.source(), source -> origin.apply(source.asPrefix()))
                        .ifPresent(name -> origins.addEach(name, count.dimension(), count.local(), hit));
                if (hit) {
                    sources.add(count.source().toString(), count.dimension(), count.local(), true);
                }
            }
        }
        int steps = moments.values().stream().mapToInt(Set::size).max().orElse(1);
        List<Row> hitSources = sources.rows(steps);
        SampleTrial trial = new SampleTrial(rule, window);
        Sums sampled = new Sums();
        Sums sampledOrigins = new Sums();
        trial.addTo(sampled, sampledOrigins, origin);
        return new WhatIf(
                regions.rows(steps),
                origins.origins(steps),
                first(hitSources, MAX_SOURCES),
                (int) hitSources.stream().map(Row::name).distinct().count(),
                trial.packets(window.samples().size()),
                sampled.rows(1),
                sampledOrigins.origins(1),
                trial.coarsest(),
                window.coveredMillis());
    }

    private static boolean hits(Rule rule, SourceCount count) {
        return switch (rule) {
            case Rule.Block block -> {
                Prefix source = count.source().asPrefix();
                yield block.prefixes().stream().anyMatch(prefix -> prefix.overlaps(source));
            }
            case Rule.Limit limit ->
                count.dimension() == limit.dimension()
                        && Math.max(count.global(), count.local()) > limit.perSecond()
                        && limit.isFor(count.source().asPrefix());
        };
    }

    private static List<Row> first(List<Row> rows, int count) {
        return rows.subList(0, Math.min(count, rows.size()));
    }
}
