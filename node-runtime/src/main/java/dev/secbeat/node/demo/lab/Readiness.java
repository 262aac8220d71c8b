// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits until something is true, and looks after the processes that are to make it true. */
public final class Readiness {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int LOG_LINES = 12;

    private Readiness() {}

    /**
     * Waits for a condition.
     *
     * @param what is waited for, for the message: "NATS of us-east to answer"
     * @param makers processes without which it cannot come true
     * @throws LabException when one of them ends or the time is over; tells its last log lines
     */
    public static void await(String what, long timeoutSeconds, List<Child> makers, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        while (!condition.getAsBoolean()) {
            for (Child child : makers) {
                if (!child.runs()) {
                    throw new LabException(
                            child.name() + " ended with status "
                                    + child.process().exitValue() + " before it was ready",
                            logOf(child));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new LabException(
                        "waited " + timeoutSeconds + " s in vain for " + what,
                        makers.isEmpty() ? "" : logOf(makers.getLast()));
            }
            LockSupport.parkNanos(STEP_NANOS);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new LabException("waiting for " + what + " was interrupted", "the lab is being stopped");
            }
        }
    }

    private static String logOf(Child child) {
        return "Its last words (" + child.log() + "):\n" + child.lastLines(LOG_LINES);
    }
}
