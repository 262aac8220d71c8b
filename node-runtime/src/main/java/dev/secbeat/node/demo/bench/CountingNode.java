// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.SourceKey;
import java.util.Optional;

/** A node that counts with others, of whatever make: what a benchmark asks of it. Safe for all threads. */
public interface CountingNode {
    /** Counts one request; {@code nanos} is the time it came, by {@link System#nanoTime()}. */
    void request(SourceKey source, long nanos);

    /** When the node first held the source to be over the limit, by {@link System#nanoTime()}. */
    Optional<Long> overNanos(SourceKey source);
}
