// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import javafx.scene.Node;
import javafx.scene.layout.StackPane;

/** A page over which sheets open, where there is no window's frame to do so. FX thread only. */
public final class SheetHost extends StackPane {
    private final Sheet sheet = new Sheet();

    /** A host of this page. */
    public SheetHost(Node page) {
        getStyleClass().add("console");
        getChildren().addAll(page, sheet);
    }

    /** Opens a sheet over the page; Escape closes it. */
    public void openSheet(String title, Node view) {
        sheet.open(title, view);
    }

    /** Closes the sheet. */
    public void closeSheet() {
        sheet.close();
    }
}
