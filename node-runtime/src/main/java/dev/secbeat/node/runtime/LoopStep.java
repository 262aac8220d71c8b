// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

/** Further work on the node loop's thread: commands, heartbeats. */
@FunctionalInterface
public interface LoopStep {

    /**
     * Does a bounded amount of work without blocking.
     *
     * @param nowNanos monotonic time of this turn
     * @param epochMillis wall clock of this turn
     * @return how much was done; 0 when idle
     */
    int doWork(long nowNanos, long epochMillis);
}
