// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.util.Optional;
import java.util.UUID;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Whether an order for the fleet is tried in one region first, in which and for how long. */
final class CanaryBox extends VBox {
    private final FleetModel model;
    private final ComboBox<Optional<String>> region = new ComboBox<>();
    private final Segments<Span> watch;
    private boolean possible = true;
    private final CheckBox evenUnjudged = new CheckBox(Messages.of("orders.canary.unjudged"));

    /** A choice among the regions known now; none is chosen. */
    CanaryBox(String id, FleetModel model) {
        super(6);
        this.model = model;
        setId(id);
        watch = Span.bar(id + "-watch", Span.TEN_SECONDS, Span.TEN_SECONDS, Span.HALF_MINUTE, Span.MINUTE);
        region.setId(id + "-region");
        region.setAccessibleText(Messages.of("orders.canary.first"));
        region.setMaxWidth(Double.MAX_VALUE);
        region.setConverter(Forms.names(this::name));
        region.getItems().add(Optional.empty());
        model.regions().forEach(known -> region.getItems().add(Optional.of(known.id())));
        region.getSelectionModel().selectFirst();
        evenUnjudged.setId(id + "-unjudged");
        evenUnjudged.setWrapText(true);
        evenUnjudged.setMinHeight(USE_PREF_SIZE);
        HBox.setHgrow(region, Priority.ALWAYS);
        getChildren()
                .addAll(
                        Texts.label(Messages.of("orders.canary.first"), "muted"),
                        Texts.row(8, region, watch),
                        evenUnjudged);
        region.valueProperty().subscribe(chosen -> arrange());
    }

    /** Only an order for the fleet can be tried in a region first; once it is given there is nothing left to choose. */
    void show(Scope scope, boolean ordered) {
        possible = scope.isFleet();
        Forms.show(this, possible && !ordered);
    }

    /** {@code order}, by way of the region chosen if one is. */
    Intent.Act around(UUID id, Intent.Act order) {
        return chosen().<Intent.Act>map(name -> new Intent.TryFirst(
                        id, order, new RegionId(name), watch.chosen().duration(), evenUnjudged.isSelected()))
                .orElse(order);
    }

    boolean isChosen() {
        return chosen().isPresent();
    }

    private Optional<String> chosen() {
        return possible ? Optional.ofNullable(region.getValue()).flatMap(name -> name) : Optional.empty();
    }

    private void arrange() {
        boolean some = isChosen();
        Forms.show(watch, some);
        Forms.show(evenUnjudged, some);
    }

    private String name(Optional<String> region) {
        return region.map(id ->
                        model.region(id).map(known -> known.place().name()).orElse(id))
                .orElse(Messages.of("orders.canary.none"));
    }
}
