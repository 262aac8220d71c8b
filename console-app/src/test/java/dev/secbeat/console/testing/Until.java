// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, generously: a slow machine must not fail a test. */
public final class Until {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final long STEP_NANOS = 10_000_000;

    private Until() {}

    /** Returns as soon as the condition holds; fails with the description when it does not in three minutes. */
    public static void holds(String description, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + description);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
