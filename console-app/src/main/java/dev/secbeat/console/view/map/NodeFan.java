// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.RegionHealth;
import java.util.List;
import javafx.scene.Group;
import javafx.scene.control.Tooltip;
import javafx.scene.shape.Shape;

/** The nodes of one region, on a circle around its marker, each with its own symbol and a tooltip. */
final class NodeFan extends Group {
    private static final double SYMBOL_RADIUS = 6;
    private static final double SPACING = 20;

    private List<NodeState> drawn = List.of();
    private double drawnReach;

    NodeFan() {
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

    private static Shape symbol(NodeState node, double x, double y) {
        Shape shape = MarkerSymbol.of(health(node), SYMBOL_RADIUS);
        shape.setId("map-node-" + node.id().replace('/', '-'));
        shape.getStyleClass().add("node-symbol");
        shape.setTranslateX(x);
        shape.setTranslateY(y);
        shape.setAccessibleText(text(node));
        Tooltip.install(shape, new Tooltip(text(node)));
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
