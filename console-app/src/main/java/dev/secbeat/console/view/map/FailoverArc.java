// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.view.widget.Texts;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.QuadCurve;
import javafx.scene.transform.Rotate;

/** An arrow from region to region, with words at its middle. */
final class FailoverArc extends Group {
    private static final double BEND = 0.2;
    private static final double HEAD = 9;

    private final QuadCurve curve = new QuadCurve();
    private final Polygon head = new Polygon(0, 0, -HEAD, -HEAD / 2, -HEAD, HEAD / 2);
    private final Label pill = new Label();

    /** @param key what it tells of: part of its id */
    FailoverArc(String key) {
        setId("map-failover-" + key);
        pill.setId("map-failover-" + key + "-text");
        pill.setManaged(false);
        getChildren().addAll(curve, head, pill);
    }

    /** Draws it between these places, beginning and ending at so many pixels from them. */
    void draw(FailoverArcs.Move move, Point2D from, Point2D to, double fromReach, double toReach) {
        String style = switch (move.kind()) {
            case PLANNED -> "planned";
            case UNDER_WAY -> "under-way";
            case OLD -> "old";
        };
        pill.setText(move.words());
        Texts.style(pill, "label", "link-pill", "failover-pill", style);
        Texts.style(curve, "failover-line", style);
        Texts.style(head, "failover-head", style);
        place(from, to, fromReach, toReach);
    }

    /** Where its words stand. */
    Rectangle2D pillBounds() {
        return new Rectangle2D(pill.getLayoutX(), pill.getLayoutY(), pill.getWidth(), pill.getHeight());
    }

    private void place(Point2D from, Point2D to, double fromReach, double toReach) {
        Point2D along = to.subtract(from);
        Point2D control = from.midpoint(to).add(new Point2D(along.getY(), -along.getX()).multiply(-BEND));
        Point2D start = from.add(control.subtract(from).normalize().multiply(fromReach));
        Point2D end = to.add(control.subtract(to).normalize().multiply(toReach));
        curve.setStartX(start.getX());
        curve.setStartY(start.getY());
        curve.setControlX(control.getX());
        curve.setControlY(control.getY());
        curve.setEndX(end.getX());
        curve.setEndY(end.getY());
        Point2D arriving = end.subtract(control);
        head.getTransforms().setAll(new Rotate(Math.toDegrees(Math.atan2(arriving.getY(), arriving.getX())), 0, 0));
        head.setTranslateX(end.getX());
        head.setTranslateY(end.getY());
        pill.applyCss();
        pill.autosize();
        double x = 0.25 * start.getX() + 0.5 * control.getX() + 0.25 * end.getX();
        double y = 0.25 * start.getY() + 0.5 * control.getY() + 0.25 * end.getY();
        pill.relocate(Math.rint(x - pill.getWidth() / 2), Math.rint(y - pill.getHeight() / 2));
    }
}
