// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, generously: the deadline only ends tests that would fail anyway. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(40);

    private Await() {}

    public static void until(String what, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
