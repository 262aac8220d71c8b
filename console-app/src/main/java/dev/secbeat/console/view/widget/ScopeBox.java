// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.ComboBox;
import javafx.util.StringConverter;

/** Where an order is for: the fleet, or one region. FX thread only. */
public final class ScopeBox extends ComboBox<Scope> {

    /** A choice among the regions known now; the fleet is chosen. */
    public ScopeBox(String id, FleetModel model) {
        setId(id);
        setAccessibleText(Messages.of("widget.scope"));
        List<Scope> choices = new ArrayList<>();
        choices.add(new Scope.Fleet());
        model.regions().forEach(region -> choices.add(new Scope.Region(new RegionId(region.id()))));
        getItems().setAll(choices);
        setConverter(new Names(model));
        getSelectionModel().selectFirst();
        setMaxWidth(Double.MAX_VALUE);
    }

    /** The same, with {@code first} chosen where it is among them. */
    public ScopeBox(String id, FleetModel model, Scope first) {
        this(id, model);
        if (getItems().contains(first)) {
            setValue(first);
        }
    }

    /** What is chosen. */
    public Scope chosen() {
        Scope scope = getValue();
        return scope == null ? new Scope.Fleet() : scope;
    }

    private static final class Names extends StringConverter<Scope> {
        private final FleetModel model;

        Names(FleetModel model) {
            this.model = model;
        }

        @Override
        public String toString(Scope scope) {
            return switch (scope) {
                case null -> "";
                case Scope.Fleet all -> Messages.of("widget.scope.fleet");
                case Scope.Region(RegionId region) ->
                    Messages.of(
                            "widget.scope.region",
                            model.region(region.value())
                                    .map(RegionModel::place)
                                    .map(place -> place.name())
                                    .orElse(region.value()));
                case Scope.Node(var node) -> node.toString();
            };
        }

        @Override
        public Scope fromString(String text) {
            throw new UnsupportedOperationException("a scope is chosen, never typed");
        }
    }
}
