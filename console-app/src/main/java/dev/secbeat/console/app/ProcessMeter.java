// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What this process takes as a whole: processor time, and memory over time. FX thread only. */
final class ProcessMeter {
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path TASKS = Path.of("/proc/self/task");

    /** The same where the processor time in the program and in the kernel stand. */
    private static final int IN_PROGRAM = 11;

    private static final int IN_KERNEL = 12;

    /** What is told apart of all threads: by how the system knows a thread's name, of which it keeps fifteen letters. */
    private static final Map<String, String> KINDS =
            Map.of("jit", "C[12] Comp.*", "render", "QuantumRenderer.*", "fx", "JavaFX Appl.*", "vm", "VM Thread.*");

    /** Fields of {@link #STAT} behind the name, where the start of the process stands; in hundredths of a second. */
    private static final int STARTED = 19;

    private static final double SECONDS_A_MINUTE = 60;

    private record Resident(double minutes, double megabytes) {}

    private final List<Resident> track = new ArrayList<>();
    private long begunNanos;
    private Duration begunBusy = Duration.ZERO;
    private Map<String, Double> begunKinds = Map.of();
    private long begunCollecting;

    /**
     * Since the process was launched, milliseconds: a launcher that became it counts. Where the system does not tell: since its
     * Java began.
     */
    static double millisSinceLaunch() {
        try {
            String stat = Files.readString(STAT);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            double uptime = Double.parseDouble(Files.readString(UPTIME).split(" ", -1)[0]);
            return (uptime - Long.parseLong(fields[STARTED]) / 100.0) * 1_000;
        } catch (IOException e) {
            return millisSinceJava();
        }
    }

    /** Since its Java began, milliseconds. */
    static double millisSinceJava() {
        return System.currentTimeMillis()
                - (double) ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    /** Measures from now on. */
    void start() {
        track.clear();
        begunNanos = System.nanoTime();
        begunBusy = busy();
        begunKinds = kinds();
        begunCollecting = collectingMillis();
    }

    /** Takes down what the process has in memory now. */
    void sample() {
        track.add(new Resident((System.nanoTime() - begunNanos) / 1e9 / SECONDS_A_MINUTE, Memory.residentMegabytes()));
    }

    /** Adds figures under this prefix: all threads' processor time, each sample of memory, and by how much it grows. */
    void stop(String prefix, Map<String, Double> figures) {
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        figures.put(prefix + "_cpu_cores", busy().minus(begunBusy).toNanos() / 1e9 / seconds);
        kinds().forEach((kind, now) ->
                figures.put(prefix + "_cpu_" + kind + "_cores", (now - begunKinds.getOrDefault(kind, 0.0)) / seconds));
        figures.put(prefix + "_gc_ms_per_s", (collectingMillis() - begunCollecting) / seconds);
        if (track.size() > 1) {
            for (int i = 0; i < track.size(); i++) {
                figures.put(prefix + "_resident_" + i + "_mb", track.get(i).megabytes());
            }
            figures.put(prefix + "_resident_slope_mb_per_min", slope());
        }
    }

    /** Of the straight line that is nearest to the samples. */
    private double slope() {
        double minutes = track.stream().mapToDouble(Resident::minutes).average().orElse(0);
        double megabytes =
                track.stream().mapToDouble(Resident::megabytes).average().orElse(0);
        double both = 0;
        double spread = 0;
        for (Resident each : track) {
            both += (each.minutes() - minutes) * (each.megabytes() - megabytes);
            spread += (each.minutes() - minutes) * (each.minutes() - minutes);
        }
        return spread == 0 ? 0 : both / spread;
    }

    /** How long all threads have stood still for the collector, milliseconds. */
    private static long collectingMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** Processor seconds that threads of each kind have taken which are there; none where the system does not tell. */
    private static Map<String, Double> kinds() {
        Map<String, Double> kinds = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(TASKS)) {
            for (Path task : tasks.toList()) {
                add(kinds, Files.readString(task.resolve("stat")));
            }
        } catch (IOException e) {
            // Not every system tells, and a thread may have ended meanwhile.
        }
        return kinds;
    }

    private static void add(Map<String, Double> kinds, String stat) {
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        double seconds = (Long.parseLong(fields[IN_PROGRAM]) + Long.parseLong(fields[IN_KERNEL])) / 100.0;
        KINDS.forEach((kind, names) -> {
            if (name.matches(names)) {
                kinds.merge(kind, seconds, Double::sum);
            }
        });
    }

    private static Duration busy() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
