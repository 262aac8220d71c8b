// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import javafx.scene.control.Label;
import javafx.scene.control.Skin;

/** A label of one line whose text changes with each drain of the model; see {@link FlatSkin}. FX thread only. */
public final class Figure extends Label {

    /** A label of these style classes besides {@code label}. */
    public Figure(String text, String... styleClasses) {
        super(text);
        getStyleClass().addAll(styleClasses);
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new FlatSkin(this, true);
    }
}
