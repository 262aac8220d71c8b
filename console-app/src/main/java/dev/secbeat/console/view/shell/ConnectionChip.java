// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.AlertKind;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.view.widget.Figure;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;

/** How a connection of the console is: which server, how far away, how old its data. FX thread only. */
public final class ConnectionChip extends HBox {
    /** Room that is left to a server's name when the window is narrow; the tooltip tells all of it. */
    private static final double LEAST_NAME = 64;

    private static final int SHORT_NAME = 12;

    private final String name;
    private final Circle light = new Circle(4);
    private final Label strong = new Label();
    private final Figure quiet = new Figure("", "chip-text");
    private final Tooltip tip = new Tooltip();

    /** @param name of what is connected to */
    public ConnectionChip(String id, String name, ReadOnlyObjectProperty<ConnectionState> state) {
        super(7);
        this.name = name;
        setId(id);
        getStyleClass().add("chip");
        setAlignment(Pos.CENTER_LEFT);
        setMaxHeight(Region.USE_PREF_SIZE);
        Label title = new Label(name);
        title.getStyleClass().add("chip-text");
        title.setMinWidth(Region.USE_PREF_SIZE);
        strong.getStyleClass().add("chip-strong");
        light.getStyleClass().add("chip-light");
        strong.setMinWidth(LEAST_NAME);
        quiet.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().addAll(light, title, strong, quiet);
        Tooltip.install(this, tip);
        Shown.follow(this, state, this::show);
    }

    private void show(ConnectionState state) {
        Texts.style(light, "chip-light", tone(state));
        Texts.style(this, "chip", tone(state));
        strong.setText(strongText(state));
        quiet.setText(quietText(state));
        strong.setMinWidth(strong.getText().length() < SHORT_NAME ? Region.USE_PREF_SIZE : LEAST_NAME);
        Forms.show(strong, !strong.getText().isEmpty());
        String detail = state.detail().isEmpty() ? "" : "\n" + state.detail() + "\n" + AlertKind.CONNECTION.code();
        tip.setText(name + " " + strong.getText() + " " + quiet.getText() + detail);
        setAccessibleText(tip.getText());
    }

    static String tone(ConnectionState state) {
        return switch (state.phase()) {
            case OFF -> "tone-quiet";
            case CONNECTING -> "tone-warn";
            case RECONNECTING -> "tone-bad";
            case CONNECTED -> state.freshness().isFresh() ? "tone-good" : "tone-warn";
        };
    }

    static String strongText(ConnectionState state) {
        return switch (state.phase()) {
            case OFF -> "";
            case CONNECTING, RECONNECTING -> state.server();
            case CONNECTED -> state.server();
        };
    }

    static String quietText(ConnectionState state) {
        return switch (state.phase()) {
            case OFF -> Messages.of("shell.link.off");
            case CONNECTING -> Messages.of("shell.link.connecting");
            case RECONNECTING -> Messages.of("shell.link.lost", Times.ofDay(state.sinceEpochMillis()));
            case CONNECTED -> connected(state);
        };
    }

    private static String connected(ConnectionState state) {
        Freshness freshness = state.freshness();
        if (freshness.ageMillis() < 0) {
            return Messages.of("shell.link.nothing");
        }
        if (!freshness.isFresh()) {
            return Messages.of("shell.link.silent", freshness.text());
        }
        return Double.isNaN(state.rttMillis())
                ? Messages.of("shell.link.old", freshness.text())
                : Figures.tenths(state.rttMillis()) + " ms";
    }
}
