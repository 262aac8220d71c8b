// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Texts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.geometry.Pos;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** The most urgent alert, over the map; a click on its count goes through the others. */
final class Banner extends HBox {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final Label title = new Label();
    private final Label text = new Label();
    private final Hyperlink act = new Hyperlink();
    private final Hyperlink more = new Hyperlink();
    private String shownKey = "";

    Banner(FleetModel model, Consumer<Intent> intents) {
        super(14);
        this.model = model;
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
        getChildren().addAll(title, text, act, more);
        model.alerts().addListener((InvalidationListener) changed -> show());
        show();
    }

    /** Shows the next alert. */
    void next() {
        List<Alert> alerts = model.alerts();
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
        List<Alert> alerts = model.alerts();
        setVisible(!alerts.isEmpty());
        if (alerts.isEmpty()) {
            shownKey = "";
            return;
        }
        int at = index(alerts);
        Alert alert = alerts.get(at);
        Texts.style(this, "banner", tone(alert.severity()));
        title.setText(alert.title() + " since " + CLOCK.format(Instant.ofEpochMilli(alert.sinceEpochMillis())));
        text.setText(alert.text());
        text.setTooltip(new Tooltip(alert.text()));
        more.setText((at + 1) + " of " + alerts.size());
        more.setVisible(alerts.size() > 1);
        more.setManaged(alerts.size() > 1);
        offer(alert);
    }

    private void offer(Alert alert) {
        boolean regional = !alert.regionId().isEmpty();
        boolean grave = regional && alert.severity() == Alert.Severity.CRITICAL;
        act.setVisible(regional);
        act.setManaged(regional);
        act.setText(grave ? "Plan failover" : "Show nodes");
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
}
