// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.model.AlertKind;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What an alert is about, as a picture of its own: a lost link, a region that is down and a silent one are not alike. */
public final class AlertMark extends StackPane {
    private static final double SIZE = 16;

    private final FontIcon icon = new FontIcon(Feather.ALERT_TRIANGLE);

    /** The mark of trouble of any kind. */
    public AlertMark() {
        getStyleClass().add("alert-mark");
        setMinSize(SIZE, SIZE);
        setMaxSize(SIZE, SIZE);
        getChildren().add(icon);
    }

    /** Shows this kind. */
    public void show(AlertKind kind) {
        icon.setIconCode(icon(kind));
        Texts.style(this, "alert-mark", Texts.styleOf(kind));
        setAccessibleText(kind.label());
    }

    private static Ikon icon(AlertKind kind) {
        return switch (kind) {
            case CONNECTION -> Feather.WIFI_OFF;
            case REGION_DOWN -> Feather.X_SQUARE;
            case TELEMETRY_STALE -> Feather.CLOCK;
            case ATTACK -> Feather.SHIELD;
            case NODES_SILENT -> Feather.VOLUME_X;
            case DEGRADED -> Feather.ALERT_TRIANGLE;
            case UNCONFIRMED -> Feather.HELP_CIRCLE;
            case TROUBLE -> Feather.ALERT_CIRCLE;
        };
    }
}
