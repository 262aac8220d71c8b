// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import com.gluonhq.maps.MapLayer;
import com.gluonhq.maps.MapView;
import javafx.geometry.Point2D;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/**
 * The map on Gluon Maps. Two habits of the library are mended here: it zooms without limits and in fractions at which
 * its tiles show hairlines between them, so zooming goes through {@link #zoomBy} and rests at zooms where a tile covers
 * whole pixels; and it lays its layers out on every pulse, so the overlay is only told when the map moved.
 */
final class GluonWorldMap implements WorldMap {
    private static final double MAX_ZOOM = 7;
    private static final double TILE = 256;
    /** Gluon changes to the next finer tiles this much before a whole zoom. */
    private static final double TIPPING = 0.2;
    /** Part of the unit square between 77 N and 57 S, in which all regions lie. */
    private static final double WORLD_TALL = 0.505;

    /** A view at most this much wider than the world is filled with it. */
    private static final double SPARE = 1.12;

    private static final double MIDDLE_Y = 0.437;
    private static final double MIDDLE_LONGITUDE = 9;
    private static final double SCROLL_UNIT = 160;

    private final MapView view = new MapView();
    private final Layer layer = new Layer();
    private boolean fitted = true;

    GluonWorldMap() {
        view.addLayer(layer);
        view.setMinSize(0, 0);
        view.addEventFilter(ScrollEvent.SCROLL, this::scroll);
        view.addEventFilter(ZoomEvent.ANY, this::pinch);
        view.addEventHandler(MouseEvent.MOUSE_DRAGGED, event -> fitted = false);
        view.layoutBoundsProperty().addListener((bounds, old, now) -> {
            if (fitted) {
                fitWorld();
            }
        });
    }

    @Override
    public Region node() {
        return view;
    }

    @Override
    public void setOverlay(Pane overlay, Runnable moved) {
        layer.show(overlay, moved);
    }

    @Override
    public Point2D screen(double latitude, double longitude) {
        return layer.screen(latitude, longitude);
    }

    @Override
    public void zoomBy(double levels, double x, double y) {
        fitted = false;
        double zoom = wholePixels(Math.clamp(layer.zoom() + levels, minZoom(), MAX_ZOOM));
        double world = TILE * Math.pow(2, layer.zoom());
        double grown = TILE * Math.pow(2, zoom);
        double unitX = (x - layer.left()) / world;
        double unitY = (y - layer.top()) / world;
        double middleX = unitX + (view.getWidth() / 2 - x) / grown;
        double middleY = unitY + (view.getHeight() / 2 - y) / grown;
        show(zoom, middleX, middleY);
    }

    @Override
    public void fitWorld() {
        if (view.getWidth() > 0 && view.getHeight() > 0) {
            show(wholePixels(fitZoom()), Mercator.x(MIDDLE_LONGITUDE), MIDDLE_Y);
            fitted = true;
        }
    }

    @Override
    public void goTo(double latitude, double longitude, double zoom) {
        fitted = false;
        double wanted = wholePixels(Math.clamp(Math.max(layer.zoom(), zoom), minZoom(), MAX_ZOOM));
        show(wanted, Mercator.x(longitude), Mercator.y(latitude));
    }

    private void show(double zoom, double middleX, double middleY) {
        double half = Math.min(0.5, view.getWidth() / 2 / (TILE * Math.pow(2, zoom)));
        double x = Math.clamp(middleX, half, 1 - half);
        double y = Math.clamp(middleY, 0.05, 0.95);
        view.setZoom(zoom);
        view.setCenter(Mercator.latitude(y), Mercator.longitude(x));
        layer.touch();
    }

    private double fitZoom() {
        double world = Math.min(view.getWidth(), view.getHeight() / WORLD_TALL);
        if (view.getWidth() < world * SPARE) {
            world = view.getWidth() + 2; // cutting a little of north and south beats a strip without a world
        }
        return Math.clamp(Math.log(world / TILE) / Math.log(2), 0, MAX_ZOOM);
    }

    private double minZoom() {
        return Math.max(0, fitZoom() - 0.5);
    }

    /** The nearest zoom at which a tile is a whole number of pixels wide: no hairlines between tiles. */
    static double wholePixels(double zoom) {
        double level = Math.floor(zoom + TIPPING);
        double side = Math.rint(TILE * Math.pow(2, zoom - level));
        return level + Math.log(side / TILE) / Math.log(2);
    }

    private void scroll(ScrollEvent event) {
        if (event.getDeltaY() != 0 && !event.isInertia()) {
            zoomBy(Math.clamp(event.getDeltaY() / SCROLL_UNIT, -1, 1), event.getX(), event.getY());
        }
        event.consume();
    }

    private void pinch(ZoomEvent event) {
        if (event.getEventType() == ZoomEvent.ZOOM && event.getZoomFactor() > 0) {
            zoomBy(Math.log(event.getZoomFactor()) / Math.log(2), event.getX(), event.getY());
        }
        event.consume();
    }

    /** Holds the overlay and knows, through its base class, how the map lies. */
    private static final class Layer extends MapLayer {
        private Runnable moved = () -> {};
        private double seenZoom = Double.NaN;
        private double seenLeft = Double.NaN;
        private double seenTop = Double.NaN;

        void show(Pane overlay, Runnable listener) {
            getChildren().setAll(overlay);
            moved = listener;
            touch();
        }

        void touch() {
            markDirty();
            requestLayout();
        }

        double zoom() {
            return baseMap.getZoom();
        }

        double left() {
            return baseMap.getTranslateX();
        }

        double top() {
            return baseMap.getTranslateY();
        }

        Point2D screen(double latitude, double longitude) {
            double world = TILE * Math.pow(2, zoom());
            return new Point2D(left() + Mercator.x(longitude) * world, top() + Mercator.y(latitude) * world);
        }

        @Override
        protected void layoutLayer() {
            baseMap.setTranslateX(Math.rint(left()));
            baseMap.setTranslateY(Math.rint(top()));
            if (zoom() != seenZoom || left() != seenLeft || top() != seenTop) {
                seenZoom = zoom();
                seenLeft = left();
                seenTop = top();
                moved.run();
            }
        }
    }
}
