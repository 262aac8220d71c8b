// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;

/**
 * What somebody wants to hear of the sources that nodes count, beyond the busiest in each heartbeat.
 *
 * @param list whether all of them, page by page
 * @param watched sources wanted each second besides, at most {@link #MAX_WATCHED}
 */
public record SourceQuestion(boolean list, List<Prefix> watched) {
    /** Most sources watched by one question. */
    public static final int MAX_WATCHED = 8;

    public SourceQuestion {
        if (watched.size() > MAX_WATCHED) {
            throw new IllegalArgumentException(watched.size() + " sources to watch: at most " + MAX_WATCHED);
        }
        watched = List.copyOf(watched);
    }
}
