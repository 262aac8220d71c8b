// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.model.TimelineEntry;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import javafx.util.Subscription;

/** What happened, when, and what was done about it: figures, traffic with marks, timeline. FX thread only. */
public final class IncidentView extends VBox {
    private static final double ROW_HEIGHT = 26;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final Label span = Texts.label("", "muted");
    private final RecordLine recording;
    private final IncidentFigures figures = new IncidentFigures();
    private final TrafficChart chart;
    private final ListView<TimelineEntry> list = new ListView<>();
    private final Set<TimelineEntry.Kind> shown = EnumSet.allOf(TimelineEntry.Kind.class);
    private List<TimelineEntry> drawn = List.of();

    /** A view over this model; emits {@link Intent.OfIncident}, {@link Intent.OpenWhatIf} and {@link Intent.ShowRegion}. */
    public IncidentView(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        setId("incident-view");
        getStyleClass().add("incident-view");
        Sheets.dress(this, IncidentView.class, "incident.css");
        recording = new RecordLine(model, intents);
        chart = new TrafficChart(this::seek);
        chart.setPrefHeight(190);
        chart.setMinHeight(110);
        span.setId("incident-span");
        buildList();
        getChildren().addAll(head(), recording, figures, chart, filters(), list);
        VBox.setVgrow(list, Priority.ALWAYS);
        Shown.run(
                this,
                () -> Subscription.combine(
                        model.incident().story().subscribe(story -> draw()),
                        model.incident().recording().subscribe(state -> draw()),
                        model.incident().replay().subscribe(state -> draw())));
    }

    private HBox head() {
        Button whatIf = button("incident-whatif", "incident.whatif", new Intent.OpenWhatIf());
        Button open = button("incident-open", "incident.open", new Intent.OpenIncident());
        Button sample = button("incident-open-sample", "incident.open-sample", new Intent.OpenSampleIncident());
        Button export = button("incident-export", "incident.export", new Intent.ExportReport());
        Label title = Texts.label(Messages.of("incident.title"), "view-title");
        title.setMinWidth(USE_PREF_SIZE);
        return Texts.row(10, title, span, Texts.spacer(), whatIf, open, sample, export);
    }

    private Button button(String id, String key, Intent intent) {
        return Forms.button(id, Messages.of(key), () -> intents.accept(intent));
    }

    private FlowPane filters() {
        FlowPane filters = new FlowPane(6, 6);
        filters.setId("incident-filters");
        for (TimelineEntry.Kind kind : TimelineEntry.Kind.values()) {
            ToggleButton toggle = new ToggleButton(kind.label());
            toggle.setId("incident-show-" + kind.name().toLowerCase(Locale.ROOT));
            toggle.setGraphic(KindMark.node(kind));
            toggle.setGraphicTextGap(6);
            toggle.setSelected(true);
            toggle.setOnAction(press -> {
                if (toggle.isSelected()) {
                    shown.add(kind);
                } else {
                    shown.remove(kind);
                }
                draw();
            });
            filters.getChildren().add(toggle);
        }
        filters.getChildren()
                .addAll(line("passed", "incident.chart.passed"), line("dropped", "incident.chart.dropped"));
        return filters;
    }

    /** What a line of the chart is; the marks are told by the switches beside it. */
    private static Label line(String which, String key) {
        Rectangle swatch = new Rectangle(12, which.equals("passed") ? 2 : 8);
        swatch.getStyleClass().add("swatch-" + which);
        Label line = Texts.label(Messages.of(key), "muted", "incident-line");
        line.setId("incident-line-" + which);
        line.setGraphic(swatch);
        line.setGraphicTextGap(6);
        return line;
    }

    private void buildList() {
        list.setId("incident-timeline");
        list.setAccessibleText(Messages.of("incident.timeline"));
        Label empty = Texts.label(Messages.of("incident.empty"), "muted");
        empty.setId("incident-empty");
        empty.setWrapText(true);
        list.setPlaceholder(empty);
        list.setCellFactory(view -> new EntryCell(this::position));
        list.setFixedCellSize(ROW_HEIGHT);
        list.setMinHeight(4 * ROW_HEIGHT);
        list.setOnMouseClicked(click -> {
            if (click.getClickCount() == 2) {
                jump();
            }
        });
        list.setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ENTER) {
                jump();
                key.consume();
            }
        });
    }

    /** To the moment in a replay; to the region where it is live. */
    private void jump() {
        TimelineEntry entry = list.getSelectionModel().getSelectedItem();
        if (entry == null) {
            return;
        }
        if (model.incident().replay().get().isReplay()) {
            seek(entry.epochMillis());
        } else if (!entry.regionId().isEmpty()) {
            intents.accept(new Intent.ShowNodes(entry.regionId()));
        }
    }

    private void seek(long epochMillis) {
        if (model.incident().replay().get().isReplay()) {
            intents.accept(new Intent.SeekReplay(epochMillis));
        } else if (model.incident().recording().get().preRollMillis() > 0) {
            intents.accept(new Intent.LookBack(epochMillis));
        }
    }

    private long position() {
        ReplayState replay = model.incident().replay().get();
        return replay.isReplay() ? replay.positionMillis() : -1;
    }

    private void draw() {
        IncidentStory story = model.incident().story().get();
        ReplayState replay = model.incident().replay().get();
        long begin = replay.isReplay() ? replay.beginMillis() : story.beginMillis();
        long end = replay.isReplay() ? replay.endMillis() : story.endMillis();
        span.setText(begin == 0 ? "" : Spans.day(begin) + " · " + Spans.span(end - begin));
        Forms.show(recording, !replay.isReplay());
        recording.show();
        figures.show(story);
        chart.show(story, begin, end, position());
        showEntries(story);
    }

    /** What is selected stays selected; the newest line stays in sight while nothing is. */
    private void showEntries(IncidentStory story) {
        List<TimelineEntry> wanted = story.entries().stream()
                .filter(entry -> shown.contains(entry.kind()))
                .toList();
        if (wanted.equals(drawn)) {
            list.refresh();
            return;
        }
        drawn = wanted;
        int selected = list.getSelectionModel().getSelectedIndex();
        list.getItems().setAll(wanted);
        if (selected >= 0 && selected < wanted.size()) {
            list.getSelectionModel().select(selected);
        } else if (!wanted.isEmpty() && position() < 0) {
            list.scrollTo(wanted.size() - 1);
        }
    }
}
