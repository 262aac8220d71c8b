// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RecordingState;
import dev.secbeat.console.view.widget.Texts;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.shape.Circle;

/** Whether what happens is recorded, where and how much; and the button that begins and ends it. */
final class RecordLine extends HBox {
    private static final long A_LITTLE_MILLIS = 30_000;

    private final FleetModel model;
    private final Circle light = new Circle(4.5);
    private final Label text = Texts.label("");
    private final Label notice = Texts.label("", "muted");
    private final Button back = new Button(Messages.of("incident.past.look"));
    private final Button button = new Button();

    RecordLine(FleetModel model, Consumer<Intent> intents) {
        super(10);
        this.model = model;
        setId("incident-recording");
        getStyleClass().add("incident-recording");
        setAlignment(Pos.CENTER_LEFT);
        light.getStyleClass().add("record-light");
        text.setId("incident-recording-text");
        text.setMinWidth(USE_PREF_SIZE);
        notice.setId("incident-recording-notice");
        notice.setMinWidth(0);
        notice.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(notice, Priority.ALWAYS);
        button.setId("incident-record");
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(press -> intents.accept(
                new Intent.RecordIncident(!model.incident().recording().get().isOn())));
        back.setId("incident-look-back");
        back.setMinWidth(USE_PREF_SIZE);
        back.setOnAction(press -> intents.accept(new Intent.LookBack(model.now().get() - A_LITTLE_MILLIS)));
        getChildren().addAll(light, text, notice, back, button);
    }

    void show() {
        RecordingState state = model.incident().recording().get();
        Texts.style(light, "record-light", state.isOn() ? "on" : "off");
        String lost =
                state.lost() > 0 ? Messages.of("incident.recording.lost", Figures.grouped((double) state.lost())) : "";
        text.setText(text(state));
        notice.setText((state.notice() + " " + lost).strip());
        notice.setTooltip(notice.getText().isEmpty() ? null : new Tooltip(notice.getText()));
        button.setText(Messages.of(state.isOn() ? "incident.recording.stop" : "incident.recording.start"));
        back.setDisable(state.preRollMillis() == 0);
        button.setDisable(state.phase() == RecordingState.Phase.UNAVAILABLE);
    }

    private static String text(RecordingState state) {
        String size = Figures.grouped(state.bytes() / 1024.0) + " KB";
        String back = Spans.span(state.preRollMillis());
        return switch (state.phase()) {
            case UNAVAILABLE -> Messages.of("incident.recording.unavailable");
            case WAITING -> Messages.of("incident.recording.waiting", back);
            case AUTOMATIC ->
                Messages.of("incident.recording.automatic", Times.ofDay(state.sinceMillis()), size, state.file());
            case MANUAL ->
                Messages.of("incident.recording.manual", Times.ofDay(state.sinceMillis()), size, state.file());
        };
    }
}
