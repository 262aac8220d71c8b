// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sums what nodes report of their busiest sources and keeps the trends. A source blocked in every kernel reaches no
 * counter any more: what its block drops, in packets, is then all that is known of it. Confined to one thread.
 */
final class SourceBook {
    /** Rows shown at most. */
    static final int MAX_ROWS = 2_000;

    /** Blocks that no node counts any more shown at most: they must not crowd out who is counted. */
    private static final int MAX_UNCOUNTED = 1_000;

    private static final double WATCHING_SHARE = 0.8;
    private static final Comparator<SourceRow> BLOCKED_THEN_BUSIEST = Comparator.comparing(
                    (SourceRow row) -> row.standing() == SourceRow.Standing.BLOCKED)
            .thenComparingDouble(SourceRow::droppedPerSecond)
            .thenComparingDouble(SourceRow::globalPerSecond)
            .reversed()
            .thenComparing(SourceRow::source)
            .thenComparing(SourceRow::dimension);

    /** A row's identity; the dimension is empty while it was never counted. */
    private record Key(String source, String dimension) {}

    private record Trends(Trend counted, Trend dropped) {
        private static final Trends EMPTY = new Trends(Trend.EMPTY, Trend.EMPTY);
    }

    private static final class Sum {
        private double estimate;
        private double limit;
        private int windowMillis;
        private boolean blocked;
        private final Map<String, Double> perRegion = new TreeMap<>();

        private void add(String region, SourceCount count) {
            estimate = Math.max(estimate, count.global());
            limit = Math.max(limit, count.limit());
            windowMillis = Math.max(windowMillis, count.windowMillis());
            blocked |= count.blocked();
            perRegion.merge(region, count.local(), Double::sum);
        }

        /** Nodes lag behind each other; what was certainly seen is the least it can be. */
        private double global() {
            return Math.max(estimate, total(perRegion));
        }

        private static double total(Map<String, Double> rates) {
            double total = 0;
            for (double rate : rates.values()) {
                total += rate;
            }
            return total;
        }
    }

    /** A source by what decides whether it is shown. */
    private record Ranked(Key key, Sum sum, boolean blocked, double dropped, double global) {
        /** What is shown first comes last: the worst of those chosen gives way to a better one. */
        private static int worstFirst(Ranked one, Ranked other) {
            int order = Boolean.compare(one.blocked, other.blocked);
            order = order != 0 ? order : Double.compare(one.dropped, other.dropped);
            order = order != 0 ? order : Double.compare(one.global, other.global);
            order = order != 0 ? order : other.key.source().compareTo(one.key.source());
            return order != 0 ? order : other.key.dimension().compareTo(one.key.dimension());
        }
    }

    private Map<Key, Trends> trends = Map.of();

    /** Blocked sources first, then the busiest. */
    List<SourceRow> rows(List<DropRates> nodes, List<BlockRow> blocks) {
        Map<Key, Sum> sums = sums(nodes);
        Set<String> counted = sums.keySet().stream().map(Key::source).collect(Collectors.toSet());
        Map<String, BlockRow> byPrefix = new HashMap<>();
        blocks.stream()
                .filter(block -> isSource(block.prefix()) || counted.contains(block.prefix()))
                .forEach(block -> byPrefix.put(block.prefix(), block));
        BlockLookup holding = new BlockLookup(blocks);
        Map<String, Map<String, Double>> dropped = dropped(nodes, byPrefix.keySet());
        addUncounted(sums, byPrefix.keySet(), dropped);
        List<SourceRow> rows = new ArrayList<>();
        Map<Key, Trends> next = new HashMap<>();
        for (Ranked ranked : best(sums, byPrefix.keySet(), dropped)) {
            Key key = ranked.key();
            Sum sum = ranked.sum();
            Map<String, Double> drops = dropped.getOrDefault(key.source(), Map.of());
            Trends before = trends(key);
            Trends now = new Trends(
                    before.counted().plus(sum.global()), before.dropped().plus(Sum.total(drops)));
            next.put(key, now);
            BlockRow own = byPrefix.get(key.source());
            BlockRow block =
                    own == null && sum.blocked ? holding.holding(key.source()).orElse(null) : own;
            rows.add(row(key, sum, drops, block, now));
        }
        trends = next;
        rows.sort(BLOCKED_THEN_BUSIEST);
        return rows;
    }

    /** What is shown, chosen before rows and trends are made: a large fleet names far more sources than are shown. */
    private static Iterable<Ranked> best(
            Map<Key, Sum> sums, Set<String> active, Map<String, Map<String, Double>> dropped) {
        PriorityQueue<Ranked> best = new PriorityQueue<>(Ranked::worstFirst);
        sums.forEach((key, sum) -> {
            best.add(new Ranked(
                    key,
                    sum,
                    sum.blocked || active.contains(key.source()),
                    Sum.total(dropped.getOrDefault(key.source(), Map.of())),
                    sum.global()));
            if (best.size() > MAX_ROWS) {
                best.remove();
            }
        });
        return best;
    }

    private static Map<Key, Sum> sums(List<DropRates> nodes) {
        Map<Key, Sum> sums = new HashMap<>();
        for (DropRates node : nodes) {
            String region = node.of().node().region().value();
            for (SourceCount count : node.of().topSources()) {
                Key key = new Key(count.source().toString(), count.dimension().label());
                sums.computeIfAbsent(key, any -> new Sum()).add(region, count);
            }
        }
        return sums;
    }

    /** What active blocks drop: by prefix, by region. */
    private static Map<String, Map<String, Double>> dropped(List<DropRates> nodes, Set<String> active) {
        Map<String, Map<String, Double>> dropped = new HashMap<>();
        for (DropRates node : nodes) {
            String region = node.of().node().region().value();
            node.perSecond().forEach((prefix, rate) -> {
                if (active.contains(prefix)) {
                    dropped.computeIfAbsent(prefix, any -> new HashMap<>()).merge(region, rate, Double::sum);
                }
            });
        }
        return dropped;
    }

    /** Rows for blocked sources that no node counts now, those that drop most before others. */
    private void addUncounted(Map<Key, Sum> sums, Set<String> active, Map<String, Map<String, Double>> dropped) {
        Set<String> counted = sums.keySet().stream().map(Key::source).collect(Collectors.toSet());
        Map<String, Key> before = new HashMap<>();
        trends.keySet().stream()
                .sorted(Comparator.comparing(Key::dimension).reversed())
                .forEach(key -> before.putIfAbsent(key.source(), key));
        active.stream()
                .filter(prefix -> !counted.contains(prefix))
                .sorted(Comparator.comparingDouble((String prefix) -> Sum.total(dropped.getOrDefault(prefix, Map.of())))
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MAX_UNCOUNTED)
                .forEach(prefix -> sums.put(before.getOrDefault(prefix, new Key(prefix, "")), new Sum()));
    }

    private Trends trends(Key key) {
        Trends uncounted = trends.getOrDefault(new Key(key.source(), ""), Trends.EMPTY);
        return trends.getOrDefault(key, uncounted);
    }

    private static SourceRow row(Key key, Sum sum, Map<String, Double> drops, @Nullable BlockRow block, Trends trends) {
        double global = sum.global();
        boolean close = sum.limit > 0 && global > WATCHING_SHARE * sum.limit;
        SourceRow.Standing standing = block != null || sum.blocked
                ? SourceRow.Standing.BLOCKED
                : close ? SourceRow.Standing.WATCHING : SourceRow.Standing.PASSING;
        String near = global > sum.limit ? Messages.of("model.source.over") : Messages.of("model.source.near");
        String kernel = block != null ? block.kernelText() : standing == SourceRow.Standing.WATCHING ? near : "";
        return new SourceRow(
                key.source(),
                key.dimension(),
                global,
                sum.limit,
                sum.windowMillis,
                sum.perRegion,
                drops,
                standing,
                kernel,
                block == null ? 0 : block.expiresAtMillis(),
                trends.counted(),
                trends.dropped());
    }

    private static boolean isSource(String prefix) {
        Prefix parsed = Prefix.parse(prefix);
        return parsed.isHost() || parsed.length() == 64;
    }
}
