// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import java.util.Optional;

/**
 * How much of one dimension a source may do.
 *
 * <p>A source keeps to it when in no k windows that follow each other, however they lie, it does more than
 * {@code k * countPerWindow + burst}; one that keeps to it is never found over it.
 *
 * @param countPerWindow most events in any span of {@code windowMillis}, in the long run
 * @param burst so many more may come at once; above that is over the limit at once, and what is above
 *     {@code countPerWindow} window after window is over it once it adds up to more; at least 0
 * @param grouping what counts as one source
 * @param within prefix whose sources are held to it, no narrower than one source; empty: all are
 */
public record CountLimit(
        Dimension dimension,
        double countPerWindow,
        int windowMillis,
        double burst,
        Grouping grouping,
        Optional<Prefix> within) {
    public CountLimit {
        if (!(countPerWindow > 0) || windowMillis < 1 || !(burst >= 0)) {
            throw new IllegalArgumentException("a limit needs a count and a window above 0, and no burst below, got "
                    + countPerWindow + " and " + burst + " in " + windowMillis + " ms");
        }
    }

    /** For all sources. */
    public CountLimit(Dimension dimension, double countPerWindow, int windowMillis, double burst, Grouping grouping) {
        this(dimension, countPerWindow, windowMillis, burst, grouping, Optional.empty());
    }

    /** Without burst, for each address. */
    public CountLimit(Dimension dimension, double countPerWindow, int windowMillis) {
        this(dimension, countPerWindow, windowMillis, 0, Grouping.ADDRESS);
    }

    /** Most events in a single window; one more is over the limit, whatever was before. */
    public double mostInWindow() {
        return countPerWindow + burst;
    }
}
