// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.RegionHealth;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Group;
import javafx.scene.control.Tooltip;
import javafx.scene.shape.Shape;

/** The nodes of one region, on a circle around its marker, each with its own symbol and a tooltip. */
final class NodeFan extends Group {
    private static final double SYMBOL_RADIUS = 6;
    private static final double SPACING = 20;

    private final Consumer<NodeState> onNode;
    private List<NodeState> drawn = List.of();
    private double drawnReach;

    /** @param onNode takes a node that was clicked */
    NodeFan(Consumer<NodeState> onNode) {
        this.onNode = onNode;
        setId("map-node-fan");
        setManaged(false);
    }

    /** Radius of the circle that holds {@code count} nodes around a marker of this reach, pixels. */
    static double orbit(int count, double reach) {
        return Math.max(reach + 14, count * SPACING / (2 * Math.PI));
    }

    void draw(List<NodeState> nodes, double reach) {
        if (nodes.equals(drawn) && reach == drawnReach) {
            return;
        }
        drawn = List.copyOf(nodes);
        drawnReach = reach;
        getChildren().clear();
        double orbit = orbit(nodes.size(), reach);
        for (int i = 0; i < nodes.size(); i++) {
            double angle = 2 * Math.PI * i / nodes.size() - Math.PI / 2;
            getChildren().add(symbol(nodes.get(i), orbit * Math.cos(angle), orbit * Math.sin(angle)));
        }
    }

    private Shape symbol(NodeState node, double x, double y) {
        Shape shape = MarkerSymbol.of(health(node), SYMBOL_RADIUS);
        shape.setId("map-node-" + node.id().replace('/', '-'));
        shape.getStyleClass().add("node-symbol");
        shape.setTranslateX(x);
        shape.setTranslateY(y);
        Tooltip.install(shape, new Tooltip(text(node)));
        shape.setOnMouseClicked(click -> {
            onNode.accept(node);
            click.consume();
        });
        return shape;
    }

    static RegionHealth health(NodeState node) {
        if (!node.isLive()) {
            return RegionHealth.STALE;
        }
        return switch (node.health()) {
            case HEALTHY -> RegionHealth.HEALTHY;
            case MITIGATING -> RegionHealth.MITIGATING;
            case DEGRADED -> RegionHealth.DEGRADED;
        };
    }

    private static String text(NodeState node) {
        String losses = node.losses().isEmpty() ? "" : node.losses() + "; ";
        String trouble = node.isDegraded() ? " degraded: " + losses + "see its log" : "";
        return node.id() + trouble + "\n" + Figures.grouped(node.rates().passedPerSecond()) + " pkt/s passed, "
                + Figures.grouped(node.rates().droppedPerSecond()) + " dropped\nXDP " + node.xdpMode() + ", "
                + Figures.grouped(node.blocks()) + " blocks, heard "
                + node.rates().freshness().text() + " ago";
    }
}
