// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.model.RegionHealth;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Shape;

/** The shape that says a health without its colour: circle, triangle, diamond, square, dashed circle, bare ring. */
final class MarkerSymbol {
    private MarkerSymbol() {}

    /** The symbol of about the given radius around the origin, with the style class of its health. */
    static Shape of(RegionHealth health, double radius) {
        Shape shape = switch (health) {
            case HEALTHY, STALE, DISCONNECTED -> new Circle(radius);
            case DEGRADED -> triangle(radius * 1.2);
            case MITIGATING -> diamond(radius * 1.12);
            case DOWN -> square(radius * 0.86);
        };
        shape.getStyleClass().addAll("symbol", styleOf(health));
        return shape;
    }

    /** The CSS class of a health. */
    static String styleOf(RegionHealth health) {
        return switch (health) {
            case HEALTHY -> "healthy";
            case DEGRADED -> "degraded";
            case MITIGATING -> "mitigating";
            case DOWN -> "down";
            case STALE -> "stale";
            case DISCONNECTED -> "disconnected";
        };
    }

    /** Upright, its centre of gravity in the origin. */
    private static Shape triangle(double reach) {
        double side = reach * Math.sqrt(3) / 2;
        return new Polygon(0, -reach, side, reach / 2, -side, reach / 2);
    }

    private static Shape diamond(double reach) {
        return new Polygon(0, -reach, reach, 0, 0, reach, -reach, 0);
    }

    private static Shape square(double half) {
        return new Polygon(-half, -half, half, -half, half, half, -half, half);
    }
}
