// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;

/**
 * How much of one dimension a source may do.
 *
 * @param countPerWindow most events in any span of {@code windowMillis}; more is over the limit
 */
public record CountLimit(Dimension dimension, double countPerWindow, int windowMillis) {
    public CountLimit {
        if (!(countPerWindow > 0) || windowMillis < 1) {
            throw new IllegalArgumentException("a limit needs a count and a window above 0, got " + countPerWindow
                    + " in " + windowMillis + " ms");
        }
    }
}
