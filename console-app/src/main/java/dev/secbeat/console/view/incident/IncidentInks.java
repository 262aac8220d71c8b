// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.model.TimelineEntry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import javafx.scene.Group;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/**
 * Colours and type of the chart of traffic, which a canvas cannot take from a style sheet: invisible shapes that the theme
 * dresses, and that are looked at when something is drawn. FX thread only.
 */
final class IncidentInks extends Group {
    /** What is drawn. */
    enum Ink {
        GRID,
        TEXT,
        PASSED,
        DROPPED,
        DROPPED_AREA,
        MOMENT,
        DETECTION,
        BLOCK,
        ACT,
        FAILOVER,
        TROUBLE,
        OTHER
    }

    private final Map<Ink, Rectangle> shapes = new EnumMap<>(Ink.class);
    private final Text figure = new Text();

    IncidentInks() {
        setManaged(false);
        setVisible(false);
        for (Ink ink : Ink.values()) {
            Rectangle shape = new Rectangle(1, 1, Color.GRAY);
            shape.getStyleClass()
                    .add("ink-" + ink.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            shapes.put(ink, shape);
            getChildren().add(shape);
        }
        figure.getStyleClass().add("chart-figure");
        getChildren().add(figure);
    }

    Paint of(Ink ink) {
        Rectangle shape = shapes.get(ink);
        return shape == null ? Color.GRAY : shape.getFill();
    }

    Paint of(TimelineEntry.Kind kind) {
        return of(
                switch (kind) {
                    case DETECTION -> Ink.DETECTION;
                    case BLOCK -> Ink.BLOCK;
                    case ACT -> Ink.ACT;
                    case FAILOVER -> Ink.FAILOVER;
                    case TROUBLE -> Ink.TROUBLE;
                    case HEALTH, CONSOLE -> Ink.OTHER;
                });
    }

    Font figures() {
        return figure.getFont();
    }
}
