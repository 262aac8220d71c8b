// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a command that was told to stop (Ctrl+C, SIGTERM) finish its work first. The process then ends with the status of
 * {@link #finish}, as it does without a signal. Made and closed by the thread that works.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("interruption").unstarted(this::interrupt);
    private volatile boolean requested;
    private volatile int status = ExitCode.FAILED;

    private Interruption() {}

    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether to come to an end. */
    boolean requested() {
        return requested;
    }

    /** Waits for {@code nanos}, or less when told to stop. */
    void pause(long nanos) {
        if (!requested) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /** Says how the work ended; returns the same. */
    int finish(int exitStatus) {
        status = exitStatus;
        return exitStatus;
    }

    @Override
    public void close() {
        done.countDown();
        if (!requested) {
            try {
                boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // Told to stop this very moment: the hook finds the work done.
            }
        }
    }

    private void interrupt() {
        requested = true;
        LockSupport.unpark(worker);
        try {
            if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
