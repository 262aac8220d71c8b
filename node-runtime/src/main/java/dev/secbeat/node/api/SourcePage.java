// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;

/**
 * Some of the sources that a node counts.
 *
 * @param epochMillis the node's wall clock when they were looked at
 * @param pass number of the walk over all sources that the page belongs to; 0 for sources that are watched
 * @param last whether the walk ends with it
 * @param sources at most {@link #MAX_SOURCES}
 */
public record SourcePage(NodeId node, long epochMillis, int pass, boolean last, List<SourceCount> sources) {
    /** Most sources of one page. */
    public static final int MAX_SOURCES = 1_024;

    public SourcePage {
        if (sources.size() > MAX_SOURCES || pass < 0) {
            throw new IllegalArgumentException(sources.size() + " sources in a page of walk " + pass + ": at most "
                    + MAX_SOURCES + ", and no walk below 0");
        }
        sources = List.copyOf(sources);
    }

    /** Whether it answers for watched sources rather than being part of a walk. */
    public boolean isWatched() {
        return pass == 0;
    }
}
