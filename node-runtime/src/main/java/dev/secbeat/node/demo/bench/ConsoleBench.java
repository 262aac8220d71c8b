// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.lab.LabException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The console over a large fleet that is made up. The console measures itself in a process of its own, started as anyone
 * starts it.
 *
 * @param minutes of load, above 0
 */
public record ConsoleBench(double minutes) implements Bench {
    /** Long enough to see memory that grows. */
    public static final ConsoleBench STANDARD = new ConsoleBench(10);

    /** The part of the load in which all sources are held, as the console divides it. */
    private static final double HELD_SHARE = 0.7;

    /** What is asked of the console. */
    private static final List<Aim> AIMS = List.of(
            Aim.atMost("start_to_window_ms", 1_500),
            Aim.atMost("idle_resident_mb", 250),
            Aim.atMost("idle_cpu_cores", 0.05),
            Aim.atLeast("sources_held", 1e6),
            Aim.atMost("sources_refused", 0),
            Aim.atLeast("counter_entries_per_s", 50_000),
            Aim.atMost("held_fx_busy_p99_ms", 4),
            Aim.atMost("pages_fx_busy_p99_ms", 4),
            Aim.atMost("held_resident_slope_mb_per_min", 1),
            Aim.atMost("dropped_updates", 0),
            Aim.atMost("recorder_lost_updates", 0));

    private static final Pattern FIGURE = Pattern.compile("([a-z0-9_]+) (-?[0-9.]+|NaN)");

    public ConsoleBench {
        if (!(minutes > 0 && minutes <= 24 * 60)) {
            throw new IllegalArgumentException("minutes must be above 0 and at most 1440, got " + minutes);
        }
    }

    @Override
    public String name() {
        return "console";
    }

    @Override
    public String measures() {
        return "the console over 50 regions, 1000 nodes, 1M sources: start, FX thread, processor, memory, losses; with aims";
    }

    @Override
    public String method() {
        return "The real window without a display, laid out at 1600 x 1000 and drawn in software at 1000 x 1000, all that such"
                + " a screen has, with the flags of ./secbeat console and its recorder keeping the pre-roll. start_to_window_ms: from the launch of the process, the launcher's own"
                + " work included, to the first pulse; start_java_to_window_ms: from the start of its Java. idle_*: 20 s with"
                + " 6 calm nodes, from 20 s after the start on, then 10 s pulse by pulse. Then 1000 nodes in 50 regions, 50,000 counts a second in heartbeats, an order with 1000"
                + " receipts each 5 s, and 'All sources' pressed: each node walks over its share of a million sources, ten"
                + " pages a second; all_sources_after_s: until all are held. held_*: "
                + String.format(Locale.ROOT, "%.1f", minutes * HELD_SHARE)
                + " minutes with them held, map and counters in turn; pages_*: throughput and blocks in turn under the same"
                + " load. sources_held: what the store holds, of so many; sources_refused: told without room. cpu_cores: all"
                + " threads of the process; of them cpu_jit: the compilers, cpu_render: drawing, cpu_fx: the FX thread, cpu_vm:"
                + " the collector. gc_ms_per_s: how long all stood still for it. fx_busy_*: processor time of the FX thread"
                + " from one pulse to the next, 60 pulses a second, whatever it does then. fx_busy_work: its part before the"
                + " layout, the model and what views do at it; fx_busy_layout_css: styles and layout; fx_busy_screen: the"
                + " rest, handing the picture to the renderer and copying what it drew to the window. fx_core_share: the same"
                + " as a share of one core. fx_pulse_*: a pulse by the clock, with the waits for a processor, which the"
                + " made-up fleet takes as well, for the collector and for the renderer."
                + " resident_N_mb: of a million bytes, each minute, in a short run more often; resident_slope: of the line"
                + " nearest to them. dropped_updates: found no room on the way to the model; recorder_lost_updates: on the way"
                + " to the recorder. pre_roll_s: how far back its memory reaches.";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) throws InterruptedException {
        Path launcher = Path.of(System.getProperty("secbeat.root", ""), "secbeat");
        if (!Files.isExecutable(launcher)) {
            throw new LabException(
                    "there is no console to measure: " + launcher + " is missing", "Run this from a checkout.");
        }
        tell.accept(String.format(Locale.ROOT, "the console measures itself for %.1f minutes", minutes + 2));
        Map<String, Double> figures = new LinkedHashMap<>();
        try {
            Process process = new ProcessBuilder(
                            List.of(launcher.toString(), "console", "--bench", String.valueOf(minutes)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    figure(line).ifPresent(found -> figures.put(found.getKey(), found.getValue()));
                }
            } finally {
                process.destroy();
            }
            int status = process.waitFor();
            if (status != 0 || figures.isEmpty()) {
                throw new LabException("the console gave no figures and ended with " + status, "Its words are above.");
            }
        } catch (IOException e) {
            throw new LabException("the console cannot be measured: " + e.getMessage(), "Run './secbeat build' first.");
        }
        AIMS.forEach(aim -> aim.compare(figures, tell));
        return figures;
    }

    /** A line of the console: name and value; anything else is none. */
    static Optional<Map.Entry<String, Double>> figure(String line) {
        Matcher matcher = FIGURE.matcher(line.strip());
        return matcher.matches()
                ? Optional.of(Map.entry(matcher.group(1), Double.valueOf(matcher.group(2))))
                : Optional.empty();
    }
}
