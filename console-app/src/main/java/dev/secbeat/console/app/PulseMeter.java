// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import javafx.animation.AnimationTimer;

/**
 * How long the FX thread is busy in each pulse: the processor time it takes from one pulse to the next, whatever it does
 * then. FX thread only.
 */
final class PulseMeter {
    private static final int MOST = 1 << 17;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long[] busyNanos = new long[MOST];
    private final AnimationTimer timer = new AnimationTimer() {
        @Override
        public void handle(long now) {
            pulse();
        }
    };
    private Runnable first = () -> {};
    private boolean measuring;
    private long lastNanos;
    private long begunNanos;
    private long begunBusy;
    private int pulses;

    /** Runs {@code then} at the first pulse. */
    void onFirst(Runnable then) {
        first = then;
        timer.start();
    }

    /** Measures from now on. */
    void start() {
        measuring = true;
        pulses = 0;
        lastNanos = threads.getCurrentThreadCpuTime();
        begunBusy = lastNanos;
        begunNanos = System.nanoTime();
    }

    /** Ends measuring, adds figures under this prefix, and returns how many seconds were measured. */
    double stop(String prefix, Map<String, Double> figures) {
        measuring = false;
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        int kept = Math.min(pulses, MOST);
        long[] sorted = Arrays.copyOf(busyNanos, kept);
        Arrays.sort(sorted);
        figures.put(prefix + "_pulses", (double) pulses);
        figures.put(prefix + "_fx_pulse_p50_ms", percentile(sorted, 0.50));
        figures.put(prefix + "_fx_pulse_p99_ms", percentile(sorted, 0.99));
        figures.put(prefix + "_fx_pulse_max_ms", percentile(sorted, 1));
        figures.put(prefix + "_fx_core_share", (threads.getCurrentThreadCpuTime() - begunBusy) / 1e9 / seconds);
        return seconds;
    }

    private void pulse() {
        Runnable then = first;
        first = () -> {};
        then.run();
        if (measuring) {
            long busy = threads.getCurrentThreadCpuTime();
            busyNanos[pulses++ % MOST] = busy - lastNanos;
            lastNanos = busy;
        }
    }

    private static double percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int at = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.clamp(at, 0, sorted.length - 1)] / 1e6;
    }
}
