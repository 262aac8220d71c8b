// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.view.widget.Texts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** Brand, connections, search, profile, alerts, clock. */
final class TopBar extends HBox {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final FleetModel model;
    private final SearchField search;
    private final Label profile = chip("top-profile");
    private final Button alerts = new Button();
    private final Label clock = new Label();

    TopBar(FleetModel model, Consumer<String> onSearch, Runnable onAlerts) {
        super(10);
        this.model = model;
        search = new SearchField(onSearch);
        setId("top-bar");
        getStyleClass().add("top-bar");
        setAlignment(Pos.CENTER_LEFT);
        alerts.setMinWidth(Region.USE_PREF_SIZE);
        alerts.setId("top-alerts");
        Texts.style(alerts, "chip", "chip-button");
        alerts.setOnAction(event -> onAlerts.run());
        clock.setId("top-clock");
        clock.getStyleClass().addAll("figure", "clock");
        clock.setMinWidth(Region.USE_PREF_SIZE);
        getChildren()
                .addAll(
                        brand(),
                        new ConnectionChip("top-nats", "NATS", model.nats()),
                        new ConnectionChip("top-prometheus", "Prometheus", model.prometheus()),
                        spacer(),
                        search,
                        spacer(),
                        profile,
                        alerts,
                        clock);
        model.actions().access().subscribe(this::showAccess);
        model.alerts().addListener((InvalidationListener) changed -> showAlerts());
        model.now().subscribe(now -> clock.setText(CLOCK.format(Instant.ofEpochMilli(now.longValue()))));
        showAlerts();
    }

    SearchField search() {
        return search;
    }

    private static TextFlow brand() {
        Text first = new Text("Sec");
        first.getStyleClass().add("brand");
        Text second = new Text("Beat");
        second.getStyleClass().addAll("brand", "brand-accent");
        TextFlow brand = new TextFlow(first, second);
        brand.getStyleClass().add("brand-box");
        brand.setMinWidth(Region.USE_PREF_SIZE);
        brand.setMaxHeight(Region.USE_PREF_SIZE);
        return brand;
    }

    private void showAccess(Access access) {
        profile.setText(access.profile() + " · " + access.role());
        Texts.style(profile, "label", "chip", "chip-text", access.canAct() ? "can-act" : "read-only");
        profile.setTooltip(new Tooltip(access.profile() + ": "
                + (access.canAct() ? "commands are signed with this profile's key" : access.reason())));
    }

    private void showAlerts() {
        List<Alert> open = model.alerts();
        String tone =
                open.isEmpty() ? "tone-quiet" : Banner.tone(open.getFirst().severity());
        alerts.setText(open.isEmpty() ? "no alerts" : open.size() == 1 ? "1 alert" : open.size() + " alerts");
        Texts.style(alerts, "chip", "chip-button", tone);
    }

    private static Label chip(String id) {
        Label chip = new Label();
        chip.setId(id);
        chip.setMinWidth(90); // a long name of a profile is cut, and told in full by the tooltip
        return chip;
    }

    private static Region spacer() {
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        return spacer;
    }
}
