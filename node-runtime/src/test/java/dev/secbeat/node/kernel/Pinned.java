// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Threads that stay on one CPU. */
final class Pinned {
    private static final MethodHandle SET_AFFINITY =
            NativeLibrary.c().bind("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

    private Pinned() {}

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
            int result = (int) SET_AFFINITY.invokeExact(0, mask.byteSize(), mask);
            if (result != 0) {
                throw new AssertionError("no thread can run on CPU " + cpu);
            }
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }
}
