// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;

/**
 * Finds room for labels beside round markers: right, left, above, below, in this order; what is placed first has the
 * choice. A place that no line runs through comes first, whatever its side. A label with no free side is not shown.
 * Greedy, so a label never jumps because of a less important one. Pure; any thread.
 */
final class LabelPlacer {
    private static final double GAP = 8;

    /** How finely room is looked for where there is none beside the marker: pixels outwards, and directions. */
    private static final double STEP = 9;

    private static final int DIRECTIONS = 32;

    private final Rectangle2D frame;
    private final List<Rectangle2D> taken = new ArrayList<>();
    private final List<Point2D> lines = new ArrayList<>();

    LabelPlacer(Rectangle2D frame) {
        this.frame = frame;
    }

    /** Keeps labels off this rectangle. */
    void reserve(Rectangle2D rectangle) {
        taken.add(rectangle);
    }

    /** Keeps labels off the square around a marker. */
    void reserveMarker(double x, double y, double reach) {
        reserve(new Rectangle2D(x - reach, y - reach, 2 * reach, 2 * reach));
    }

    /** Keeps labels off lines through these points, where there is room elsewhere. */
    void avoid(List<Point2D> points) {
        lines.addAll(points);
    }

    /** A free place for something of this size beside the marker, which is then taken; empty if there is none. */
    Optional<Rectangle2D> place(double x, double y, double reach, double width, double height) {
        Optional<Rectangle2D> free = Optional.empty();
        for (Rectangle2D candidate : candidates(x, y, reach, width, height)) {
            Rectangle2D place = onPixels(candidate);
            if (isFree(place)) {
                if (isClear(place)) {
                    taken.add(place);
                    return Optional.of(place);
                }
                free = free.or(() -> Optional.of(place));
            }
        }
        free.ifPresent(taken::add);
        return free;
    }

    /**
     * The nearest free place for something of this size, however far from the marker; where none is free at all, beside it
     * over whatever is there. It is then taken.
     */
    Rectangle2D placeFar(double x, double y, double reach, double width, double height) {
        double farthest = Math.hypot(frame.getWidth(), frame.getHeight());
        for (double away = reach + GAP + STEP; away < farthest; away += STEP) {
            for (int i = 0; i < DIRECTIONS; i++) {
                double angle = 2 * Math.PI * i / DIRECTIONS;
                Rectangle2D place = onPixels(new Rectangle2D(
                        x + away * Math.cos(angle) - width / 2,
                        y + away * Math.sin(angle) - height / 2,
                        width,
                        height));
                if (isFree(place)) {
                    taken.add(place);
                    return place;
                }
            }
        }
        Rectangle2D last = onPixels(new Rectangle2D(
                within(x + reach + GAP, frame.getMinX(), frame.getMaxX() - width),
                within(y - height / 2, frame.getMinY(), frame.getMaxY() - height),
                width,
                height));
        taken.add(last);
        return last;
    }

    private static double within(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }

    private boolean isClear(Rectangle2D place) {
        for (Point2D point : lines) {
            if (place.contains(point)) {
                return false;
            }
        }
        return true;
    }

    /** The first of these places that is free, which is then taken; empty if there is none. */
    Optional<Rectangle2D> placeOneOf(List<Rectangle2D> candidates) {
        Optional<Rectangle2D> chosen = candidates.stream()
                .map(LabelPlacer::onPixels)
                .filter(this::isFree)
                .findFirst();
        chosen.ifPresent(taken::add);
        return chosen;
    }

    private boolean isFree(Rectangle2D place) {
        if (!frame.contains(place)) {
            return false;
        }
        for (Rectangle2D other : taken) {
            if (other.intersects(
                    place.getMinX() - 1, place.getMinY() - 1, place.getWidth() + 2, place.getHeight() + 2)) {
                return false;
            }
        }
        return true;
    }

    /** Where it will be drawn: moved to whole pixels afterwards, neighbours would touch. */
    private static Rectangle2D onPixels(Rectangle2D place) {
        return new Rectangle2D(
                Math.rint(place.getMinX()), Math.rint(place.getMinY()), place.getWidth(), place.getHeight());
    }

    private static List<Rectangle2D> candidates(double x, double y, double reach, double width, double height) {
        double away = reach + GAP;
        return List.of(
                new Rectangle2D(x + away, y - height / 2, width, height),
                new Rectangle2D(x - away - width, y - height / 2, width, height),
                new Rectangle2D(x - width / 2, y - away - height, width, height),
                new Rectangle2D(x - width / 2, y + away, width, height),
                new Rectangle2D(x + away * 0.6, y - away - height, width, height),
                new Rectangle2D(x + away * 0.6, y + away, width, height),
                new Rectangle2D(x - away * 0.6 - width, y - away - height, width, height),
                new Rectangle2D(x - away * 0.6 - width, y + away, width, height),
                new Rectangle2D(x + away, y - height, width, height),
                new Rectangle2D(x + away, y, width, height),
                new Rectangle2D(x - away - width, y - height, width, height),
                new Rectangle2D(x - away - width, y, width, height));
    }
}
