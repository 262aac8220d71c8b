// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.view.widget.Sheets;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

/** The right-hand column of the first screen: a tile for each region, and the fleet's summary below. */
public final class ThroughputColumn extends ScrollPane {
    private final Consumer<Intent> intents;
    private final VBox tiles = new VBox();

    /** A column over this model; a click on a tile emits {@link Intent.ShowRegion}. */
    public ThroughputColumn(FleetModel model, Consumer<Intent> intents) {
        this.intents = intents;
        setId("throughput-column");
        getStyleClass().add("throughput-column");
        Sheets.dress(this, ThroughputColumn.class, "throughput.css");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        tiles.getStyleClass().add("throughput-tiles");
        model.regions().forEach(this::add);
        model.regions().addListener((ListChangeListener<RegionModel>) change -> {
            while (change.next()) {
                change.getAddedSubList().forEach(this::add);
            }
        });
        setContent(new VBox(tiles, new SummaryCard(model)));
        getContent().getStyleClass().add("throughput-content");
    }

    private void add(RegionModel region) {
        tiles.getChildren().add(new RegionTile(region, intents));
    }
}
