// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.ChartSpan;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * Packets passed and dropped over time, of the fleet or a region, as the global Prometheus keeps them. Asks only while it is in
 * a window, and moves on with time unless it is paused or zoomed.
 */
public final class ThroughputView extends VBox {
    private static final long AGAIN_MILLIS = 5_000;
    private static final long SELDOM_MILLIS = 60_000;
    private static final long PATIENCE_MILLIS = 90_000;
    private static final int REASON_LINES = 24;

    /** About as many as a chart is wide: between two of its draws it moves by one at least. */
    private static final long PIXELS = 1_000;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final Consumer<String> saveCsv;
    private final Consumer<WritableImage> savePng;
    private final int asker = ThreadLocalRandom.current().nextInt();
    private final ChartControls controls = new ChartControls(this::rechoose);
    private final RateChart chart = new RateChart(this::zoom, this::back);
    private final ChartLegend legend = new ChartLegend(chart.inks(), this::redraw);
    private final ChartNotice notice = new ChartNotice(this::askNow);
    private final Label subtitle = Texts.label("", "muted", "subtitle");
    private final ToggleButton pause = new ToggleButton(Messages.of("throughput.pause"));
    private final Button live = new Button(Messages.of("throughput.live"));
    private final ChartWindow window = new ChartWindow(controls.reachMillis());
    private Optional<RateAnswer> answer = Optional.empty();
    private Optional<RateQuestion> pending = Optional.empty();
    private String problem = "";
    private long askedMillis;
    private long askAtMillis;
    private long drawnMillis;
    private long number;

    /**
     * A view over this model.
     *
     * @param intents takes {@link Intent.AskRates}
     * @param saveCsv takes what is shown as CSV, to save it where a person says
     * @param savePng takes a picture of the chart, to do the same
     */
    public ThroughputView(
            FleetModel model, Consumer<Intent> intents, Consumer<String> saveCsv, Consumer<WritableImage> savePng) {
        this.model = model;
        this.intents = intents;
        this.saveCsv = saveCsv;
        this.savePng = savePng;
        setId("throughput-view");
        getStyleClass().add("throughput-view");
        Sheets.dress(this, ThroughputView.class, "charts.css");
        StackPane middle = new StackPane(chart, notice);
        VBox.setVgrow(middle, Priority.ALWAYS);
        getChildren().addAll(head(), controls, middle, legend);
        Shown.follow(this, model.regions(), this::offerRegions);
        Shown.follow(this, model.asked().rates(), next -> next.ifPresent(this::take));
        Shown.follow(this, model.now(), now -> tick(now.longValue()));
        Shown.follow(this, model.prometheus(), state -> describe());
        Shown.follow(this, model.incident().replay(), state -> catchUp());
        sceneProperty().subscribe(() -> tick(now()));
    }

    /** Shows a region, as if chosen. */
    public void choose(String regionId) {
        controls.choose(regionId);
    }

    private HBox head() {
        subtitle.setId("throughput-subtitle");
        pause.setId("throughput-pause");
        pause.setMinWidth(USE_PREF_SIZE);
        pause.setOnAction(event -> {
            window.hold(pause.isSelected(), now());
            pause.setText(Messages.of(pause.isSelected() ? "throughput.resume" : "throughput.pause"));
            askNow();
        });
        live.setId("throughput-live");
        live.setMinWidth(USE_PREF_SIZE);
        live.setOnAction(event -> {
            window.reset();
            askNow();
        });
        Label title = Texts.label(Messages.of("throughput.title"), "view-title");
        title.setMinWidth(USE_PREF_SIZE);
        return Texts.row(
                10,
                title,
                subtitle,
                Texts.spacer(),
                live,
                pause,
                Forms.link("throughput-png", Messages.of("throughput.png"), () -> savePng.accept(snapshot(null, null))),
                Forms.link(
                        "throughput-csv",
                        Messages.of("throughput.csv"),
                        () -> plot().ifPresent(plot -> saveCsv.accept(RateCsv.text(plot)))));
    }

    private void offerRegions() {
        controls.offer(model.regions().stream().map(RegionModel::id).toList());
    }

    private long now() {
        return model.now().get();
    }

    private boolean isAsking() {
        return getScene() != null && !isOff();
    }

    /** Whether nobody can be asked: a recording can, also one of a fleet without Prometheus. */
    private boolean isOff() {
        return model.prometheus().get().phase() == ConnectionState.Phase.OFF
                && !model.incident().replay().get().isReplay();
    }

    private void tick(long nowMillis) {
        if (getScene() == null || nowMillis == 0) {
            return;
        }
        if (nowMillis < askedMillis) { // an earlier moment of a recording
            pending = Optional.empty();
            answer = Optional.empty();
            askAtMillis = 0;
            drawnMillis = 0;
        }
        boolean waits = pending.isPresent() && nowMillis - askedMillis < PATIENCE_MILLIS;
        boolean due = window.isLive() || answer.isEmpty() || !problem.isEmpty();
        if (isAsking() && !isOnTheWay() && !waits && due && nowMillis >= askAtMillis) {
            ask(nowMillis);
        }
        catchUp();
        if (window.isLive() && nowMillis - drawnMillis >= window.lengthMillis() / PIXELS) {
            drawnMillis = nowMillis;
            redraw();
        } else {
            describe();
        }
    }

    /** Whether a replay goes to another moment: those that it passes are not worth a question. */
    private boolean isOnTheWay() {
        return model.incident().replay().get().isSeeking();
    }

    /**
     * Asks of the moment at which a replay is held, if what was asked last is of another. Nothing else would: an answer that
     * came while the replay went there has put the next question off, and a held replay never ticks again.
     */
    private void catchUp() {
        ReplayState replay = model.incident().replay().get();
        boolean stands =
                replay.isReplay() && !replay.isPlaying() && !replay.isSeeking() && replay.positionMillis() == now();
        if (stands && isAsking() && window.isLive() && pending.isEmpty() && askedMillis != now()) {
            ask(now());
        }
    }

    private void rechoose() {
        window.show(controls.reachMillis());
        legend.reset();
        answer = Optional.empty();
        askNow();
    }

    private void zoom(long fromMillis, long toMillis) {
        window.zoom(fromMillis, toMillis);
        askNow();
    }

    private void back() {
        if (window.back()) {
            askNow();
        }
    }

    private void askNow() {
        problem = "";
        if (isAsking() && now() > 0) {
            ask(now());
        }
        redraw();
    }

    private void ask(long nowMillis) {
        ChartSpan span = window.span(nowMillis);
        int lines = controls.split() == RateQuestion.Split.REGION
                ? 2 * model.regions().size()
                : REASON_LINES;
        RateQuestion question = RateQuestion.over(
                asker, ++number, controls.region(), controls.split(), span, lines, controls.backMillis());
        pending = Optional.of(question);
        askedMillis = nowMillis;
        intents.accept(new Intent.AskRates(question));
    }

    private void take(RateAnswer next) {
        if (next.question().asker() != asker
                || !pending.filter(next.question()::equals).isPresent()) {
            return;
        }
        pending = Optional.empty();
        problem = next.problem();
        if (next.isAnswered()) {
            answer = Optional.of(next);
            legend.show(next);
        }
        askAtMillis = now() + Math.clamp(next.question().stepMillis(), AGAIN_MILLIS, SELDOM_MILLIS);
        catchUp();
        redraw();
    }

    private Optional<Plot> plot() {
        return answer.map(known -> new Plot(window.span(now()), known, legend.shown()));
    }

    private void redraw() {
        if (getScene() == null) {
            return;
        }
        chart.show(plot().filter(plot -> !plot.answer().lines().isEmpty()));
        describe();
    }

    private void describe() {
        if (getScene() == null) {
            return;
        }
        boolean off = isOff();
        notice.show(off, answer, problem, pending.isPresent());
        Forms.show(live, window.isZoomed());
        Freshness newest = age();
        boolean stale = answer.isPresent() && window.isLive() && !newest.isFresh();
        Texts.style(chart, "rate-chart", stale ? "is-stale" : "is-fresh");
        Texts.style(subtitle, "label", stale || !problem.isEmpty() ? "problem" : "muted", "subtitle");
        subtitle.setText(off ? "" : sentence(newest, stale));
    }

    private Freshness age() {
        long newest = answer.map(RateAnswer::newestMillis).orElse(0L);
        long slack = answer.map(known -> known.question().stepMillis()).orElse(0L);
        return newest == 0
                ? Freshness.NEVER
                : new Freshness.Limits(Freshness.METRICS.staleMillis() + slack, Long.MAX_VALUE).at(now() - newest);
    }

    private String sentence(Freshness newest, boolean stale) {
        if (!problem.isEmpty() && answer.isPresent()) {
            return Messages.of("throughput.as-of", TimeScale.clock(answer.get().answeredMillis()));
        }
        if (answer.isEmpty()) {
            return "";
        }
        RateQuestion question = answer.get().question();
        String mean = question.isBetweenSamples()
                ? Messages.of("throughput.between-samples")
                : Messages.of("throughput.mean", Spans.text(question.windowMillis()));
        if (window.isZoomed() || window.isHeld()) {
            TimeScale scale = new TimeScale(window.span(now()), 0, 1);
            String span = scale.moment(scale.span().fromMillis()) + " – "
                    + scale.moment(scale.span().toMillis()) + " "
                    + Times.zoneName(scale.span().toMillis());
            return (window.isHeld() ? Messages.of("throughput.held", span) : span) + " · " + mean;
        }
        String age = Messages.of(stale ? "throughput.stale" : "throughput.newest", newest.text());
        return age + " · " + mean;
    }
}
