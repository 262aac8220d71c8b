// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.traffic;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;

/** Receives counts; primitives only, so that the hot path allocates nothing. */
@FunctionalInterface
public interface TrafficObserver {

    /**
     * Takes one count.
     *
     * @param sourceBits as in {@link dev.secbeat.node.api.SourceKey#bits()}
     * @param count events since the last report of this source and dimension, at least 1
     * @param sinceNanos the events happened after this, by the machine's monotonic clock; may be long ago
     */
    void onCount(Family family, long sourceBits, Dimension dimension, long count, long sinceNanos);
}
