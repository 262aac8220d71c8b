// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What this process takes of memory. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /** Adds heap and, where the system tells, resident memory. */
    static void put(String prefix, Map<String, Double> figures) {
        Runtime runtime = Runtime.getRuntime();
        figures.put(prefix + "_heap_mb", (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
        figures.put(prefix + "_resident_mb", residentMegabytes());
    }

    /** Of a million bytes each; not a number where the system does not tell. */
    static double residentMegabytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1_024 / 1e6;
                }
            }
        } catch (IOException e) {
            // Not every system tells.
        }
        return Double.NaN;
    }
}
