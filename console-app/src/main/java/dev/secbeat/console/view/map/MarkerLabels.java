// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import javafx.geometry.Dimension2D;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;

/**
 * Puts names beside markers, the worst off first. A region in trouble is always named: in one line where three have no room,
 * and where it has none beside its marker, farther away at the end of a fine line.
 */
final class MarkerLabels {
    /** Of more regions in trouble than this on a full map, each is told in one line. */
    private static final int MANY = 16;

    private final Path leaders = new Path();
    private final List<PathElement> lines = new ArrayList<>();
    private List<RegionMarker> byWeight = List.of();
    private Map<String, Point2D> places = Map.of();
    private ToDoubleFunction<RegionMarker> reach = RegionMarker::reach;
    private boolean crowded;
    private boolean brief;

    MarkerLabels() {
        leaders.setId("map-label-leaders");
        leaders.setMouseTransparent(true);
        leaders.getStyleClass().add("marker-leaders");
    }

    /** The lines to names that stand far away. */
    Path leaders() {
        return leaders;
    }

    /**
     * Begins to name these anew.
     *
     * @param many whether they share the map with so many that most are told in one line
     * @param around how far from its place a marker reaches, pixels
     */
    void begin(
            Collection<RegionMarker> markers,
            boolean many,
            Map<String, Point2D> at,
            ToDoubleFunction<RegionMarker> around) {
        byWeight = markers.stream()
                .sorted(Comparator.comparing((RegionMarker marker) -> !marker.isSelected())
                        .thenComparing(marker -> !marker.isUrgent())
                        .thenComparingInt(MarkerLabels::rank)
                        .thenComparing(marker -> marker.region().id()))
                .toList();
        places = at;
        reach = around;
        crowded = many;
        brief = many && markers.stream().filter(RegionMarker::isUrgent).count() > MANY;
        lines.clear();
    }

    /** The smaller, the worse. */
    private static int rank(RegionMarker marker) {
        return switch (marker.region().state().get().health()) {
            case DOWN -> 0;
            case MITIGATING -> 1;
            case DEGRADED -> 2;
            case STALE -> 3;
            case DISCONNECTED -> 4;
            case HEALTHY -> 5;
        };
    }

    /** Places the names of some of them, which are then taken. */
    void place(LabelPlacer placer, Predicate<RegionMarker> which) {
        byWeight.stream().filter(which).forEach(marker -> place(placer, marker));
        if (!lines.equals(leaders.getElements())) {
            leaders.getElements().setAll(lines);
        }
    }

    private void place(LabelPlacer placer, RegionMarker marker) {
        boolean important = marker.isSelected() || marker.isUrgent();
        MarkerLabel label = marker.label();
        boolean inOneLine = crowded && !marker.isSelected() && (brief || !important);
        Optional<Rectangle2D> room = room(placer, marker, inOneLine);
        if (room.isEmpty() && (important || !crowded)) { // its name at least
            inOneLine = true;
            room = room(placer, marker, true);
        }
        if (room.isEmpty() && important) {
            room = Optional.of(farRoom(placer, marker));
        }
        label.setVisible(room.isPresent());
        if (room.isPresent()) {
            label.shorten(inOneLine);
            label.autosize();
            label.relocate(Math.rint(room.get().getMinX()), Math.rint(room.get().getMinY()));
        }
    }

    private Optional<Rectangle2D> room(LabelPlacer placer, RegionMarker marker, boolean inOneLine) {
        Dimension2D size = marker.label().size(inOneLine);
        Point2D place = placeOf(marker);
        return placer.place(place.getX(), place.getY(), reach.applyAsDouble(marker), size.getWidth(), size.getHeight());
    }

    private Rectangle2D farRoom(LabelPlacer placer, RegionMarker marker) {
        Dimension2D size = marker.label().size(true);
        Point2D place = placeOf(marker);
        Rectangle2D room = placer.placeFar(
                place.getX(), place.getY(), reach.applyAsDouble(marker), size.getWidth(), size.getHeight());
        lead(place, marker.reach(), room);
        return room;
    }

    private Point2D placeOf(RegionMarker marker) {
        return places.getOrDefault(marker.region().id(), Point2D.ZERO);
    }

    /** From the marker's rim to the nearest edge of its name. */
    private void lead(Point2D from, double rim, Rectangle2D to) {
        Point2D end = new Point2D(
                Math.clamp(from.getX(), to.getMinX(), to.getMaxX()),
                Math.clamp(from.getY(), to.getMinY(), to.getMaxY()));
        Point2D begin = from.add(end.subtract(from).normalize().multiply(rim));
        lines.add(new MoveTo(begin.getX(), begin.getY()));
        lines.add(new LineTo(end.getX(), end.getY()));
    }
}
