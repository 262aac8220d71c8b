// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.LinkState;
import dev.secbeat.console.view.widget.Figure;
import dev.secbeat.console.view.widget.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.control.Label;
import javafx.scene.shape.QuadCurve;

/** Replication between two regions: a dashed arc, and a pill on it with the lag. */
final class LinkLine {
    private static final double BEND = 0.24;
    private static final double POINT_PIXELS = 8;
    private static final int MOST_POINTS = 300;
    private static final double[] PLACES = {0.5, 0.4, 0.6, 0.3, 0.7};

    private final QuadCurve curve = new QuadCurve();
    private final Figure pill = new Figure("");
    private Optional<Boolean> drawnFresh = Optional.empty();

    LinkLine(LinkState link) {
        curve.setId("map-link-" + link.from() + "-" + link.to());
        curve.getStyleClass().add("link-line");
        curve.setManaged(false);
        curve.setMouseTransparent(true);
        pill.setId("map-lag-" + link.from() + "-" + link.to());
        pill.setManaged(false);
        pill.setMouseTransparent(true);
        boolean _ = draw(link);
    }

    QuadCurve curve() {
        return curve;
    }

    Label pill() {
        return pill;
    }

    /** Whether it is dressed anew. */
    boolean draw(LinkState link) {
        boolean fresh = link.freshness().isFresh();
        boolean dressed = drawnFresh.equals(Optional.of(fresh));
        drawnFresh = Optional.of(fresh);
        pill.setText(
                fresh
                        ? Figures.millis((double) link.lagMillis())
                        : Messages.of("map.link.stale", link.freshness().text()));
        Texts.style(pill, "label", "link-pill", "figure", fresh ? "fresh" : "stale");
        Texts.style(curve, "link-line", fresh ? "fresh" : "stale");
        return !dressed;
    }

    /** Bends short links to the north and those across half the map to the south, where there is room. */
    void place(Point2D from, Point2D to, double worldPixels) {
        Point2D west = from.getX() <= to.getX() ? from : to;
        Point2D east = west.equals(from) ? to : from;
        Point2D along = east.subtract(west);
        double side = along.magnitude() > worldPixels * 0.42 ? 1 : -1;
        Point2D across = new Point2D(-along.getY(), along.getX()).multiply(BEND * side * (side > 0 ? 1.6 : 1));
        Point2D control = west.midpoint(east).add(across);
        curve.setStartX(west.getX());
        curve.setStartY(west.getY());
        curve.setControlX(control.getX());
        curve.setControlY(control.getY());
        curve.setEndX(east.getX());
        curve.setEndY(east.getY());
        pill.autosize();
    }

    /** Puts the pill where it finds room along the line, first in the middle; where there is none it is not shown. */
    void placePill(LabelPlacer placer) {
        List<Rectangle2D> candidates = new ArrayList<>();
        for (double t : PLACES) {
            Point2D at = at(t);
            candidates.add(new Rectangle2D(
                    Math.rint(at.getX() - pill.getWidth() / 2),
                    Math.rint(at.getY() - pill.getHeight() / 2),
                    pill.getWidth(),
                    pill.getHeight()));
        }
        Optional<Rectangle2D> room = placer.placeOneOf(candidates);
        pill.setVisible(room.isPresent());
        room.ifPresent(spot -> pill.relocate(spot.getMinX(), spot.getMinY()));
    }

    /** Points along the line, about as far from each other as a letter is wide. */
    List<Point2D> points() {
        double length = new Point2D(curve.getStartX(), curve.getStartY()).distance(curve.getEndX(), curve.getEndY());
        int count = (int) Math.clamp(length / POINT_PIXELS, 2, MOST_POINTS);
        List<Point2D> points = new ArrayList<>(count + 1);
        for (int i = 0; i <= count; i++) {
            points.add(at((double) i / count));
        }
        return points;
    }

    /** Of many lines none may hide the map. */
    void dim(boolean many) {
        curve.setStrokeWidth(many ? 0.7 : 1.2);
    }

    private Point2D at(double t) {
        double u = 1 - t;
        return new Point2D(
                u * u * curve.getStartX() + 2 * u * t * curve.getControlX() + t * t * curve.getEndX(),
                u * u * curve.getStartY() + 2 * u * t * curve.getControlY() + t * t * curve.getEndY());
    }
}
