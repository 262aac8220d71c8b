// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Bounds what reading a message may allocate. Stateless. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** For what is loaded and linked the first time. */
    private static final long ONCE_BYTES = 16 << 20;

    private static final long PER_BYTE = 512;

    private Allocation() {}

    /** What {@code work} gives, having allocated at most in proportion to the {@code length} of what it read. */
    public static <T> T bounded(int length, Supplier<T> work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T result = work.get();
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated for a message of %d bytes", length)
                .isLessThan(ONCE_BYTES + PER_BYTE * length);
        return result;
    }
}
