// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.incident.Recorder;
import dev.secbeat.console.incident.RecorderSettings;
import dev.secbeat.console.link.ModelPump;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.HeldSources;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.node.api.SourceQuestion;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;

/**
 * The real window over a generated fleet, without a display: start-up, a calm small fleet, then a large one of which all sources
 * are held, then other pages under the same load. Prints one figure a line, its name and its value; {@code secbeat bench
 * console} reads them and knows what each should be.
 */
public final class ConsoleBench extends Application {
    /** What asks for it, followed by the minutes of load. */
    static final String OPTION = "--bench";

    /** Until what runs each second has been compiled, for the most part. */
    private static final Duration SETTLE = Duration.ofSeconds(20);

    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration IDLE_PULSES = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration VISIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WALK = Duration.ofMinutes(3);
    private static final Duration LEAST_SAMPLE = Duration.ofSeconds(5);

    /** Of the load, how much all sources are held. */
    private static final double HELD_SHARE = 0.7;

    private static final int RESIDENT_SAMPLES = 8;

    private final FleetInbox inbox = new FleetInbox(this::heard);
    private final FleetModel model = new FleetModel(List.of(), Places.shipped());
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final PulseMeter meter = new PulseMeter();
    private final ProcessMeter process = new ProcessMeter();
    private final GeneratedFleet calm = new GeneratedFleet(inbox, GeneratedFleet.Size.CALM, 1);
    private final GeneratedFleet fleet = new GeneratedFleet(inbox, GeneratedFleet.Size.LARGE, 2);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bench-clock").daemon().factory());
    private final ConsoleWindow window;
    private Optional<Recorder> recorder = Optional.empty();
    private long countsBefore;
    private long listedBefore;

    /** Made by JavaFX. */
    public ConsoleBench() {
        Theme.load();
        window = new ConsoleWindow(model, this::answer);
    }

    @Override
    public void start(Stage stage) {
        Scene scene = OffScreen.whole(window.root(), ConsoleApplication.WIDTH, ConsoleApplication.HEIGHT);
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

    /** As a fleet and Prometheus would. */
    private void answer(Intent.OfFleet wish) {
        if (wish instanceof Intent.WatchSources(Optional<SourceQuestion> question)) {
            fleet.list(question.map(SourceQuestion::list).orElse(false));
        } else if (wish instanceof Intent.AskRates(RateQuestion question)) {
            inbox.offer(new Update.Rated(rates(question)));
        }
    }

    private RateAnswer rates(RateQuestion question) {
        List<RateLine> lines = new ArrayList<>();
        for (RateLine.Verdict verdict : List.of(RateLine.Verdict.PASSED, RateLine.Verdict.DROPPED)) {
            model.regions().stream()
                    .filter(region -> question.region().map(region.id()::equals).orElse(true))
                    .forEach(region -> lines.add(line(question, region.id(), verdict)));
        }
        double[] nodes = new double[question.count()];
        Arrays.fill(nodes, fleet.size().nodes());
        RateLine resting = new RateLine("", RateLine.Verdict.PASSED, "", nodes);
        return new RateAnswer(question, System.currentTimeMillis(), lines, List.of(), resting, "");
    }

    private static RateLine line(RateQuestion question, String region, RateLine.Verdict verdict) {
        double[] values = new double[question.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = GeneratedNodes.rate() * (1 + 0.2 * Math.sin((i + region.hashCode()) * 0.1));
        }
        boolean byRegion = question.split() == RateQuestion.Split.REGION;
        return new RateLine(byRegion ? region : "", verdict, byRegion ? "" : region, values);
    }

    private void shown() {
        figures.put("start_to_window_ms", ProcessMeter.millisSinceLaunch());
        figures.put("start_java_to_window_ms", ProcessMeter.millisSinceJava());
        calm.start();
        after(SETTLE, () -> {
            process.start();
            after(IDLE, this::idle);
        });
    }

    /** First with no more pulses than the window needs, then pulse by pulse. */
    private void idle() {
        process.stop("idle", figures);
        Memory.put("idle", figures);
        meter.start();
        after(IDLE_PULSES, this::load);
    }

    private void load() {
        meter.stop("idle", figures);
        calm.close();
        fleet.start();
        window.shell().choose("nav-counters");
        if (window.root().lookup("#counters-all") instanceof ToggleButton all) {
            all.fire();
        }
        awaitAll(Duration.ZERO);
    }

    /** Until each source is held, or for as long as several walks take. */
    private void awaitAll(Duration waited) {
        HeldSources held = model.asked().held().get();
        boolean all = held.held() >= fleet.size().sources()
                && held.walked() >= fleet.size().nodes();
        if (!all && waited.compareTo(LONGEST_WALK) < 0) {
            after(SECOND, () -> awaitAll(waited.plus(SECOND)));
            return;
        }
        figures.put("all_sources_after_s", (double) waited.toSeconds());
        meter.start();
        process.start();
        countsBefore = fleet.counts();
        listedBefore = fleet.listed();
        Duration span = minutes(HELD_SHARE);
        takeDownMemory(span);
        visit(List.of("nav-map", "nav-counters"), 0, span, this::held);
    }

    /** Each minute; in a short run more often. */
    private void takeDownMemory(Duration left) {
        process.sample();
        Duration each = Duration.ofSeconds(
                Math.clamp(minutes(HELD_SHARE).toSeconds() / RESIDENT_SAMPLES, LEAST_SAMPLE.toSeconds(), 60));
        if (left.compareTo(each) > 0) {
            after(each, () -> takeDownMemory(left.minus(each)));
        }
    }

    private void held() {
        double seconds = meter.stop("held", figures);
        process.stop("held", figures);
        Memory.put("held", figures);
        HeldSources held = model.asked().held().get();
        figures.put("sources_held", (double) held.held());
        figures.put("sources_refused", (double) held.refused());
        figures.put("sources_oldest_s", held.oldestMillis() / 1e3);
        figures.put("nodes_heard_out", (double) held.walked());
        figures.put("counter_entries_per_s", (fleet.counts() - countsBefore) / seconds);
        figures.put("listed_sources_per_s", (fleet.listed() - listedBefore) / seconds);
        meter.start();
        process.start();
        visit(List.of("nav-throughput", "nav-blocks"), 0, minutes(1 - HELD_SHARE), this::done);
    }

    /** Shows these pages in turn for so long. */
    private void visit(List<String> places, int turn, Duration left, Runnable then) {
        if (!left.isPositive()) {
            then.run();
            return;
        }
        window.shell().choose(places.get(turn % places.size()));
        Duration stay = left.compareTo(VISIT) < 0 ? left : VISIT;
        after(stay, () -> visit(places, turn + 1, left.minus(stay), then));
    }

    private void done() {
        meter.stop("pages", figures);
        process.stop("pages", figures);
        Memory.put("pages", figures);
        figures.put("regions", (double) model.regions().size());
        figures.put("nodes", (double) model.summary().get().nodesKnown());
        figures.put("orders", (double) model.actions().commands().size());
        figures.put("dropped_updates", (double) inbox.refused());
        figures.put("recorder_lost_updates", (double)
                model.incident().recording().get().lost());
        figures.put("pre_roll_s", model.incident().recording().get().preRollMillis() / 1e3);
        figures.forEach((name, value) -> System.out.printf(Locale.ROOT, "%s %.3f%n", name, value));
        System.out.flush();
        fleet.close();
        Platform.exit();
    }

    /** Of the load, this share. */
    private Duration minutes(double share) {
        double all = 60 * Double.parseDouble(getParameters().getRaw().get(1));
        return Duration.ofSeconds(Math.max(1, Math.round(share * all)));
    }

    /** Not by an animation: while one runs, there is a pulse sixty times a second. */
    private void after(Duration pause, Runnable next) {
        var _ = clock.schedule(() -> Platform.runLater(next), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
