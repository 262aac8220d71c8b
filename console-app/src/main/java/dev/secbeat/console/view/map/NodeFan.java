// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.RegionHealth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.Group;
import javafx.scene.control.Tooltip;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Shape;

/**
 * The nodes of one region, on a circle around its marker, each with its own symbol and a tooltip. A symbol is made anew only
 * when what it says changes: heartbeats come each second.
 */
final class NodeFan extends Group {
    private static final double SYMBOL_RADIUS = 6;
    private static final double SPACING = 20;
    private static final double MARGIN = 11;

    /** A node as drawn. */
    private record Drawn(Shape shape, RegionHealth health, Tooltip tip) {}

    private final Consumer<NodeState> onNode;
    private final Circle ground = new Circle();
    private final Map<String, Drawn> drawn = new HashMap<>();
    private List<String> order = List.of();
    private double drawnReach;

    /** @param onNode takes a node that was clicked */
    NodeFan(Consumer<NodeState> onNode) {
        this.onNode = onNode;
        setId("map-node-fan");
        setManaged(false);
        ground.getStyleClass().add("node-ground");
        ground.setMouseTransparent(true);
        getChildren().add(ground);
    }

    /** Radius of the circle that holds {@code count} nodes around a marker of this reach, pixels. */
    static double orbit(int count, double reach) {
        return Math.max(reach + 14, count * SPACING / (2 * Math.PI));
    }

    void draw(List<NodeState> nodes, double reach) {
        List<String> ids = nodes.stream().map(NodeState::id).toList();
        double orbit = orbit(nodes.size(), reach);
        if (!ids.equals(order) || Math.abs(reach - drawnReach) > 0.5) {
            order = ids;
            drawnReach = reach;
            drawn.keySet().retainAll(ids);
            double width = orbit + MARGIN - reach;
            ground.setRadius(reach + width / 2); // A ring: the marker inside stays to be seen.
            ground.setStrokeWidth(width);
            getChildren().setAll(ground);
            drawn.values().forEach(node -> getChildren().add(node.shape()));
        }
        for (int i = 0; i < nodes.size(); i++) {
            double angle = 2 * Math.PI * i / nodes.size() - Math.PI / 2;
            Shape shape = symbol(nodes.get(i));
            shape.setTranslateX(orbit * Math.cos(angle));
            shape.setTranslateY(orbit * Math.sin(angle));
        }
    }

    private Shape symbol(NodeState node) {
        Drawn known = drawn.get(node.id());
        RegionHealth health = RegionHealth.of(node);
        if (known != null && known.health() == health) {
            known.tip().setText(text(node));
            known.shape().setOnMouseClicked(click -> {
                onNode.accept(node);
                click.consume();
            });
            return known.shape();
        }
        Shape shape = MarkerSymbol.of(health, SYMBOL_RADIUS);
        shape.setId("map-node-" + node.id().replace('/', '-'));
        shape.getStyleClass().add("node-symbol");
        shape.setAccessibleText(text(node));
        Tooltip tip = new Tooltip(text(node));
        Tooltip.install(shape, tip);
        if (known != null) {
            getChildren().remove(known.shape());
        }
        getChildren().add(shape);
        drawn.put(node.id(), new Drawn(shape, health, tip));
        return symbol(node);
    }

    private static String text(NodeState node) {
        String losses = node.losses().isEmpty() ? "" : node.losses() + "; ";
        String trouble = node.isDegraded() ? " " + Messages.of("map.node.degraded", losses) : "";
        return node.id() + trouble + "\n"
                + Messages.of(
                        "map.node.rates",
                        Figures.grouped(node.rates().passedPerSecond()),
                        Figures.grouped(node.rates().droppedPerSecond()))
                + "\n"
                + Messages.of(
                        "map.node.state",
                        node.xdpMode(),
                        Figures.grouped(node.blocks()),
                        node.rates().freshness().text());
    }
}
