// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import java.util.function.IntConsumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Zoom in, zoom out, whole world. */
final class MapButtons {
    private MapButtons() {}

    static Node create(IntConsumer zoom, Runnable fit) {
        VBox box = new VBox(
                button("map-zoom-in", Feather.PLUS, Messages.of("map.zoom-in"), () -> zoom.accept(1)),
                button("map-zoom-out", Feather.MINUS, Messages.of("map.zoom-out"), () -> zoom.accept(-1)),
                button("map-fit", Feather.MAXIMIZE_2, Messages.of("map.fit"), fit));
        box.getStyleClass().add("map-buttons");
        box.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        return box;
    }

    private static Button button(String id, Feather icon, String text, Runnable action) {
        Button button = new Button();
        button.setId(id);
        button.setGraphic(new FontIcon(icon));
        button.setTooltip(new Tooltip(text));
        button.setAccessibleText(text);
        button.getStyleClass().setAll("map-button");
        button.setOnAction(event -> action.run());
        return button;
    }
}
