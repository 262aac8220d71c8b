// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.incident.Recorder;
import dev.secbeat.console.incident.RecorderSettings;
import dev.secbeat.console.link.ModelPump;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.view.shell.Theme;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;

/**
 * The real window over a generated fleet, without a display: start-up, idle, then load for some minutes. Prints one figure
 * a line, its name and its value; {@code secbeat bench console} reads them.
 */
public final class ConsoleBench extends Application {
    /** What asks for it, followed by the minutes of load. */
    static final String OPTION = "--bench";

    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private final FleetInbox inbox = new FleetInbox(this::heard);
    private final FleetModel model = new FleetModel(List.of(), Places.shipped());
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final PulseMeter meter = new PulseMeter();
    private final GeneratedFleet fleet = new GeneratedFleet(inbox);
    private Optional<Recorder> recorder = Optional.empty();
    private long countsBefore;

    /** Made by JavaFX. */
    public ConsoleBench() {}

    @Override
    public void start(Stage stage) {
        Theme.load();
        ConsoleWindow window = new ConsoleWindow(model, act -> {});
        Scene scene = OffScreen.scene(window.root(), ConsoleApplication.WIDTH, ConsoleApplication.HEIGHT);
        Theme.apply(scene);
        window.installShortcuts(scene);
        stage.setScene(scene);
        stage.show();
        ModelPump.start(model, inbox, Duration.ofMillis(500), Clock.systemUTC());
        recorder = Optional.of(Recorder.start(
                RecorderSettings.in(Path.of(System.getProperty("java.io.tmpdir"), "secbeat-bench"), false),
                Clock.systemUTC(),
                inbox::offer));
        meter.watch(scene);
        meter.onFirst(this::shown);
    }

    private void heard(Update update) {
        recorder.ifPresent(open -> open.offer(update));
    }

    private void shown() {
        long begun = ManagementFactory.getRuntimeMXBean().getStartTime();
        figures.put("start_to_window_ms", (double) (System.currentTimeMillis() - begun));
        after(SETTLE, () -> {
            meter.start();
            after(IDLE, this::idle);
        });
    }

    private void idle() {
        meter.stop("idle", figures);
        Memory.put("idle", figures);
        fleet.start();
        after(WARM_UP, () -> {
            meter.start();
            countsBefore = fleet.counts();
            after(minutes(), this::loaded);
        });
    }

    private Duration minutes() {
        return Duration.ofSeconds(Math.max(
                1, Math.round(60 * Double.parseDouble(getParameters().getRaw().get(1)))));
    }

    private void loaded() {
        double seconds = meter.stop("load", figures);
        figures.put("counter_entries_per_s", (fleet.counts() - countsBefore) / seconds);
        figures.put("regions", (double) model.regions().size());
        figures.put("nodes", (double) model.summary().get().nodesKnown());
        figures.put("sources_told", (double) Math.min(GeneratedFleet.SOURCES, fleet.counts() / 2));
        figures.put("sources_held", (double) model.sources().size());
        figures.put("dropped_updates", (double) inbox.refused());
        figures.put("recorder_lost_updates", (double)
                model.incident().recording().get().lost());
        figures.put("pre_roll_s", model.incident().recording().get().preRollMillis() / 1e3);
        Memory.put("load", figures);
        figures.forEach((name, value) -> System.out.printf(Locale.ROOT, "%s %.3f%n", name, value));
        System.out.flush();
        fleet.close();
        Platform.exit();
    }

    private static void after(Duration pause, Runnable next) {
        PauseTransition wait = new PauseTransition(javafx.util.Duration.millis((double) pause.toMillis()));
        wait.setOnFinished(over -> next.run());
        wait.play();
    }
}
