// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What this process takes as a whole: processor time, and memory over time. FX thread only. */
final class ProcessMeter {
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** Fields of {@link #STAT} behind the name, where the start of the process stands; in hundredths of a second. */
    private static final int STARTED = 19;

    private static final double SECONDS_A_MINUTE = 60;

    private record Resident(double minutes, double megabytes) {}

    private final List<Resident> track = new ArrayList<>();
    private long begunNanos;
    private Duration begunBusy = Duration.ZERO;

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
    }

    /** Takes down what the process has in memory now. */
    void sample() {
        track.add(new Resident((System.nanoTime() - begunNanos) / 1e9 / SECONDS_A_MINUTE, Memory.residentMegabytes()));
    }

    /** Adds figures under this prefix: all threads' processor time, each sample of memory, and by how much it grows. */
    void stop(String prefix, Map<String, Double> figures) {
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        figures.put(prefix + "_cpu_cores", busy().minus(begunBusy).toNanos() / 1e9 / seconds);
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

    private static Duration busy() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
