// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.AlertMark;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** The most urgent alert, over the map; a click on its count goes through the others. */
final class Banner extends HBox {
    private final AlertLog log;
    private final Consumer<Intent> intents;
    private final AlertMark mark = new AlertMark();
    private final Label title = new Label();
    private final Label text = new Label();
    private final Hyperlink act = new Hyperlink();
    private final Hyperlink more = new Hyperlink();
    private String shownKey = "";

    Banner(AlertLog log, Consumer<Intent> intents) {
        super(14);
        this.log = log;
        this.intents = intents;
        setId("banner");
        setAlignment(Pos.CENTER_LEFT);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        title.setId("banner-title");
        title.getStyleClass().add("banner-title");
        title.setMinWidth(Region.USE_PREF_SIZE);
        text.setId("banner-text");
        text.getStyleClass().add("banner-text");
        act.setId("banner-action");
        act.setMinWidth(Region.USE_PREF_SIZE);
        more.setId("banner-more");
        more.setMinWidth(Region.USE_PREF_SIZE);
        more.setOnAction(event -> next());
        text.setWrapText(true);
        Words words = new Words(title, text);
        HBox.setHgrow(words, Priority.ALWAYS);
        getChildren().addAll(mark, words, act, more);
        Shown.follow(this, log.entries(), this::show);
    }

    /** Shows the next alert. */
    void next() {
        List<Alert> alerts = log.urgent();
        if (!alerts.isEmpty()) {
            shownKey = alerts.get((index(alerts) + 1) % alerts.size()).key();
            show();
        }
    }

    static String tone(Alert.Severity severity) {
        return switch (severity) {
            case INFO -> "tone-quiet";
            case WARNING -> "tone-warn";
            case CRITICAL -> "tone-bad";
        };
    }

    private void show() {
        List<Alert> alerts = log.urgent();
        setVisible(!alerts.isEmpty());
        if (alerts.isEmpty()) {
            shownKey = "";
            return;
        }
        int at = index(alerts);
        Alert alert = alerts.get(at);
        mark.show(alert.kind());
        Texts.style(this, "banner", tone(alert.severity()), Texts.styleOf(alert.kind()));
        title.setText(Messages.of("shell.banner.since", alert.title(), Times.ofDay(alert.sinceEpochMillis())));
        text.setText(alert.text());
        Texts.tip(text, alert.text() + "\n" + alert.kind().code());
        more.setText(Messages.of("shell.banner.more", at + 1, alerts.size()));
        Forms.show(more, alerts.size() > 1);
        offer(alert);
    }

    private void offer(Alert alert) {
        boolean regional = !alert.regionId().isEmpty();
        boolean grave = regional && alert.severity() == Alert.Severity.CRITICAL;
        Forms.show(act, regional);
        act.setText(grave ? Messages.of("shell.banner.plan") : Messages.of("shell.banner.nodes"));
        act.setOnAction(event -> intents.accept(
                grave ? new Intent.OpenFailoverDialog(alert.regionId()) : new Intent.ShowNodes(alert.regionId())));
    }

    /** The alert last chosen, as long as it lasts; else the most urgent. */
    private int index(List<Alert> alerts) {
        for (int i = 0; i < alerts.size(); i++) {
            if (alerts.get(i).key().equals(shownKey)) {
                return i;
            }
        }
        return 0;
    }

    /** What is wrong and what to do: in one row, or in a narrow window one below the other, so that none is cut. */
    private static final class Words extends Region {
        private static final double GAP = 14;

        private final Label first;
        private final Label second;

        private Words(Label first, Label second) {
            this.first = first;
            this.second = second;
            getChildren().addAll(first, second);
        }

        @Override
        public Orientation getContentBias() {
            return Orientation.HORIZONTAL;
        }

        @Override
        protected double computeMinWidth(double height) {
            return first.prefWidth(-1);
        }

        @Override
        protected double computePrefWidth(double height) {
            return Math.ceil(first.prefWidth(-1) + GAP + second.prefWidth(-1));
        }

        @Override
        protected double computePrefHeight(double width) {
            return isOneRow(width)
                    ? Math.max(first.prefHeight(-1), second.prefHeight(-1))
                    : first.prefHeight(-1) + second.prefHeight(width);
        }

        private boolean isOneRow(double width) {
            return width < 0 || width >= computePrefWidth(-1);
        }

        @Override
        protected void layoutChildren() {
            double wide = first.prefWidth(-1);
            double high = first.prefHeight(-1);
            boolean row = isOneRow(getWidth());
            first.resizeRelocate(
                    0, row ? snapPositionY((getHeight() - high) / 2) : 0, Math.min(wide, getWidth()), high);
            double left = row ? wide + GAP : 0;
            double room = getWidth() - left;
            double tall = row ? second.prefHeight(-1) : Math.max(0, getHeight() - high);
            second.resizeRelocate(
                    snapPositionX(left), row ? snapPositionY((getHeight() - tall) / 2) : high, room, tall);
        }
    }
}
