// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * Sources and blocks over all regions, put together and put in order off the FX thread.
 *
 * @param sources in {@link SourceRow#CALM} order, whatever order they are given in
 * @param blocks by prefix
 */
public record Board(List<SourceRow> sources, List<BlockRow> blocks) {
    /** Nothing heard yet. */
    public static final Board EMPTY = new Board(List.of(), List.of());

    public Board {
        sources = sources.stream().sorted(SourceRow.CALM).toList();
        blocks = List.copyOf(blocks);
    }
}
