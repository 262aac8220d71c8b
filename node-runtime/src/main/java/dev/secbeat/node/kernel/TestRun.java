// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Runs a loaded program on a frame given as bytes: BPF_PROG_TEST_RUN. Offsets are of struct bpf_test_run_opts. */
final class TestRun {
    static final int XDP_DROP = 1;
    static final int XDP_PASS = 2;
    static final int XDP_TX = 3;
    private static final long OPTIONS_BYTES = 80;
    private static final int LIVE_FRAMES = 1 << 1;

    private final CFunction run =
            NativeLibrary.open("libbpf.so.1", "on Debian: apt install libbpf1").bind("bpf_prog_test_run_opts");
    private final int programFd;

    TestRun(int programFd) {
        this.programFd = programFd;
    }

    /**
     * What came of repeated runs.
     *
     * @param verdict of the last run
     * @param nanos a run, on average, while this thread had the CPU
     */
    record Outcome(int verdict, double nanos) {}

    /**
     * What came of one run.
     *
     * @param frame as the program left it
     */
    record Reply(int verdict, ByteBuffer frame) {}

    /** Runs the program once on a copy of {@code frame}, at least 14 bytes; it may grow by {@code room} bytes. */
    Reply reply(byte[] frame, int room) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(frame.length + room);
            MemorySegment options = options(arena, frame, 1, 0);
            options.set(ADDRESS, 16, out);
            options.set(JAVA_INT, 28, (int) out.byteSize());
            run(options, frame.length, 1);
            byte[] left = out.asSlice(0, options.get(JAVA_INT, 28)).toArray(JAVA_BYTE);
            return new Reply(options.get(JAVA_INT, 56), ByteBuffer.wrap(left));
        }
    }

    /** The program's verdict on {@code frame}, at least 14 bytes, after {@code times} runs. */
    int verdict(byte[] frame, int times) {
        return run(frame, times).verdict();
    }

    /**
     * Runs the program {@code times} times on the same copy of {@code frame}. The kernel leaves out what other threads took
     * of the CPU, but rounds down to whole nanoseconds: half of one is added, which is right on average.
     */
    Outcome run(byte[] frame, int times) {
        return run(frame, times, 0);
    }

    /**
     * Lets {@code times} packets of the contents of {@code frame} through the program as if a network card had received
     * them: what it redirects is really sent, from the network namespace of the calling thread.
     */
    void live(byte[] frame, int times) {
        Outcome _ = run(frame, times, LIVE_FRAMES);
    }

    private Outcome run(byte[] frame, int times, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = options(arena, frame, times, flags);
            run(options, frame.length, times);
            return new Outcome(options.get(JAVA_INT, 56), options.get(JAVA_INT, 64) + 0.5);
        }
    }

    private static MemorySegment options(Arena arena, byte[] frame, int times, int flags) {
        MemorySegment data = arena.allocate(frame.length);
        MemorySegment.copy(frame, 0, data, JAVA_BYTE, 0, frame.length);
        MemorySegment options = arena.allocate(OPTIONS_BYTES, Long.BYTES);
        options.set(JAVA_LONG, 0, OPTIONS_BYTES);
        options.set(ADDRESS, 8, data);
        options.set(JAVA_INT, 24, frame.length);
        options.set(JAVA_INT, 60, times);
        options.set(JAVA_INT, 68, flags);
        return options;
    }

    private void run(MemorySegment options, int bytes, int times) {
        int result = run.call(programFd, options.address());
        Errno.check(result, "bpf_prog_test_run_opts(bytes=" + bytes + ", repeat=" + times + ")");
    }
}
