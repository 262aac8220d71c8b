// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;

/** A line for one prefix or many: lists pasted from elsewhere come with lines, which a text field would run together. */
final class PrefixField extends TextField {

    @Override
    public void paste() {
        Clipboard clipboard = Clipboard.getSystemClipboard();
        if (clipboard.hasString()) {
            replaceSelection(clipboard.getString().strip().replaceAll("[\\s,;]+", ", "));
        }
    }
}
