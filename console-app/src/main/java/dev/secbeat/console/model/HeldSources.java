// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * What is held of all sources that nodes count, and those of them that were wanted.
 *
 * @param rows the first that match, in the order wanted, at most {@link #MOST_ROWS}
 * @param matching how many match
 * @param held sources held
 * @param refused sources and counts told that there was no room for since the listing began
 * @param nodes nodes that told within the last seconds
 * @param walked those of them that were heard out at least once
 * @param oldestMillis age of the oldest count held, milliseconds
 */
public record HeldSources(
        List<SourceRow> rows, int matching, int held, long refused, int nodes, int walked, long oldestMillis) {
    /** Rows shown at most; the rest is found by a filter. */
    public static final int MOST_ROWS = 1_000;

    /** Nothing was told yet. */
    public static final HeldSources NONE = new HeldSources(List.of(), 0, 0, 0, 0, 0, 0);

    public HeldSources {
        rows = List.copyOf(rows);
    }
}
