// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.view.widget.Figure;
import dev.secbeat.console.view.widget.Texts;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/** A quiet word, the thing itself, and what to add to it. */
final class StatusItem extends HBox {
    private final Figure strong = new Figure("");
    private final Figure quiet = new Figure("", "status-quiet");

    StatusItem(String id, String name) {
        super(5);
        setId(id);
        setAlignment(Pos.CENTER_LEFT);
        Label title = new Label(name);
        title.getStyleClass().add("status-quiet");
        title.setMinWidth(USE_PREF_SIZE);
        strong.setId(id + "-value");
        strong.setMinWidth(USE_PREF_SIZE);
        quiet.setId(id + "-note");
        getChildren().addAll(title, strong, quiet);
    }

    /** Shows a value in a tone ({@code tone-bad} and the like, or empty) and a remark. */
    void show(String tone, String value, String remark) {
        strong.setText(value);
        Texts.style(strong, "label", "status-strong", tone.isEmpty() ? "tone-plain" : tone);
        quiet.setText(remark.isEmpty() ? "" : "· " + remark);
        setAccessibleText(value + " " + remark);
    }
}
