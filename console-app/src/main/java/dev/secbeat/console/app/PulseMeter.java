// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Scene;

/**
 * What the FX thread does in each pulse, twice. How long it is busy: the processor time it takes from one pulse to the next,
 * whatever it does then; told besides in three parts that add up to it: the console's own work before the layout, styles and
 * layout, and what comes after: handing the picture to the renderer and copying what it drew to the window. And how long a
 * pulse lasts by the clock until the thread is free for what comes next: with the waits for a processor, a pause of the
 * collector or the renderer. Pulses come as long as it measures, sixty a second. FX thread only.
 */
final class PulseMeter {
    private static final int MOST = 1 << 17;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long[] busyNanos = new long[MOST];
    private final long[] workNanos = new long[MOST];
    private final long[] layoutNanos = new long[MOST];
    private final long[] screenNanos = new long[MOST];
    private final long[] lastedNanos = new long[MOST];
    private long beforeLayout;
    private long afterLayout;
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

    /** Runs {@code then} at the first pulse; after it there are no more pulses than the window needs. */
    void onFirst(Runnable then) {
        first = then;
        timer.start();
    }

    /** Tells apart what this scene's styles and layout take. */
    void watch(Scene scene) {
        scene.addPreLayoutPulseListener(() -> beforeLayout = threads.getCurrentThreadCpuTime());
        scene.addPostLayoutPulseListener(() -> afterLayout = threads.getCurrentThreadCpuTime());
    }

    /** Measures from now on. */
    void start() {
        measuring = true;
        pulses = 0;
        lastNanos = threads.getCurrentThreadCpuTime();
        beforeLayout = lastNanos;
        afterLayout = lastNanos;
        begunBusy = lastNanos;
        begunNanos = System.nanoTime();
        timer.start();
    }

    /** Pulses measured. */
    int pulses() {
        return pulses;
    }

    /** Ends measuring, adds figures under this prefix, and returns how many seconds were measured. */
    double stop(String prefix, Map<String, Double> figures) {
        measuring = false;
        timer.stop();
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        figures.put(prefix + "_pulses", (double) pulses);
        put(prefix + "_fx_busy", busyNanos, figures);
        figures.put(prefix + "_fx_busy_work_p99_ms", percentile(sorted(workNanos), 0.99));
        figures.put(prefix + "_fx_busy_layout_css_p99_ms", percentile(sorted(layoutNanos), 0.99));
        figures.put(prefix + "_fx_busy_screen_p99_ms", percentile(sorted(screenNanos), 0.99));
        put(prefix + "_fx_pulse", lastedNanos, figures);
        figures.put(prefix + "_fx_core_share", (threads.getCurrentThreadCpuTime() - begunBusy) / 1e9 / seconds);
        return seconds;
    }

    private void put(String name, long[] nanos, Map<String, Double> figures) {
        long[] sorted = sorted(nanos);
        figures.put(name + "_p50_ms", percentile(sorted, 0.50));
        figures.put(name + "_p99_ms", percentile(sorted, 0.99));
        figures.put(name + "_max_ms", percentile(sorted, 1));
    }

    private void pulse() {
        if (!measuring) {
            timer.stop();
        }
        Runnable then = first;
        first = () -> {};
        then.run();
        if (measuring) {
            long busy = threads.getCurrentThreadCpuTime();
            int at = pulses++ % MOST;
            busyNanos[at] = busy - lastNanos;
            // Without a layout since the last pulse both moments lie before it: then all was the console's own work.
            long before = Math.max(beforeLayout, lastNanos);
            long after = Math.max(afterLayout, before);
            boolean laidOut = afterLayout > lastNanos;
            workNanos[at] = laidOut ? before - lastNanos : busy - lastNanos;
            layoutNanos[at] = laidOut ? after - before : 0;
            screenNanos[at] = laidOut ? busy - after : 0;
            lastNanos = busy;
            long begun = System.nanoTime();
            lastedNanos[at] = 0;
            Platform.runLater(() -> lastedNanos[at] = System.nanoTime() - begun);
        }
    }

    private long[] sorted(long[] nanos) {
        long[] sorted = Arrays.copyOf(nanos, Math.min(pulses, MOST));
        Arrays.sort(sorted);
        return sorted;
    }

    private static double percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int at = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.clamp(at, 0, sorted.length - 1)] / 1e6;
    }
}
