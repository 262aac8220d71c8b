// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;

/**
 * The map of the fleet: drag to pan, wheel to zoom, click a region to select it, double click (or Shift+Enter) for its
 * nodes, a node (or Ctrl+Enter) to look at it closely. It draws at most once per drain of the model, and not at all while it is not shown. FX thread only.
 */
public final class RegionMapView {
    private static final double CLOSE_ZOOM = 4.2;
    private static final double BUTTON_LEVELS = 0.5;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    /** Markers drawn at once. */
    private static final int A_PIECE = 10;

    private final WorldMap map = new GluonWorldMap();
    private final StackPane root = new StackPane();
    private final MapOverlay overlay;
    private boolean pending;

    /** A map of this model; what the person asks for goes to {@code intents}. */
    public RegionMapView(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        overlay = new MapOverlay(model, map, this::listen, node -> {
            String region = node.id().substring(0, node.id().indexOf('/'));
            intents.accept(new Intent.OpenRegion(region, node.name()));
        });
        root.setId("map-view");
        root.getStyleClass().add("map-view");
        root.setMinSize(0, 0);
        map.setOverlay(overlay, this::arrange);
        Node legend = MapLegend.create();
        Node buttons = MapButtons.create(this::zoom, map::fitWorld);
        root.getChildren().addAll(map.node(), legend, buttons);
        MapTiles.server().ifPresent(server -> attribute(server.attribution()));
        StackPane.setAlignment(legend, Pos.BOTTOM_LEFT);
        StackPane.setAlignment(buttons, Pos.BOTTOM_RIGHT);
        clip();
        Shown.follow(root, model.now(), millis -> refresh());
    }

    private void attribute(String whose) {
        Label label = Texts.label(whose, "map-attribution");
        label.setId("map-attribution");
        label.setMouseTransparent(true);
        root.getStyleClass().add("map-online");
        root.getChildren().add(label);
        StackPane.setAlignment(label, Pos.TOP_RIGHT);
    }

    /** The view, to be put into the scene. */
    public Region node() {
        return root;
    }

    /** Marks a region; an unknown id marks none. */
    public void select(String regionId) {
        overlay.select(regionId);
        refresh();
    }

    /** Shows a region's nodes and brings it near; again hides them. */
    public void toggleNodes(String regionId) {
        overlay.expand(regionId);
        model.region(regionId)
                .filter(region -> region.place().isPlaced())
                .ifPresent(region ->
                        map.goTo(region.place().latitude(), region.place().longitude(), CLOSE_ZOOM));
        refresh();
    }

    /** Shows the whole world. */
    public void fit() {
        map.fitWorld();
    }

    private void refresh() {
        if (root.getScene() == null || pending) {
            return;
        }
        pending = true;
        Platform.runLater(() -> {
            for (int from = 0; from < model.regions().size(); from += A_PIECE) {
                int first = from;
                model.pace().soon(new Markers(this, first), () -> overlay.draw(first, A_PIECE));
            }
            model.pace().soon(this, () -> {
                pending = false;
                arrange();
            });
        });
    }

    /** The key of a piece of work: some of a map's markers. */
    private record Markers(RegionMapView map, int from) {}

    private void arrange() {
        Region view = map.node();
        if (root.getScene() == null || view.getWidth() <= 0) {
            return;
        }
        double world = map.screen(0, 180).getX() - map.screen(0, -180).getX();
        overlay.arrange(view.getWidth(), view.getHeight(), world);
    }

    private void zoom(int direction) {
        map.zoomBy(direction * BUTTON_LEVELS, root.getWidth() / 2, root.getHeight() / 2);
    }

    private void listen(RegionMarker marker) {
        String id = marker.region().id();
        marker.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.isStillSincePress()) {
                intents.accept(event.getClickCount() == 2 ? new Intent.ShowNodes(id) : new Intent.ShowRegion(id));
                event.consume();
            }
        });
        marker.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                intents.accept(
                        event.isShortcutDown()
                                ? new Intent.OpenRegion(id, "")
                                : event.isShiftDown() ? new Intent.ShowNodes(id) : new Intent.ShowRegion(id));
                event.consume();
            }
        });
    }

    private void clip() {
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(root.widthProperty());
        clip.heightProperty().bind(root.heightProperty());
        root.setClip(clip);
    }
}
