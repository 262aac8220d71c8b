// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * Sources and blocks over all regions, put together off the FX thread.
 *
 * @param sources blocked first, then the busiest
 * @param blocks by prefix
 */
public record Board(List<SourceRow> sources, List<BlockRow> blocks) {
    /** Nothing heard yet. */
    public static final Board EMPTY = new Board(List.of(), List.of());

    public Board {
        sources = List.copyOf(sources);
        blocks = List.copyOf(blocks);
    }
}
