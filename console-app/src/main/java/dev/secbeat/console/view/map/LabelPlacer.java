// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Rectangle2D;

/**
 * Finds room for labels beside round markers: right, left, above, below, in this order; what is placed first has the
 * choice. A label with no free side is not shown. Greedy, so a label never jumps because of a less important one. Pure;
 * any thread.
 */
final class LabelPlacer {
    private static final double GAP = 8;

    private final Rectangle2D frame;
    private final List<Rectangle2D> taken = new ArrayList<>();

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

    /** A free place for something of this size beside the marker, which is then taken; empty if there is none. */
    Optional<Rectangle2D> place(double x, double y, double reach, double width, double height) {
        return placeOneOf(candidates(x, y, reach, width, height));
    }

    /** The first of these places that is free, which is then taken; empty if there is none. */
    Optional<Rectangle2D> placeOneOf(List<Rectangle2D> candidates) {
        Optional<Rectangle2D> chosen = candidates.stream()
                .map(LabelPlacer::onPixels)
                .filter(candidate -> frame.contains(candidate) && taken.stream().noneMatch(candidate::intersects))
                .findFirst();
        chosen.ifPresent(taken::add);
        return chosen;
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
                new Rectangle2D(x + away * 0.6, y + away, width, height));
    }
}
