// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Runs a program on a frame whose first buffer ends early, as a network card may deliver it. Offsets are of struct
 * bpf_test_run_opts and struct xdp_md.
 */
final class SplitRun {
    private static final long OPTIONS_BYTES = 80;
    private static final long CONTEXT_BYTES = 24;
    private static final CFunction RUN =
            NativeLibrary.open("libbpf.so.1", "on Debian: apt install libbpf1").bind("bpf_prog_test_run_opts");

    private SplitRun() {}

    /** Runs once with {@code first} bytes in the first buffer, at least 14; false when this kernel cannot (before 6.18). */
    static boolean run(int programFd, byte[] frame, int first) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(frame.length);
            MemorySegment.copy(frame, 0, data, JAVA_BYTE, 0, frame.length);
            MemorySegment context = arena.allocate(CONTEXT_BYTES, Long.BYTES);
            context.set(JAVA_INT, 4, first);
            MemorySegment options = arena.allocate(OPTIONS_BYTES, Long.BYTES);
            options.set(JAVA_LONG, 0, OPTIONS_BYTES);
            options.set(ADDRESS, 8, data);
            options.set(JAVA_INT, 24, frame.length);
            options.set(ADDRESS, 32, context);
            options.set(JAVA_INT, 48, (int) CONTEXT_BYTES);
            options.set(JAVA_INT, 60, 1);
            int result = RUN.call(programFd, options.address());
            if (result == -Errno.EINVAL) {
                return false;
            }
            Errno.check(result, "bpf_prog_test_run_opts(bytes=" + frame.length + ", first=" + first + ")");
            return true;
        }
    }
}
