// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition; the deadline is for a broken build, not part of any claim. */
final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never happened: " + what);
            }
            Thread.onSpinWait();
        }
    }
}
