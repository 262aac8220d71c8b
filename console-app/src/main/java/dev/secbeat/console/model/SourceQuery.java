// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.Optional;

/**
 * Which of all held sources are wanted, and in what order; all that is said must hold.
 *
 * @param within prefixes that a source must overlap
 * @param texts parts of a source's text, or names of what is counted
 * @param above what is counted of it a second must be more; negative infinity where it does not matter
 * @param below what is counted of it a second must be less; positive infinity where it does not matter
 * @param regions ids of regions that must count it
 * @param standing where it must stand against its limit
 * @param sort what comes first
 * @param sortRegion the region whose count sorts, with {@link Sort#REGION}
 */
public record SourceQuery(
        List<Prefix> within,
        List<String> texts,
        double above,
        double below,
        List<String> regions,
        Optional<SourceRow.Standing> standing,
        Sort sort,
        String sortRegion,
        boolean descending) {
    /** All of them, the busiest first. */
    public static final SourceQuery ALL = new SourceQuery(
            List.of(),
            List.of(),
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            List.of(),
            Optional.empty(),
            Sort.GLOBAL,
            "",
            true);

    /** What sources are sorted by. */
    public enum Sort {
        /** What is counted over all regions. */
        GLOBAL,
        /** What one region counts. */
        REGION,
        /** Share of the limit. */
        SHARE,
        /** The address. */
        SOURCE
    }

    public SourceQuery {
        within = List.copyOf(within);
        texts = List.copyOf(texts);
        regions = List.copyOf(regions);
    }

    /** The same, sorted otherwise. */
    public SourceQuery sortedBy(Sort next, String region, boolean down) {
        return new SourceQuery(within, texts, above, below, regions, standing, next, region, down);
    }
}
