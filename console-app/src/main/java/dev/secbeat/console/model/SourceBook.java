// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums what nodes report of their busiest sources and keeps the trends. Confined to one thread. */
final class SourceBook {
    /** Rows shown at most. */
    static final int MAX_ROWS = 2_000;

    private static final int MAX_IDLE_BLOCKS = 200;
    private static final double WATCHING_SHARE = 0.8;
    private static final Comparator<SourceRow> BUSIEST = Comparator.comparingDouble(SourceRow::globalPerSecond)
            .reversed()
            .thenComparing(SourceRow::source)
            .thenComparing(SourceRow::dimension);

    private record Key(SourceKey source, Dimension dimension) {}

    private static final class Sum {
        private double estimate;
        private double limit;
        private boolean blocked;
        private final Map<String, Double> perRegion = new TreeMap<>();

        private void add(String region, SourceCount count) {
            estimate = Math.max(estimate, count.global());
            limit = Math.max(limit, count.limit());
            blocked |= count.blocked();
            perRegion.merge(region, count.local(), Double::sum);
        }

        /** Nodes lag behind each other; what was certainly seen is the least it can be. */
        private double global() {
            double seen =
                    perRegion.values().stream().mapToDouble(Double::doubleValue).sum();
            return Math.max(estimate, seen);
        }
    }

    private Map<Key, Trend> trends = Map.of();

    /** Busiest first; blocked sources that send nothing now come last. */
    List<SourceRow> rows(List<NodeStatus> nodes, List<BlockRow> blocks) {
        Map<Key, Sum> sums = sums(nodes);
        Map<String, BlockRow> byPrefix = new HashMap<>();
        blocks.forEach(block -> byPrefix.put(block.prefix(), block));
        List<SourceRow> rows = new ArrayList<>();
        Map<Key, Trend> next = new HashMap<>();
        sums.forEach((key, sum) -> {
            Trend trend = trends.getOrDefault(key, Trend.EMPTY).plus(sum.global());
            next.put(key, trend);
            rows.add(row(key, sum, byPrefix.remove(key.source().toString()), trend));
        });
        trends = next;
        byPrefix.values().stream()
                .sorted(Comparator.comparing(BlockRow::prefix))
                .filter(block -> isSource(block.prefix()))
                .limit(MAX_IDLE_BLOCKS)
                .forEach(block -> rows.add(idle(block)));
        rows.sort(BUSIEST);
        return rows.size() > MAX_ROWS ? rows.subList(0, MAX_ROWS) : rows;
    }

    private static Map<Key, Sum> sums(List<NodeStatus> nodes) {
        Map<Key, Sum> sums = new HashMap<>();
        for (NodeStatus node : nodes) {
            String region = node.node().region().value();
            for (SourceCount count : node.topSources()) {
                sums.computeIfAbsent(new Key(count.source(), count.dimension()), key -> new Sum())
                        .add(region, count);
            }
        }
        return sums;
    }

    private static SourceRow row(Key key, Sum sum, @Nullable BlockRow block, Trend trend) {
        double global = sum.global();
        boolean close = sum.limit > 0 && global > WATCHING_SHARE * sum.limit;
        SourceRow.Standing standing = block != null || sum.blocked
                ? SourceRow.Standing.BLOCKED
                : close ? SourceRow.Standing.WATCHING : SourceRow.Standing.PASSING;
        String near = global > sum.limit ? "over the limit" : "near the limit";
        String kernel = block != null ? block.kernelText() : standing == SourceRow.Standing.WATCHING ? near : "";
        return new SourceRow(
                key.source().toString(),
                key.dimension().label(),
                global,
                sum.limit,
                sum.perRegion,
                standing,
                kernel,
                block == null ? 0 : block.expiresAtMillis(),
                trend);
    }

    /** A blocked source that no node counts any more. */
    private static SourceRow idle(BlockRow block) {
        return new SourceRow(
                block.prefix(),
                "",
                0,
                0,
                Map.of(),
                SourceRow.Standing.BLOCKED,
                block.kernelText(),
                block.expiresAtMillis(),
                Trend.EMPTY);
    }

    private static boolean isSource(String prefix) {
        Prefix parsed = Prefix.parse(prefix);
        return parsed.isHost() || parsed.length() == 64;
    }
}
