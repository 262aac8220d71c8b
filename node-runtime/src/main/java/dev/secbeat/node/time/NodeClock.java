// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.time;

/** The only way a pure room's driver reads time. Implementations are safe for all threads. */
public interface NodeClock {

    /** Monotonic nanoseconds with an arbitrary origin; never goes back. On Linux this is CLOCK_MONOTONIC. */
    long nanoTime();

    /** Wall clock, milliseconds since 1970; may jump. Only for what outlives a process or crosses machines. */
    long epochMillis();

    /** The clocks of this machine. */
    static NodeClock system() {
        return new SystemClock();
    }
}
