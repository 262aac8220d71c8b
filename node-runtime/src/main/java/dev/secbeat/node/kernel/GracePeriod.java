// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until every packet that is being judged now has been: what those have read, nobody reads afterwards. The kernel
 * tells when that is: membarrier(2) with MEMBARRIER_CMD_GLOBAL returns after an RCU grace period, and a program runs inside
 * one reader's section. Where the call is not to be had (nohz_full, a filter of system calls) a pause stands in that no
 * packet should outlast. Any thread that may wait some milliseconds.
 */
final class GracePeriod {
    private static final Map<String, Long> CALL_NUMBERS = Map.of("amd64", 324L, "aarch64", 283L, "riscv64", 283L);
    private static final int GLOBAL = 1;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CFunction syscall = NativeLibrary.c().bind("syscall");
    private final long number = CALL_NUMBERS.getOrDefault(System.getProperty("os.arch"), -1L);

    /** Waits. */
    void await() {
        if (number < 0 || syscall.call(number, GLOBAL, 0, 0) != 0) {
            pause();
        }
    }

    private static void pause() {
        long end = System.nanoTime() + PAUSE_NANOS;
        for (long left = PAUSE_NANOS;
                left > 0 && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
