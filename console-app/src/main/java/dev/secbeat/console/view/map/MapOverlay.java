// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.RegionModel;
import java.util.ArrayList;
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
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;

/** Markers, links and labels on top of the map. Draws the model when told to; keeps nodes and reuses them. */
final class MapOverlay extends Pane {
    /** Height that a banner takes above the map; a name below it could not be read. */
    private static final double BANNER = 68;

    /** What the buttons take of the lower right corner. */
    private static final double BUTTONS_WIDTH = 46;

    private static final double BUTTONS_HEIGHT = 102;

    /** Of more regions than this, most are named in one line. */
    private static final int MANY = 16;

    /** Markers moved farther than this get a line to where they belong, pixels. */
    private static final double LEADER = 5;

    private final FleetModel model;
    private final WorldMap map;
    private final Consumer<RegionMarker> onNewMarker;
    private final Map<String, RegionMarker> markers = new LinkedHashMap<>();
    private final LinkLines links = new LinkLines();
    private final Group markerGroup = new Group();
    private final Group labelGroup = new Group();
    private final Path leaders = new Path();
    private final MarkerLabels labels = new MarkerLabels();
    private final FailoverArcs failover = new FailoverArcs();
    private final NodeFan fan;
    private String selected = "";
    private List<Point2D> homes = List.of();
    private List<Double> reaches = List.of();
    private List<Point2D> spread = List.of();
    private String expanded = "";

    MapOverlay(FleetModel model, WorldMap map, Consumer<RegionMarker> onNewMarker, Consumer<NodeState> onNode) {
        fan = new NodeFan(onNode);
        this.model = model;
        this.map = map;
        this.onNewMarker = onNewMarker;
        setId("map-overlay");
        setPickOnBounds(false);
        labelGroup.setMouseTransparent(true);
        leaders.setId("map-leaders");
        leaders.setMouseTransparent(true);
        leaders.getStyleClass().add("marker-leaders");
        getChildren()
                .addAll(
                        links.curves(),
                        leaders,
                        labels.leaders(),
                        markerGroup,
                        failover,
                        links.pills(),
                        labelGroup,
                        fan);
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

    /** Draws some of the markers that are there, from this one on: what {@link #arrange} has to do then is less. */
    void draw(int from, int count) {
        MarkerSizes sizes = sizes(shown());
        markers.values().stream().skip(from).limit(count).forEach(marker -> marker.draw(sizes, steered(marker)));
    }

    private static MarkerSizes sizes(List<RegionModel> shown) {
        return MarkerSizes.of(shown.size(), busiest(shown));
    }

    /** Brings everything to where the map and the model say. */
    void arrange(double width, double height, double worldPixels) {
        List<RegionModel> shown = shown();
        boolean anew = syncMarkers(shown);
        MarkerSizes sizes = sizes(shown);
        markers.values().forEach(marker -> {
            marker.draw(sizes, steered(marker));
            marker.select(marker.region().id().equals(selected));
        });
        Map<String, Point2D> places = spread();
        LabelPlacer placer =
                new LabelPlacer(new Rectangle2D(4, BANNER, Math.max(1, width - 8), Math.max(1, height - BANNER - 4)));
        placer.reserve(new Rectangle2D(width - BUTTONS_WIDTH, height - BUTTONS_HEIGHT, BUTTONS_WIDTH, BUTTONS_HEIGHT));
        Map<String, Double> around = new HashMap<>();
        markers.forEach((id, marker) -> {
            Point2D place = places.getOrDefault(id, Point2D.ZERO);
            marker.relocateTo(place);
            around.put(id, marker.reach());
            placer.reserveMarker(place.getX(), place.getY(), reach(marker));
        });
        if (anew) {
            applyCss(); // what is new has no font yet, and would be measured without; it styles all of the map anew
        }
        failover.arrange(
                FailoverArcs.of(model.actions().failover().get(), model.now().get(), this::name),
                places,
                around,
                placer);
        links.arrange(model.links(), places, worldPixels, selected, placer);
        boolean many = markers.size() > MANY; // of few regions each is named before any figure of a link
        labels.begin(markers.values(), many, places, this::reach);
        labels.place(placer, marker -> !many || isImportant(marker));
        links.placePills(placer);
        labels.place(placer, marker -> many && !isImportant(marker));
        arrangeFan(places);
    }

    /** Where markers are drawn: where they belong, or beside it where others are; a fine line tells which. */
    private Map<String, Point2D> spread() {
        List<RegionMarker> all = List.copyOf(markers.values());
        List<Point2D> now = all.stream().map(this::place).toList();
        List<Double> taken = all.stream().map(RegionMarker::spreadReach).toList();
        if (!now.equals(homes) || !taken.equals(reaches)) {
            homes = now;
            reaches = taken;
            spread = MarkerSpread.apart(homes, reaches);
            lead();
        }
        Map<String, Point2D> places = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            places.put(all.get(i).region().id(), spread.get(i));
        }
        return places;
    }

    private void lead() {
        List<PathElement> lines = new ArrayList<>();
        for (int i = 0; i < homes.size(); i++) {
            Point2D home = homes.get(i);
            Point2D place = spread.get(i);
            if (home.distance(place) > LEADER) {
                lines.add(new MoveTo(home.getX(), home.getY()));
                lines.add(new LineTo(place.getX(), place.getY()));
            }
        }
        leaders.getElements().setAll(lines);
    }

    /** Whose name comes before the figures of links. */
    private static boolean isImportant(RegionMarker marker) {
        return marker.isSelected() || marker.isUrgent();
    }

    private Steered steered(RegionMarker marker) {
        return Steered.of(model.actions().failover().get(), marker.region().id());
    }

    private String name(String regionId) {
        return model.region(regionId).map(region -> region.place().name()).orElse(regionId);
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

    /** Whether there are other markers than before. */
    private boolean syncMarkers(List<RegionModel> shown) {
        List<String> ids = shown.stream().map(RegionModel::id).toList();
        if (ids.equals(List.copyOf(markers.keySet()))) {
            return false;
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
        tellApart();
        labelGroup
                .getChildren()
                .setAll(markers.values().stream().map(RegionMarker::label).toList());
        return true;
    }

    /** Where two regions have one name, that is not enough to tell which is meant. */
    private void tellApart() {
        Map<String, Integer> times = new HashMap<>();
        markers.values().forEach(marker -> times.merge(marker.region().place().name(), 1, Integer::sum));
        markers.values()
                .forEach(marker -> marker.label()
                        .tellApart(times.getOrDefault(marker.region().place().name(), 0) > 1));
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
}
