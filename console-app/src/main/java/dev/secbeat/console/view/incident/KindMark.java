// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.model.TimelineEntry;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.Shape;

/**
 * The shape that stands for a kind of thing that happened: the same in the chart and beside its name. None of them is a square,
 * diamond or round light, which tell a region's health elsewhere.
 */
final class KindMark {
    /** Half the size of a mark, pixels. */
    static final double REACH = 5;

    private static final double[] TRIANGLE_X = {-REACH, REACH, 0};
    private static final double[] TRIANGLE_Y = {REACH - 1, REACH - 1, -REACH + 1};
    private static final double[] ARROW_X = {-REACH + 1, REACH, -REACH + 1};
    private static final double[] ARROW_Y = {-REACH, 0, REACH};
    private static final double SLASH = 2.8;

    private KindMark() {}

    /** Draws it around this point, in the pen's fill and stroke. */
    static void draw(GraphicsContext pen, TimelineEntry.Kind kind, double x, double y) {
        switch (kind) {
            case DETECTION -> pen.fillPolygon(moved(TRIANGLE_X, x), moved(TRIANGLE_Y, y), 3);
            case FAILOVER -> pen.fillPolygon(moved(ARROW_X, x), moved(ARROW_Y, y), 3);
            case ACT -> pen.fillOval(x - 4, y - 4, 8, 8);
            case BLOCK -> {
                pen.setLineWidth(1.4);
                pen.strokeOval(x - 4, y - 4, 8, 8);
                pen.strokeLine(x - SLASH, y + SLASH, x + SLASH, y - SLASH);
            }
            case HEALTH -> {
                pen.fillRect(x - 0.75, y - 4, 1.5, 8);
                pen.fillRect(x - 4, y - 0.75, 8, 1.5);
            }
            case TROUBLE -> {
                pen.setLineWidth(1.6);
                pen.strokeLine(x - SLASH, y + SLASH, x + SLASH, y - SLASH);
                pen.strokeLine(x - SLASH, y - SLASH, x + SLASH, y + SLASH);
            }
            case CONSOLE -> pen.fillRect(x - 0.75, y - 4, 1.5, 8);
        }
    }

    /** The same as a node, dressed by the theme. */
    static Shape node(TimelineEntry.Kind kind) {
        Shape mark = switch (kind) {
            case DETECTION -> polygon(TRIANGLE_X, TRIANGLE_Y);
            case FAILOVER -> polygon(ARROW_X, ARROW_Y);
            case ACT -> new Circle(4);
            case BLOCK -> slashed();
            case HEALTH -> Shape.union(new Rectangle(-0.75, -4, 1.5, 8), new Rectangle(-4, -0.75, 8, 1.5));
            case TROUBLE -> Shape.union(line(SLASH), line(-SLASH));
            case CONSOLE -> new Rectangle(1.5, 8);
        };
        mark.getStyleClass().setAll("kind-mark", Kinds.style(kind));
        return mark;
    }

    private static Shape slashed() {
        Circle hole = new Circle(3.3);
        return Shape.union(Shape.subtract(new Circle(4.7), hole), line(SLASH));
    }

    /** From one corner to the other; {@code rise} is half of what it climbs. */
    private static Line line(double rise) {
        Line line = new Line(-SLASH, rise, SLASH, -rise);
        line.setStrokeWidth(1.4);
        return line;
    }

    private static Polygon polygon(double[] x, double[] y) {
        Polygon polygon = new Polygon();
        for (int i = 0; i < x.length; i++) {
            polygon.getPoints().addAll(x[i], y[i]);
        }
        return polygon;
    }

    private static double[] moved(double[] values, double by) {
        double[] moved = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            moved[i] = values[i] + by;
        }
        return moved;
    }
}
