// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Adds to a held source what the board knows of it: its trend, what its block drops, where that block is and for how long. What
 * all nodes count of it the pages know better than the heartbeats, which name each node's busiest. Confined to one thread.
 */
final class BoardMerge {
    private record Key(String source, String dimension) {}

    private final Map<Key, SourceRow> board = new HashMap<>();
    private final BlockLookup blocks;

    BoardMerge(List<SourceRow> sources, List<BlockRow> blocks) {
        sources.forEach(row -> board.put(new Key(row.source(), row.dimension()), row));
        this.blocks = new BlockLookup(blocks);
    }

    /** The row with all that is known; its trend stays where the board has none. */
    SourceRow merge(SourceRow held) {
        SourceRow uncounted = board.get(new Key(held.source(), ""));
        SourceRow known = board.getOrDefault(new Key(held.source(), held.dimension()), uncounted);
        return known == null ? withBlock(held) : merged(held, known);
    }

    private SourceRow merged(SourceRow held, SourceRow known) {
        Map<String, Double> perRegion = new TreeMap<>(known.perRegion());
        perRegion.putAll(held.perRegion());
        double seen =
                perRegion.values().stream().mapToDouble(Double::doubleValue).sum();
        boolean counted = known.windowMillis() > 0;
        return new SourceRow(
                held.source(),
                held.dimension(),
                Math.max(counted ? known.globalPerSecond() : held.globalPerSecond(), seen),
                held.limitPerSecond(),
                held.windowMillis(),
                perRegion,
                known.droppedPerRegion(),
                known.standing(),
                known.kernelText(),
                known.expiresAtMillis(),
                known.trend(),
                known.droppedTrend());
    }

    private SourceRow withBlock(SourceRow held) {
        Optional<BlockRow> block = held.standing() == SourceRow.Standing.BLOCKED
                ? blocks.holding(held.source())
                : blocks.own(held.source());
        return block.map(found -> new SourceRow(
                        held.source(),
                        held.dimension(),
                        held.globalPerSecond(),
                        held.limitPerSecond(),
                        held.windowMillis(),
                        held.perRegion(),
                        held.droppedPerRegion(),
                        SourceRow.Standing.BLOCKED,
                        found.kernelText(),
                        found.expiresAtMillis(),
                        held.trend(),
                        held.droppedTrend()))
                .orElse(held);
    }
}
