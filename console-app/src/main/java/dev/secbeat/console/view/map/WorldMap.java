// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import javafx.geometry.Point2D;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/** A map one can pan and zoom, with a pane on top that moves with it. The wall around the map library. FX thread only. */
interface WorldMap {
    /** The map itself, to be put into the scene. */
    Region node();

    /** What lies on top of the map, told whenever the map moved. */
    void setOverlay(Pane overlay, Runnable moved);

    /** Where a place is now, in the overlay's pixels. */
    Point2D screen(double latitude, double longitude);

    /** Zooms by powers of two around a point of the overlay; the map keeps its own limits. */
    void zoomBy(double levels, double x, double y);

    /** Shows the whole world, as large as it fits. */
    void fitWorld();

    /** Brings a place to the middle, at least at this zoom (powers of two over one 256-pixel world). */
    void goTo(double latitude, double longitude, double zoom);
}
