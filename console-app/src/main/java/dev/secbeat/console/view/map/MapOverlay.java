// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.RegionModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.Group;
import javafx.scene.layout.Pane;

/** Markers, links and labels on top of the map. Draws the model when told to; keeps nodes and reuses them. */
final class MapOverlay extends Pane {
    /** Height that a banner takes above the map; a name below it could not be read. */
    private static final double BANNER = 52;

    private final FleetModel model;
    private final WorldMap map;
    private final Consumer<RegionMarker> onNewMarker;
    private final Map<String, RegionMarker> markers = new LinkedHashMap<>();
    private final LinkLines links = new LinkLines();
    private final Group markerGroup = new Group();
    private final Group labelGroup = new Group();
    private final NodeFan fan;
    private String selected = "";
    private String expanded = "";

    MapOverlay(
            FleetModel model, WorldMap map, Consumer<RegionMarker> onNewMarker, Consumer<NodeState> onNode) {
        fan = new NodeFan(onNode);
        this.model = model;
        this.map = map;
        this.onNewMarker = onNewMarker;
        setId("map-overlay");
        setPickOnBounds(false);
        labelGroup.setMouseTransparent(true);
        getChildren().addAll(links.curves(), fan, markerGroup, links.pills(), labelGroup);
        getChildren().forEach(child -> child.setManaged(false));
    }

    void select(String regionId) {
        selected = regionId;
    }

    /** Shows a region's nodes around its marker; the same region again, or an unknown one, hides them. */
    void expand(String regionId) {
        expanded = expanded.equals(regionId) ? "" : regionId;
    }

    Optional<RegionMarker> marker(String regionId) {
        return Optional.ofNullable(markers.get(regionId));
    }

    /** Brings everything to where the map and the model say. */
    void arrange(double width, double height, double worldPixels) {
        List<RegionModel> shown = shown();
        syncMarkers(shown);
        MarkerSizes sizes = MarkerSizes.of(shown.size(), busiest(shown));
        Map<String, Point2D> places = new HashMap<>();
        LabelPlacer placer =
                new LabelPlacer(new Rectangle2D(4, BANNER, Math.max(1, width - 8), Math.max(1, height - BANNER - 4)));
        for (RegionMarker marker : markers.values()) {
            marker.draw(sizes);
            marker.select(marker.region().id().equals(selected));
            Point2D place = place(marker);
            places.put(marker.region().id(), place);
            marker.relocateTo(place);
            placer.reserveMarker(place.getX(), place.getY(), reach(marker));
        }
        applyCss(); // what is new has no font yet, and would be measured without
        links.arrange(model.links(), places, worldPixels, selected);
        links.pillBounds().forEach(placer::avoid);
        arrangeFan(places);
        arrangeLabels(placer, places);
    }

    private List<RegionModel> shown() {
        return model.regions().stream().filter(MapOverlay::isShown).toList();
    }

    /** Places of the catalogue in which nothing was ever heard of are not part of the fleet. */
    private static boolean isShown(RegionModel region) {
        boolean heard = region.state().get().totalNodes() > 0
                || region.state().get().freshness().ageMillis() >= 0;
        return region.place().isPlaced() && heard;
    }

    private void syncMarkers(List<RegionModel> shown) {
        List<String> ids = shown.stream().map(RegionModel::id).toList();
        if (ids.equals(List.copyOf(markers.keySet()))) {
            return;
        }
        markers.keySet().retainAll(ids);
        for (RegionModel region : shown) {
            markers.computeIfAbsent(region.id(), id -> {
                RegionMarker marker = new RegionMarker(region);
                onNewMarker.accept(marker);
                return marker;
            });
        }
        markerGroup.getChildren().setAll(markers.values());
        labelGroup
                .getChildren()
                .setAll(markers.values().stream().map(RegionMarker::label).toList());
    }

    private static double busiest(List<RegionModel> shown) {
        return shown.stream()
                .mapToDouble(region -> region.state().get().shown().passedPerSecond())
                .max()
                .orElse(0);
    }

    private Point2D place(RegionMarker marker) {
        return map.screen(
                marker.region().place().latitude(), marker.region().place().longitude());
    }

    private double reach(RegionMarker marker) {
        boolean open = marker.region().id().equals(expanded);
        return open ? NodeFan.orbit(marker.region().nodes().size(), marker.reach()) + 8 : marker.reach();
    }

    private void arrangeFan(Map<String, Point2D> places) {
        RegionMarker marker = markers.get(expanded);
        fan.setVisible(marker != null);
        Point2D place = places.get(expanded);
        if (marker != null && place != null) {
            fan.draw(marker.region().nodes(), marker.reach());
            fan.setLayoutX(place.getX());
            fan.setLayoutY(place.getY());
        }
    }

    private void arrangeLabels(LabelPlacer placer, Map<String, Point2D> places) {
        List<RegionMarker> byWeight = markers.values().stream()
                .sorted(Comparator.comparing(
                                (RegionMarker marker) -> !marker.region().id().equals(selected))
                        .thenComparing(marker ->
                                !MarkerLabel.isUrgent(marker.region().state().get()))
                        .thenComparing(marker -> marker.region().id()))
                .toList();
        for (RegionMarker marker : byWeight) {
            MarkerLabel label = marker.label();
            label.autosize();
            Point2D place = places.getOrDefault(marker.region().id(), Point2D.ZERO);
            Optional<Rectangle2D> room =
                    placer.place(place.getX(), place.getY(), reach(marker), label.getWidth(), label.getHeight());
            label.setVisible(room.isPresent());
            room.ifPresent(spot -> label.relocate(Math.rint(spot.getMinX()), Math.rint(spot.getMinY())));
        }
    }
}
