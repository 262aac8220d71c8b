// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.TimelineEntry;
import dev.secbeat.console.view.widget.Texts;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The incident in a few figures. */
final class IncidentFigures extends HBox {
    private final Label detect = value("incident-detect");
    private final Label mitigate = value("incident-mitigate");
    private final Label detections = value("incident-detections");
    private final Label blocks = value("incident-blocks");
    private final Label acts = value("incident-acts");
    private final Label peak = value("incident-peak");

    IncidentFigures() {
        super(10);
        getChildren()
                .addAll(
                        card(Messages.of("incident.figure.detect"), detect),
                        card(Messages.of("incident.figure.mitigate"), mitigate),
                        card(Messages.of("incident.figure.detections"), detections),
                        card(Messages.of("incident.figure.blocks"), blocks),
                        card(Messages.of("incident.figure.acts"), acts),
                        card(Messages.of("incident.figure.peak"), peak));
        Tooltip how = new Tooltip(Messages.of("incident.report.how-measured"));
        how.setWrapText(true);
        how.setMaxWidth(420);
        detect.setTooltip(how);
        mitigate.setTooltip(how);
    }

    void show(IncidentStory story) {
        detect.setText(Times.span(story.timeToDetectMillis()));
        mitigate.setText(Times.span(story.timeToMitigateMillis()));
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
        return Figures.grouped(story.entries().stream()
                .filter(entry -> entry.kind() == kind)
                .count());
    }

    private static VBox card(String name, Label value) {
        VBox card = new VBox(3, Texts.label(name, "muted"), value);
        card.getStyleClass().add("incident-card");
        card.setMinWidth(0);
        card.setMaxWidth(Double.MAX_VALUE);
        card.setPrefWidth(0);
        HBox.setHgrow(card, Priority.ALWAYS);
        return card;
    }

    private static Label value(String id) {
        Label value = Texts.label("–", "figure", "incident-value");
        value.setId(id);
        return value;
    }
}
