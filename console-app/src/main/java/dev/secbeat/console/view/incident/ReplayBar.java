// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.model.TimelineEntry;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.util.StringConverter;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What a replay lives under, on every page: that it is one, which moment is shown, play, speed, scrub. FX thread only. */
public final class ReplayBar extends HBox {
    private static final double MOST_NOTICE = 340;
    private static final List<Integer> SPEEDS = List.of(1, 2, 4, 8, 16);

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final Label name = Texts.label("", "muted");
    private final Label moment = Texts.label("", "figure", "replay-moment");
    private final Label notice = Texts.label("", "replay-notice");
    private final Label mark = Texts.label("", "replay-mark");
    private final Button play = new Button();
    private final Button live = new Button();
    private final Slider scrub = new Slider();
    private final Scrub track = new Scrub(scrub);
    private final ComboBox<Integer> speed = new ComboBox<>();
    private boolean showing;

    /** A bar over this model, hidden while what is shown is live; emits {@link Intent.OfIncident}. */
    public ReplayBar(FleetModel model, Consumer<Intent> intents) {
        super(12);
        this.model = model;
        this.intents = intents;
        setId("replay-bar");
        getStyleClass().add("replay-bar");
        setAlignment(Pos.CENTER_LEFT);
        Sheets.dress(this, ReplayBar.class, "incident.css");
        mark.setId("replay-mark");
        mark.setMinWidth(USE_PREF_SIZE);
        name.setId("replay-file");
        name.setMinWidth(60);
        moment.setId("replay-moment");
        moment.setMinWidth(USE_PREF_SIZE);
        notice.setId("replay-notice");
        notice.setMinWidth(0);
        notice.setMaxWidth(MOST_NOTICE); // all of it is in its tooltip
        speed.setMinWidth(USE_PREF_SIZE);
        buildControls();
        HBox.setHgrow(track, Priority.ALWAYS);
        Button back = step("replay-previous", Feather.SKIP_BACK, "incident.replay.previous", false);
        Button on = step("replay-next", Feather.SKIP_FORWARD, "incident.replay.next", true);
        getChildren().addAll(mark, name, back, play, on, track, moment, speed, notice, live);
        Shown.follow(this, model.incident().replay(), this::show);
        Shown.follow(this, model.incident().story(), story -> mark());
        Shown.follow(this, model.incident().unseenAlerts(), this::showPast);
    }

    private void buildControls() {
        live.setId("replay-live");
        live.setMinWidth(USE_PREF_SIZE);
        live.setOnAction(press -> intents.accept(new Intent.BackToLive()));
        play.setId("replay-play");
        play.setOnAction(press -> intents.accept(
                new Intent.PlayReplay(!model.incident().replay().get().isPlaying())));
        scrub.setId("replay-scrub");
        scrub.setAccessibleText(Messages.of("incident.replay.scrub"));
        scrub.setMinWidth(120);
        scrub.setMin(0);
        scrub.setBlockIncrement(5_000);
        scrub.valueProperty().subscribe(value -> {
            if (!showing) {
                ReplayState state = model.incident().replay().get();
                intents.accept(new Intent.SeekReplay(state.beginMillis() + value.longValue()));
            }
        });
        speed.setId("replay-speed");
        speed.setAccessibleText(Messages.of("incident.replay.speed"));
        speed.getItems().setAll(SPEEDS);
        speed.setConverter(new SpeedText());
        speed.setOnAction(chosen -> {
            if (!showing && speed.getValue() != null) {
                intents.accept(new Intent.SpeedReplay(speed.getValue()));
            }
        });
    }

    private Button step(String id, Feather icon, String key, boolean forward) {
        Button button = new Button("", new FontIcon(icon));
        button.setId(id);
        button.setAccessibleText(Messages.of(key));
        button.setTooltip(new Tooltip(Messages.of(key)));
        button.setOnAction(press -> jump(forward));
        return button;
    }

    /** To the next or the previous thing that happened and matters. */
    private void jump(boolean forward) {
        long at = model.incident().replay().get().positionMillis();
        List<Long> moments = landmarks().stream()
                .map(TimelineEntry::epochMillis)
                .filter(moment -> forward ? moment > at : moment < at - 1_000)
                .toList();
        if (!moments.isEmpty()) {
            intents.accept(new Intent.SeekReplay(forward ? moments.getFirst() : moments.getLast()));
        }
    }

    /** What happened and matters. */
    private List<TimelineEntry> landmarks() {
        return model.incident().story().get().entries().stream()
                .filter(entry -> entry.isGrave()
                        || entry.kind() == TimelineEntry.Kind.BLOCK
                        || entry.kind() == TimelineEntry.Kind.ACT)
                .toList();
    }

    private void mark() {
        ReplayState state = model.incident().replay().get();
        track.show(landmarks(), state.beginMillis(), state.endMillis());
    }

    /** A fleet's own past leads back to how it is, and says what is going on there meanwhile. */
    private void showPast(OptionalInt unseen) {
        boolean isPast = unseen.isPresent();
        mark.setText(Messages.of(isPast ? "incident.past.mark" : "incident.replay.mark"));
        Forms.show(live, isPast);
        int waiting = unseen.orElse(0);
        live.setText(
                waiting == 0 ? Messages.of("incident.past.live") : Messages.of("incident.past.live-alerts", waiting));
        Texts.style(live, "button", waiting == 0 ? "replay-live" : "replay-live-alerts");
    }

    private void show(ReplayState state) {
        Forms.show(this, state.isReplay());
        if (!state.isReplay()) {
            return;
        }
        showing = true;
        name.setText(state.file());
        moment.setText(state.positionMillis() == 0 ? "" : Spans.day(state.positionMillis()));
        boolean readable = state.endMillis() > state.beginMillis();
        scrub.setMax((double) Math.max(1, state.endMillis() - state.beginMillis()));
        if (!scrub.isValueChanging() && !state.isSeeking()) {
            scrub.setValue((double) (state.positionMillis() - state.beginMillis()));
        }
        mark();
        scrub.setDisable(!readable);
        play.setDisable(!readable);
        speed.setDisable(!readable);
        speed.setValue(state.speed());
        String key = state.isPlaying() ? "incident.replay.pause" : "incident.replay.play";
        play.setGraphic(new FontIcon(state.isPlaying() ? Feather.PAUSE : Feather.PLAY));
        play.setAccessibleText(Messages.of(key));
        play.setTooltip(new Tooltip(Messages.of(key)));
        String wait = state.isSeeking() ? Messages.of("incident.replay.seeking") : "";
        notice.setText(state.notice().isEmpty() ? wait : state.notice());
        notice.setTooltip(state.notice().isEmpty() ? null : new Tooltip(state.notice()));
        Forms.show(notice, !notice.getText().isEmpty());
        showing = false;
    }

    /** {@code 4×}. */
    private static final class SpeedText extends StringConverter<Integer> {
        @Override
        public String toString(Integer times) {
            return times == null ? "" : times + "×";
        }

        @Override
        public Integer fromString(String text) {
            return Integer.valueOf(text.replace("×", ""));
        }
    }
}
