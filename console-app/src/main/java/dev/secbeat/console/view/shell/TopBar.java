// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.view.widget.Figure;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** Brand, connections, search, profile, alerts, clock. */
final class TopBar extends HBox {
    private static final double ROOMY = 1240;

    /** A name that is wider is cut where the window is narrow, pixels. */
    private static final double WHOLE_NAME = 190;

    private final AlertLog log;
    private final Button profile = chip("top-profile");
    private final Button alerts = new Button();
    private final Figure clock = new Figure("", "figure", "clock");

    TopBar(FleetModel model, AlertLog log, SearchField search, Actions actions) {
        super(10);
        this.log = log;
        setId("top-bar");
        getStyleClass().add("top-bar");
        setAlignment(Pos.CENTER_LEFT);
        setMinWidth(0); // what does not fit is cut at its end, and never pushes the window aside
        alerts.setMinWidth(Region.USE_PREF_SIZE);
        alerts.setId("top-alerts");
        Texts.style(alerts, "chip", "chip-button");
        alerts.setOnAction(event -> actions.run("alerts"));
        clock.setId("top-clock");
        clock.setMinWidth(Region.USE_PREF_SIZE);
        ConnectionChip prometheus = new ConnectionChip("top-prometheus", "Prometheus", model.prometheus());
        // In a narrow window what is typed needs the room, unless there is trouble to tell of.
        prometheus
                .visibleProperty()
                .bind(search.inUse()
                        .and(widthProperty().lessThan(ROOMY))
                        .and(Bindings.createBooleanBinding(
                                () -> model.prometheus().get().trust() == Freshness.Level.FRESH, model.prometheus()))
                        .not());
        prometheus.managedProperty().bind(prometheus.visibleProperty());
        getChildren()
                .addAll(
                        brand(),
                        new ConnectionChip("top-nats", "NATS", model.nats()),
                        prometheus,
                        spacer(),
                        search,
                        spacer(),
                        profile,
                        alerts,
                        clock);
        profile.setOnAction(event -> actions.run("profiles"));
        Shown.follow(this, model.actions().access(), this::showAccess);
        Shown.follow(this, log.entries(), this::showAlerts);
        Shown.follow(this, model.now(), now -> clock.setText(Times.ofDayInZone(now.longValue())));
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
        profile.setText(access.profile() + " · " + access.roleText());
        Texts.style(profile, "chip", "chip-button", access.canAct() ? "can-act" : "read-only");
        Texts.tip(
                profile,
                access.profile() + ": " + (access.canAct() ? Messages.of("shell.profile.signs") : access.reason()));
    }

    private void showAlerts() {
        List<Alert> open = log.entries().stream()
                .filter(AlertLog.Entry::lasts)
                .map(AlertLog.Entry::alert)
                .toList();
        List<Alert> pending = log.pending();
        String tone = pending.isEmpty()
                ? "tone-quiet"
                : Banner.tone(pending.getFirst().severity());
        alerts.setText(
                switch (open.size()) {
                    case 0 -> Messages.of("shell.alerts.none");
                    case 1 -> Messages.of("shell.alerts.one");
                    default -> Messages.of("shell.alerts.many", open.size());
                });
        Texts.style(alerts, "chip", "chip-button", tone);
        alerts.setAccessibleText(alerts.getText() + ", " + Messages.of("shell.alerts.pending", pending.size()));
        Texts.tip(alerts, Messages.of("shell.alerts.pending", pending.size()));
    }

    private static Button chip(String id) {
        Button chip = new NameChip();
        chip.setId(id);
        chip.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS); // never the role, and told in full by the tooltip
        return chip;
    }

    /** All else gives way to a name, unless it is very long. */
    private static final class NameChip extends Button {
        @Override
        protected double computeMinWidth(double height) {
            return Math.min(computePrefWidth(height), WHOLE_NAME);
        }
    }

    private static Region spacer() {
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        return spacer;
    }
}
