// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/** Which CPUs a thread may run on, so that a benchmark can give each party its own. Safe for all threads. */
public final class PacketBenchCpus {
    /** Room for 1024 CPUs, as the C library has it. */
    private static final int MASK_BYTES = 128;

    private static final int CALLER = 0;
    /** On Linux it means a thread. */
    private static final int PRIO_PROCESS = 0;

    private static final int FIRST = -20;

    private PacketBenchCpus() {}

    /** The CPUs that the calling thread may use, in ascending order; never none. */
    public static List<Integer> allowed() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            call("sched_getaffinity", mask);
            return IntStream.range(0, MASK_BYTES * Byte.SIZE)
                    .filter(cpu -> (word(mask, cpu) >>> cpu & 1) != 0)
                    .boxed()
                    .toList();
        }
    }

    /**
     * Keeps the calling thread on one CPU, for good, and the threads it starts from then on. Where that is permitted it
     * also goes before all others there, so that what else the machine does disturbs less.
     *
     * @throws IllegalStateException on a virtual thread, which has no kernel thread of its own
     * @throws XdpException when the thread may not use that CPU
     */
    public static void stayOn(int cpu) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot be kept on a CPU: use a platform thread");
        }
        if (cpu < 0 || cpu >= MASK_BYTES * Byte.SIZE) {
            throw new IllegalArgumentException("CPU " + cpu);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            mask.setAtIndex(JAVA_LONG, cpu / Long.SIZE, 1L << cpu);
            call("sched_setaffinity", mask);
        }
        goFirst();
    }

    /** Of threads that the scheduler shares a CPU among: the smallest nice value there is. */
    private static void goFirst() {
        int _ = NativeLibrary.c().bind("setpriority").call(PRIO_PROCESS, CALLER, FIRST);
    }

    private static long word(MemorySegment mask, int cpu) {
        return mask.getAtIndex(JAVA_LONG, cpu / Long.SIZE);
    }

    private static void call(String function, MemorySegment mask) {
        CFunction.Answer answer = NativeLibrary.c().bind(function).ask(CALLER, MASK_BYTES, mask.address());
        if (answer.number() < 0) {
            throw Errno.failure(answer.errno(), function);
        }
    }
}
