// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the process itself uses. */
final class ProcessReadings {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessReadings() {}

    static void cpu(Sample sample) {
        ProcessHandle.current().info().totalCpuDuration().ifPresent(used -> sample.put(used.toNanos() / 1e9));
    }

    static void heap(Sample sample) {
        Runtime runtime = Runtime.getRuntime();
        sample.put((double) (runtime.totalMemory() - runtime.freeMemory()));
    }

    /** Linux only; elsewhere the series is empty. */
    static void residentMemory(Sample sample) {
        if (!Files.isReadable(STATUS)) {
            return;
        }
        try {
            residentKibibytes(Files.readAllLines(STATUS), sample);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read " + STATUS, e);
        }
    }

    private static void residentKibibytes(List<String> lines, Sample sample) {
        for (String line : lines) {
            if (line.startsWith("VmRSS:")) {
                sample.put(Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024.0);
            }
        }
    }
}
