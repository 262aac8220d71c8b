// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What this process's Java takes. Stateless. */
public final class JvmMemory {
    private JvmMemory() {}

    /** Orders a full collection, so that only what is in use counts. */
    public static void collect() {
        System.gc();
    }

    /** Heap and {@linkplain #offHeapMegabytes() off-heap}. */
    public static double usedMegabytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6 + offHeapMegabytes();
    }

    /** Classes, compiled code and direct buffers. */
    static double offHeapMegabytes() {
        long bytes = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed();
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            bytes += pool.getMemoryUsed();
        }
        return bytes / 1e6;
    }
}
