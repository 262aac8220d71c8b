// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Toggle;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/** One of the presets, always exactly one. */
final class TtlBar extends HBox {
    private final ToggleGroup group = new ToggleGroup();

    TtlBar() {
        setId("block-ttl");
        getStyleClass().add("segments");
        setAlignment(Pos.CENTER_LEFT);
        for (Ttl ttl : Ttl.values()) {
            ToggleButton button = new ToggleButton(ttl.label());
            button.setId("block-ttl-" + ttl.name().toLowerCase(Locale.ROOT));
            button.setUserData(ttl);
            button.setToggleGroup(group);
            getChildren().add(button);
        }
        group.selectToggle(group.getToggles().getFirst());
        group.selectedToggleProperty().addListener((any, before, now) -> {
            if (now == null) {
                group.selectToggle(before);
            }
        });
    }

    Ttl chosen() {
        Toggle toggle = group.getSelectedToggle();
        return toggle == null ? Ttl.MINUTE : (Ttl) toggle.getUserData();
    }
}
