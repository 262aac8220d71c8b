// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A part that opens on a thread of its own while others open too. Whoever opened it owns it: closing waits for the part,
 * and closes it.
 *
 * @param <T> the part
 */
final class Underway<T> implements AutoCloseable {
    private final FutureTask<T> task;
    private final Consumer<T> closer;

    private Underway(FutureTask<T> task, Consumer<T> closer) {
        this.task = task;
        this.closer = closer;
    }

    /** Begins to open a part; {@code name} is the thread's. */
    static <T> Underway<T> open(String name, Supplier<T> opener, Consumer<T> closer) {
        FutureTask<T> task = new FutureTask<>(opener::get);
        Thread.ofPlatform().daemon().name(name).start(task);
        return new Underway<>(task, closer);
    }

    /**
     * Waits for the part. Any thread.
     *
     * @throws RuntimeException what opening it threw
     */
    T await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (
                        InterruptedException
                                e) { // A part half open cannot be left: the caller sees the interrupt after it.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException told ? told : new CompletionException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        T part;
        try {
            part = await();
        } catch (RuntimeException e) {
            return; // It never opened, and whoever awaited it has been told.
        }
        closer.accept(part);
    }
}
