// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that stay on one CPU. */
final class Pinned implements AutoCloseable {
    private static final CFunction SET_AFFINITY = NativeLibrary.c().bind("sched_setaffinity");

    private final ExecutorService thread;

    /** One that does what it is given, a thing after the other, on {@code cpu}, 0 to 63. */
    Pinned(int cpu) {
        thread = Executors.newSingleThreadExecutor(
                work -> Thread.ofPlatform().daemon().unstarted(() -> {
                    pin(cpu);
                    work.run();
                }));
    }

    /** Returns when {@code work} is done. */
    void run(Runnable work) {
        CompletableFuture.runAsync(work, thread).join();
    }

    @Override
    public void close() {
        thread.close();
    }

    /** Starts {@code work} on a thread that runs on {@code cpu} alone, 0 to 63. */
    static Thread start(int cpu, Runnable work) {
        return Thread.ofPlatform().start(() -> {
            pin(cpu);
            work.run();
        });
    }

    private static void pin(int cpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocateFrom(JAVA_LONG, 1L << cpu);
            int result = SET_AFFINITY.call(0, mask.byteSize(), mask.address());
            if (result != 0) {
                throw new AssertionError("no thread can run on CPU " + cpu);
            }
        }
    }
}
