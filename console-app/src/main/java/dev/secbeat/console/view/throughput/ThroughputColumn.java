// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Sheets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

/** The right-hand column of the first screen: a tile for each region, and the fleet's summary below. */
public final class ThroughputColumn extends ScrollPane {
    private final Consumer<Intent> intents;
    private final VBox tiles = new VBox();
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
        model.regions().subscribe(() -> arrange(model));
        arrange(model);
        setContent(new VBox(tiles, new SummaryCard(model)));
        getContent().getStyleClass().add("throughput-content");
    }

    private void arrange(FleetModel model) {
        tiles.getChildren()
                .setAll(model.regions().stream()
                        .map(region -> known.computeIfAbsent(region.id(), id -> new RegionTile(region, intents)))
                        .toList());
    }
}
