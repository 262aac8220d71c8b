// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

/** The right-hand column of the first screen: a tile for each region, and the fleet's summary below. */
public final class ThroughputColumn extends ScrollPane {
    /** Pixels above and below what is seen. */
    private static final double NEAR = 100;

    private final Consumer<Intent> intents;
    private final VBox tiles = new VBox();
    private final VBox content = new VBox(tiles);
    private final TileOrder order;
    private final Map<String, RegionTile> known = new HashMap<>();

    /** A column over this model; a click on a tile emits {@link Intent.ShowRegion}. */
    public ThroughputColumn(FleetModel model, Consumer<Intent> intents) {
        this.intents = intents;
        setId("throughput-column");
        getStyleClass().add("throughput-column");
        Sheets.dress(this, ThroughputColumn.class, "throughput.css");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        tiles.getStyleClass().add("throughput-tiles");
        order = new TileOrder(() -> arrange(model));
        // Of a large fleet that is first heard regions come one by one.
        Shown.follow(this, model.regions(), () -> model.pace().soon(this, () -> arrange(model)));
        content.getChildren().add(new SummaryCard(model));
        setContent(content);
        content.getStyleClass().add("throughput-content");
        vvalueProperty().subscribe(any -> look());
        viewportBoundsProperty().subscribe(any -> look());
        content.layoutBoundsProperty().subscribe(any -> look());
    }

    /** Ids of regions in the order a person gave their tiles; empty when nobody did. */
    public List<String> order() {
        return order.chosen();
    }

    /** Puts the tiles of these regions first, in this order. */
    public void setOrder(List<String> regionIds) {
        order.choose(regionIds);
    }

    /** Tells tiles whether they are in sight, or nearly: a tile that is scrolled to is there before it is seen. */
    private void look() {
        double high = getViewportBounds().getHeight();
        double room = Math.max(0, content.getLayoutBounds().getHeight() - high);
        double top = getVvalue() * room;
        tiles.getChildren().forEach(child -> {
            if (child instanceof RegionTile tile) {
                boolean laidOut = high > 0 && tile.getHeight() > 0;
                boolean near =
                        tile.getLayoutY() - NEAR < top + high && tile.getLayoutY() + tile.getHeight() + NEAR > top;
                tile.setInSight(laidOut && near);
            }
        });
    }

    private RegionTile tile(RegionModel region, FleetModel model) {
        RegionTile tile = new RegionTile(region, model.pace(), intents);
        tile.layoutYProperty().subscribe(y -> look());
        tile.heightProperty().subscribe(y -> look());
        order.serve(tile, region.id());
        return tile;
    }

    private void arrange(FleetModel model) {
        tiles.getChildren()
                .setAll(order.sorted(model.regions()).stream()
                        .map(region -> known.computeIfAbsent(region.id(), id -> tile(region, model)))
                        .toList());
        tiles.setManaged(!tiles.getChildren().isEmpty()); // else a gap of nothing stands before the summary
    }
}
