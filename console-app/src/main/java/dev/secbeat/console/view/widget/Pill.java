// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import javafx.scene.control.Label;
import javafx.scene.control.Skin;

/** A word in a rounded frame whose colour tells the state; the word tells it too. */
public final class Pill extends Label {

    /** An empty pill. */
    public Pill() {
        getStyleClass().add("pill");
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new FlatSkin(this, true);
    }

    /** Shows a word in a tone: {@code good}, {@code warn}, {@code bad} or {@code quiet}. */
    public void show(String word, String tone) {
        setText(word);
        Texts.style(this, "label", "pill", "tone-" + tone);
    }
}
