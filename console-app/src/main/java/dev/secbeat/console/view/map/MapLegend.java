// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.RegionHealth;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Line;
import javafx.scene.shape.Shape;

/** What the map's shapes and lines mean. */
final class MapLegend {
    private static final double RADIUS = 4;
    private static final double LEAST = 120;

    private MapLegend() {}

    static Node create() {
        FlowPane legend = new FlowPane(14, 2);
        legend.setId("map-legend");
        legend.getStyleClass().add("map-legend");
        legend.setMouseTransparent(true);
        legend.setMaxHeight(Region.USE_PREF_SIZE);
        for (RegionHealth health : RegionHealth.values()) {
            legend.getChildren().add(entry(health));
        }
        legend.getChildren().add(out());
        Label sizes = new Label(Messages.of("map.legend.sizes"));
        sizes.getStyleClass().add("legend-entry");
        sizes.setWrapText(true);
        sizes.maxWidthProperty()
                .bind(Bindings.createDoubleBinding(
                        () -> Math.max(
                                LEAST,
                                legend.getWidth()
                                        - legend.getInsets().getLeft()
                                        - legend.getInsets().getRight()),
                        legend.widthProperty(),
                        legend.insetsProperty()));
        legend.getChildren().add(sizes);
        return legend;
    }

    private static Node entry(RegionHealth health) {
        Shape shape = MarkerSymbol.of(health, RADIUS);
        shape.getStyleClass().add("legend-symbol");
        return entry(shape, health.label());
    }

    /** A region whose clients are elsewhere is struck through, whatever its health. */
    private static Node out() {
        Line strike = new Line(0, 2 * RADIUS, 2 * RADIUS, 0);
        strike.getStyleClass().addAll("marker-out", "legend-out");
        return entry(strike, Messages.of("map.steered.out"));
    }

    private static Node entry(Shape shape, String words) {
        StackPane box = new StackPane(shape);
        box.setPrefSize(12, 12);
        Label label = new Label(words, box);
        label.setAlignment(Pos.CENTER_LEFT);
        label.getStyleClass().add("legend-entry");
        return label;
    }
}
