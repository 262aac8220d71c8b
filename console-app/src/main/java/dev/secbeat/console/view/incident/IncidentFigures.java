// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.TimelineEntry;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/** The incident in a few figures. */
final class IncidentFigures extends GridPane {
    private static final double NARROW = 760;

    private final Label detect = value("incident-detect");
    private final Label mitigate = value("incident-mitigate");
    private final Label detections = value("incident-detections");
    private final Label blocks = value("incident-blocks");
    private final Label acts = value("incident-acts");
    private final Label peak = value("incident-peak");

    private final List<VBox> cards;

    IncidentFigures() {
        cards = List.of(
                card(Messages.of("incident.figure.detect"), detect),
                card(Messages.of("incident.figure.mitigate"), mitigate),
                card(Messages.of("incident.figure.detections"), detections),
                card(Messages.of("incident.figure.blocks"), blocks),
                card(Messages.of("incident.figure.acts"), acts),
                card(Messages.of("incident.figure.peak"), peak));
        setHgap(10);
        setVgap(10);
        arrange(cards.size());
        widthProperty().subscribe(width -> arrange(width.doubleValue() > NARROW ? cards.size() : cards.size() / 2));
        Tooltip how = new Tooltip(Messages.of("incident.report.how-measured"));
        how.setWrapText(true);
        how.setMaxWidth(420);
        detect.setTooltip(how);
        mitigate.setTooltip(how);
    }

    /** In one row, or in two where names would be cut. */
    private void arrange(int columns) {
        if (getColumnConstraints().size() == columns) {
            return;
        }
        getChildren().clear();
        getColumnConstraints().clear();
        for (int i = 0; i < columns; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / columns);
            getColumnConstraints().add(column);
        }
        for (int i = 0; i < cards.size(); i++) {
            add(cards.get(i), i % columns, i / columns);
        }
    }

    void show(IncidentStory story) {
        detect.setText(Spans.span(story.timeToDetectMillis()));
        mitigate.setText(Spans.span(story.timeToMitigateMillis()));
        detections.setText(count(story, TimelineEntry.Kind.DETECTION));
        blocks.setText(count(story, TimelineEntry.Kind.BLOCK));
        acts.setText(count(story, TimelineEntry.Kind.ACT));
        double most = 0;
        for (Pulse pulse : story.pulses()) {
            most = Double.isNaN(pulse.dropped()) ? most : Math.max(most, pulse.dropped());
        }
        peak.setText(Figures.compact(most) + "/s");
    }

    private static String count(IncidentStory story, TimelineEntry.Kind kind) {
        return Figures.grouped((double)
                story.entries().stream().filter(entry -> entry.kind() == kind).count());
    }

    private static VBox card(String name, Label value) {
        VBox card = new VBox(3, Texts.label(name, "muted"), value);
        card.getStyleClass().add("incident-card");
        card.setMinWidth(0);
        return card;
    }

    private static Label value(String id) {
        Label value = Texts.label("–", "figure", "incident-value");
        value.setId(id);
        return value;
    }
}
