// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.model.Rates;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionState;
import dev.secbeat.console.view.widget.Subjects;
import javafx.css.PseudoClass;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Group;
import javafx.scene.shape.Arc;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.Circle;

/**
 * A region on the map: symbol by health, size by throughput, around it a ring whose red part is the share of packets
 * dropped. The origin of its coordinates is the region's place.
 */
final class RegionMarker extends Group {
    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
    private static final double RING_GAP = 7;

    private final RegionModel region;
    private final MarkerLabel label;
    private double radius;
    private boolean selected;
    private RegionState drawn = RegionState.UNKNOWN;

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

    /** Draws the region's present state; does nothing when neither state nor size changed. */
    void draw(MarkerSizes sizes) {
        RegionState state = region.state().get();
        double wanted = sizes.radius(
                state.shown().freshness().isGone() ? 0 : state.shown().passedPerSecond());
        label.draw(state);
        if (state.equals(drawn)
                && Math.abs(wanted - radius) < 0.5
                && !getChildren().isEmpty()) {
            return;
        }
        drawn = state;
        radius = wanted;
        Circle dot = new Circle(Math.max(2.5, radius / 8));
        dot.getStyleClass().addAll("marker-dot", MarkerSymbol.styleOf(state.health()));
        getChildren().setAll(track(state), share(state.shown()), MarkerSymbol.of(state.health(), radius), dot);
    }

    private Circle track(RegionState state) {
        Circle track = new Circle(radius + RING_GAP);
        track.getStyleClass().addAll("marker-ring", MarkerSymbol.styleOf(state.health()));
        return track;
    }

    private Arc share(Rates rates) {
        double ring = radius + RING_GAP;
        double degrees = rates.freshness().isGone() ? 0 : 360 * rates.dropShare();
        Arc arc = new Arc(0, 0, ring, ring, 90, -degrees);
        arc.setType(ArcType.OPEN);
        arc.getStyleClass().add("marker-share");
        arc.setVisible(degrees >= 1);
        arc.setOpacity(rates.freshness().isFresh() ? 1 : 0.4);
        return arc;
    }
}
