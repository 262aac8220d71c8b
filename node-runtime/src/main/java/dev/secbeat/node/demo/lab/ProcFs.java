// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What /proc tells about processes. Stateless; safe for all threads. */
public final class ProcFs {
    /** Kernel ticks per second in /proc; a constant of Linux' user interface. */
    private static final long TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");

    private ProcFs() {}

    /** Start time of a process in clock ticks since boot; with the pid it names a process uniquely. */
    public static OptionalLong startTicks(long pid) {
        return statField(pid, 22);
    }

    /** CPU time used so far by all threads, nanoseconds; 0 when the process is gone. */
    public static long cpuNanos(long pid) {
        long ticks = statField(pid, 14).orElse(0) + statField(pid, 15).orElse(0);
        return ticks * (1_000_000_000L / TICKS_PER_SECOND);
    }

    /** Resident memory in bytes; 0 when the process is gone. */
    public static long residentBytes(long pid) {
        try {
            return Files.readAllLines(PROC.resolve(pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Whether this very process still runs (a zombie does not). */
    static boolean runs(long pid, long startTicks) {
        return startTicks(pid).orElse(-1) == startTicks && !isZombie(pid);
    }

    /** Processes whose environment holds exactly {@code entry}, this process excepted. */
    static List<Long> withEnvironment(String entry) {
        String padded = "\0" + entry + "\0";
        List<Long> found = new ArrayList<>();
        for (long pid : pids()) {
            if (pid != ProcessHandle.current().pid()
                    && ("\0" + read(pid, "environ") + "\0").contains(padded)
                    && !isZombie(pid)) {
                found.add(pid);
            }
        }
        return found;
    }

    private static List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            entries.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
        } catch (IOException e) {
            throw new LabException("/proc cannot be read", String.valueOf(e.getMessage()));
        }
        return pids;
    }

    private static boolean isZombie(long pid) {
        String stat = read(pid, "stat");
        return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    }

    private static OptionalLong statField(long pid, int number) {
        String stat = read(pid, "stat");
        // The second field is the name in parentheses and may hold anything; count from behind it.
        String[] rest = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return rest.length > number - 3 ? OptionalLong.of(Long.parseLong(rest[number - 3])) : OptionalLong.empty();
    }

    private static String read(long pid, String file) {
        try {
            return new String(Files.readAllBytes(PROC.resolve(pid + "/" + file)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // gone, or never there
        }
    }
}
