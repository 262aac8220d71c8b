// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sources, blocks and limits over all regions, put together and put in order off the FX thread.
 *
 * @param sources in {@link SourceRow#CALM} order, whatever order they are given in
 * @param blocks by prefix
 * @param limits by what they are known by
 */
public record Board(List<SourceRow> sources, List<BlockRow> blocks, List<LimitRow> limits) {
    /** Nothing heard yet. */
    public static final Board EMPTY = new Board(List.of(), List.of());

    /** One without limits. */
    public Board(List<SourceRow> sources, List<BlockRow> blocks) {
        this(sources, blocks, List.of());
    }

    public Board {
        sources = sources.stream().sorted(SourceRow.CALM).toList();
        blocks = List.copyOf(blocks);
        limits = List.copyOf(limits);
    }

    /** Its sources when nothing was heard for so long that no figure of theirs holds: which they were, and no more. */
    List<SourceRow> forgottenSources() {
        return sources.stream().map(Board::forgotten).toList();
    }

    private static SourceRow forgotten(SourceRow row) {
        Map<String, Double> unknown = new HashMap<>();
        row.perRegion().keySet().forEach(region -> unknown.put(region, Double.NaN));
        return new SourceRow(
                row.source(),
                row.dimension(),
                Double.NaN,
                0,
                0,
                unknown,
                Map.of(),
                row.standing(),
                "",
                0,
                Trend.EMPTY,
                Trend.EMPTY);
    }
}
