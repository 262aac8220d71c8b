// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Toggle;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/** One of a few choices, always exactly one. */
final class Segments<T extends Enum<T>> extends HBox {
    private final ToggleGroup group = new ToggleGroup();
    private final Map<Toggle, T> choices = new HashMap<>();
    private final T first;

    /**
     * A bar on which {@code first} is chosen.
     *
     * @param id of the bar; a button's is this with the choice's name
     * @param labels each choice with its words, in their order
     */
    Segments(String id, Map<T, String> labels, T first) {
        this.first = first;
        setId(id);
        getStyleClass().add("segments");
        setAlignment(Pos.CENTER_LEFT);
        labels.forEach((choice, label) -> {
            ToggleButton button = new ToggleButton(label);
            button.setId(id + "-" + choice.name().toLowerCase(Locale.ROOT));
            button.setMinWidth(USE_PREF_SIZE);
            button.setToggleGroup(group);
            button.setSelected(choice == first);
            choices.put(button, choice);
            getChildren().add(button);
        });
        group.selectedToggleProperty().addListener((any, before, now) -> {
            if (now == null) {
                group.selectToggle(before);
            }
        });
    }

    T chosen() {
        Toggle toggle = group.getSelectedToggle();
        return toggle == null ? first : choices.getOrDefault(toggle, first);
    }

    /** Runs {@code change} now and whenever another is chosen. */
    void onChange(Runnable change) {
        group.selectedToggleProperty().subscribe((Toggle now) -> {
            if (now != null) {
                change.run();
            }
        });
    }
}
