// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.samples;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.SampleRow;
import dev.secbeat.console.model.SampleSummary;
import dev.secbeat.console.view.widget.AddressMenu;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.textfield.TextFields;
import org.jspecify.annotations.Nullable;

/**
 * Packets as the nodes see them, live. Nodes show packets only while this view is in a window: it asks when it comes and
 * lets go when it leaves.
 */
public final class SamplesView extends VBox {
    private static final double DETAIL_HEIGHT = 208;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final String allReasons = Messages.of("samples.all-reasons");
    private final SampleTable table = new SampleTable();
    private final SampleDetail detail;
    private final ComboBox<String> reason = new ComboBox<>();
    private final TextField filter = TextFields.createClearableTextField();
    private final ToggleButton pause = new ToggleButton(Messages.of("samples.pause"));
    private final Label subtitle = Texts.label("", "muted", "subtitle");
    private final Label problem = Texts.label("", "problem");
    private final Label placeholder = Texts.label("", "muted");
    private final SortedSet<String> reasons = new TreeSet<>();
    private Optional<List<SampleRow>> frozen = Optional.empty();
    private long receivedAtPause;

    /** A view over this model; emits {@link Intent.WatchSamples} and {@link Intent.OpenBlockDialog}. */
    public SamplesView(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        detail = new SampleDetail(address -> intents.accept(new Intent.OpenBlockDialog(address)));
        setId("samples-view");
        getStyleClass().add("samples-view");
        Sheets.dress(this, SamplesView.class, "samples.css");
        detail.setMinHeight(DETAIL_HEIGHT);
        detail.setPrefHeight(DETAIL_HEIGHT);
        VBox.setVgrow(table, Priority.ALWAYS);
        placeholder.setWrapText(true);
        placeholder.setId("samples-placeholder");
        table.setPlaceholder(placeholder);
        getChildren().addAll(head(), table, detail);
        AddressMenu.install(table, this::chosen, model, intents);
        table.getSelectionModel()
                .selectedItemProperty()
                .subscribe((SampleRow chosen) -> detail.show(Optional.ofNullable(chosen)));
        Shown.follow(this, model.actions().access(), detail::allow);
        Shown.follow(this, model.samples().rows(), this::arrive);
        Shown.follow(this, model.samples().summary(), summary -> describe());
        Shown.follow(this, model.nats(), nats -> describe());
        sceneProperty().addListener((any, before, now) -> watch(before, now));
    }

    private List<String> chosen() {
        return table.getSelectionModel().getSelectedItems().stream()
                .map(row -> row.headers().sourceText())
                .filter(source -> !source.isEmpty())
                .toList();
    }

    private HBox head() {
        reason.setId("samples-reason");
        reason.setAccessibleText(Messages.of("samples.filter-reason"));
        reason.getItems().setAll(allReasons);
        reason.getSelectionModel().selectFirst();
        reason.setPrefWidth(150);
        reason.setMinWidth(110);
        reason.valueProperty().subscribe(this::arrange);
        filter.setId("samples-filter");
        filter.setPromptText(Messages.of("samples.filter-prompt"));
        filter.setAccessibleText(Messages.of("samples.filter"));
        filter.setPrefWidth(270);
        filter.setMinWidth(130);
        filter.textProperty().subscribe(this::arrange);
        pause.setId("samples-pause");
        pause.setMinWidth(USE_PREF_SIZE);
        pause.selectedProperty().subscribe(this::pause);
        problem.setId("samples-filter-problem");
        subtitle.setId("samples-subtitle");
        Label title = Texts.label(Messages.of("samples.title"), "view-title");
        title.setMinWidth(USE_PREF_SIZE);
        return Texts.row(10, title, subtitle, Texts.spacer(), problem, reason, filter, pause);
    }

    private void watch(@Nullable Scene before, @Nullable Scene now) {
        if ((before == null) != (now == null)) {
            intents.accept(new Intent.WatchSamples(now != null));
            arrive();
            describe();
        }
    }

    /** A view that is not shown does nothing. */
    private void arrive() {
        if (getScene() == null) {
            return;
        }
        boolean more = false;
        for (SampleRow row : model.samples().rows()) {
            more |= reasons.add(row.packet().reason());
        }
        if (more) {
            offerReasons();
        }
        if (frozen.isEmpty()) {
            arrange();
        }
    }

    /** Added one by one: the chosen one must not be taken away meanwhile. */
    private void offerReasons() {
        List<String> sorted = List.copyOf(reasons);
        for (int i = 0; i < sorted.size(); i++) {
            if (reason.getItems().size() <= i + 1
                    || !reason.getItems().get(i + 1).equals(sorted.get(i))) {
                reason.getItems().add(i + 1, sorted.get(i));
            }
        }
    }

    private void pause(boolean on) {
        frozen = on ? Optional.of(List.copyOf(model.samples().rows())) : Optional.empty();
        receivedAtPause = model.samples().summary().get().received();
        arrange();
        describe();
    }

    private void arrange() {
        Optional<String> only = Optional.ofNullable(reason.getValue()).filter(chosen -> !chosen.equals(allReasons));
        SampleFilter parsed = SampleFilter.parse(only, filter.getText());
        problem.setText(parsed.problem());
        List<SampleRow> rows = frozen.orElseGet(() -> model.samples().rows());
        table.show(rows.stream().filter(parsed.accepts()).toList());
        describe();
    }

    private void describe() {
        if (getScene() == null) {
            return;
        }
        ConnectionState nats = model.nats().get();
        SampleSummary summary = model.samples().summary().get();
        Freshness.Level trust = trust(nats, summary);
        Texts.mark(this, trust);
        String caveat = nats.caveat().isEmpty() && trust != Freshness.Level.FRESH ? heard(summary) : nats.caveat();
        boolean dark = summary.sampling() == 0 && !summary.troubles().isEmpty();
        Texts.style(subtitle, "label", dark ? "problem" : "muted", "subtitle");
        subtitle.setText(caveat.isEmpty() ? figures(summary) : caveat);
        subtitle.setTooltip(summary.troubles().isEmpty() ? null : new Tooltip(troubles(summary, Integer.MAX_VALUE)));
        placeholder.setText(nothing(summary, caveat));
        pause.setText(pause.isSelected() ? resume(summary) : Messages.of("samples.pause"));
    }

    /** Samples are as fresh as the newest report: nodes report twice a second even when they saw nothing. */
    private static Freshness.Level trust(ConnectionState nats, SampleSummary summary) {
        Freshness.Level link = nats.trust();
        Freshness.Level reports = summary.freshness().level();
        return link.compareTo(reports) > 0 ? link : reports;
    }

    private String heard(SampleSummary summary) {
        boolean replay = model.incident().replay().get().isReplay();
        return summary.freshness().ageMillis() < 0
                ? Messages.of(replay ? "samples.unrecorded" : "samples.asking")
                : Messages.of("samples.no-answer", summary.freshness().text());
    }

    private static String figures(SampleSummary summary) {
        int silent = summary.troubles().size();
        if (silent > 0 && summary.sampling() == 0) {
            return silent == 1 ? Messages.of("samples.silent-one") : Messages.of("samples.silent-many", silent);
        }
        String nodes = silent == 0
                ? summary.sampling() == 1
                        ? Messages.of("samples.node-shows")
                        : Messages.of("samples.nodes-show", summary.sampling())
                : Messages.of("samples.some-show", summary.sampling(), summary.sampling() + silent);
        return Messages.of(
                "samples.figures", nodes, Figures.compact((double) summary.received()), Figures.compact((double)
                        summary.leftOut()));
    }

    private String nothing(SampleSummary summary, String caveat) {
        if (!summary.troubles().isEmpty() && summary.sampling() == 0) {
            return Messages.of("samples.none-shown") + "\n\n" + troubles(summary, 4);
        }
        if (!model.samples().rows().isEmpty()) {
            return Messages.of("samples.no-match");
        }
        return caveat.isEmpty() ? Messages.of("samples.none-yet") : Messages.of("samples.nothing", caveat);
    }

    private static String troubles(SampleSummary summary, int most) {
        String some = summary.troubles().stream()
                .limit(most)
                .map(trouble -> trouble.node() + ": " + trouble.text())
                .collect(Collectors.joining("\n"));
        int more = summary.troubles().size() - most;
        return more > 0 ? some + "\n" + Messages.of("samples.more", more) : some;
    }

    private String resume(SampleSummary summary) {
        long since = summary.received() - receivedAtPause;
        return since == 0
                ? Messages.of("samples.resume")
                : Messages.of("samples.resume-new", Figures.compact((double) since));
    }
}
