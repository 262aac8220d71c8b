// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.model.Rates;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionState;
import dev.secbeat.console.view.widget.Subjects;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Group;
import javafx.scene.shape.Arc;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;

/**
 * A region on the map: symbol by health, size by throughput, around it a ring whose red part is the share of packets
 * dropped. The origin of its coordinates is the region's place.
 */
final class RegionMarker extends Group {
    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
    private static final double RING_GAP = 7;

    /** A smaller change of the radius is not drawn, pixels. */
    private static final double LEAST_GROWTH = 0.5;

    /** All that its picture depends on. */
    private record Look(RegionState state, MarkerSizes sizes, Steered steered) {}

    private final RegionModel region;
    private final MarkerLabel label;
    private final Circle track = new Circle();
    private final Arc share = new Arc();
    private final Circle dot = new Circle();
    private final Line out = new Line();
    private final Line outGround = new Line();
    private double radius;
    private boolean selected;
    private Steered steered = Steered.HOME;
    private Optional<RegionHealth> drawn = Optional.empty();
    private Optional<Look> last = Optional.empty();

    RegionMarker(RegionModel region) {
        this.region = region;
        this.label = new MarkerLabel(region);
        setId("map-region-" + region.id());
        getStyleClass().add("region-marker");
        Subjects.region(this, region.id());
        setManaged(false);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.BUTTON);
        accessibleTextProperty().bind(label.textProperty());
        share.setType(ArcType.OPEN);
        share.setStartAngle(90);
        share.getStyleClass().add("marker-share");
        out.setId("map-out-" + region.id());
        outGround.getStyleClass().add("marker-out-ground");
    }

    RegionModel region() {
        return region;
    }

    MarkerLabel label() {
        return label;
    }

    /** Distance from the origin that the marker takes, ring included, pixels. */
    double reach() {
        return radius + RING_GAP + 3;
    }

    /** Distance from the origin within which no other marker should be, pixels. */
    double spreadReach() {
        return radius + RING_GAP + 1;
    }

    boolean isSelected() {
        return selected;
    }

    /** Whether something is the matter with it, or its clients are not at home: then it is named before others. */
    boolean isUrgent() {
        return MarkerLabel.isUrgent(region.state().get()) || steered.isMoved();
    }

    /** Puts the marker's origin at this point of its parent. */
    void relocateTo(Point2D place) {
        setLayoutX(place.getX());
        setLayoutY(place.getY());
    }

    void select(boolean chosen) {
        selected = chosen;
        pseudoClassStateChanged(SELECTED, selected);
        label.pseudoClassStateChanged(SELECTED, selected);
    }

    /**
     * Draws the region's present state, once. Shapes are kept, and styled anew only when the health is another.
     *
     * @param now where its clients are steered
     */
    void draw(MarkerSizes sizes, Steered now) {
        RegionState state = region.state().get();
        steered = now;
        Optional<Look> look = Optional.of(new Look(state, sizes, now));
        if (look.equals(last)) {
            return;
        }
        last = look;
        double wanted = sizes.radius(
                state.shown().freshness().isGone() ? 0 : state.shown().passedPerSecond());
        label.draw(state, now);
        boolean other = !drawn.equals(Optional.of(state.health()));
        if (other || Math.abs(wanted - radius) >= LEAST_GROWTH) {
            drawn = Optional.of(state.health());
            radius = wanted;
            shape(state.health());
        }
        share(state.shown());
        strike(now);
    }

    private void shape(RegionHealth health) {
        double ring = radius + RING_GAP;
        track.setRadius(ring);
        share.setRadiusX(ring);
        share.setRadiusY(ring);
        dot.setRadius(Math.max(2.5, radius / 8));
        Texts.style(track, "marker-ring", MarkerSymbol.styleOf(health));
        Texts.style(dot, "marker-dot", MarkerSymbol.styleOf(health));
        getChildren().setAll(track, share, MarkerSymbol.of(health, radius), dot, outGround, out);
    }

    /** What nobody is sent to is struck through. */
    private void strike(Steered now) {
        double end = (radius + RING_GAP + 2) * Math.sqrt(0.5);
        for (Line line : List.of(outGround, out)) {
            line.setVisible(now.isOut());
            line.setStartX(-end);
            line.setStartY(end);
            line.setEndX(end);
            line.setEndY(-end);
        }
        Texts.style(out, "marker-out", now.isFresh() ? "fresh" : "stale");
    }

    /** The arc moves by whole degrees: less is not to be seen. */
    private void share(Rates rates) {
        double degrees = rates.freshness().isGone() ? 0 : Math.rint(360 * rates.dropShare());
        share.setLength(-degrees);
        share.setVisible(degrees >= 1);
        Texts.style(share, "marker-share", rates.freshness().isFresh() ? "fresh" : "stale");
    }
}
