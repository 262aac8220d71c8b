// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.model.RegionHealth;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.Shape;

/** A region's health as shape and colour together, so that it is read without seeing colour. */
public final class HealthMark extends StackPane {
    private static final double SIZE = 10;

    private RegionHealth shown = RegionHealth.DISCONNECTED;

    /** The mark of a state that is not known yet. */
    public HealthMark() {
        getStyleClass().add("health-mark");
        setMinSize(SIZE, SIZE);
        setPrefSize(SIZE, SIZE);
        setMaxSize(SIZE, SIZE);
        draw(RegionHealth.DISCONNECTED);
    }

    /** Shows this state; a shape is made only for another one. */
    public void show(RegionHealth health) {
        if (health != shown) {
            shown = health;
            draw(health);
        }
    }

    private void draw(RegionHealth health) {
        Shape shape = switch (health) {
            case HEALTHY, DISCONNECTED, STALE -> new Circle(SIZE / 2 - 1);
            case DEGRADED -> new Polygon(SIZE / 2, 0, SIZE, SIZE - 1, 0, SIZE - 1);
            case MITIGATING -> new Polygon(SIZE / 2, 0, SIZE, SIZE / 2, SIZE / 2, SIZE, 0, SIZE / 2);
            case DOWN -> new Rectangle(SIZE - 1, SIZE - 1);
        };
        shape.getStyleClass().addAll("health-shape", Texts.styleOf(health));
        getChildren().setAll(shape);
        setAccessibleText(health.label());
    }
}
