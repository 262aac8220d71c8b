// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.Objects;
import javafx.scene.Parent;

/** Style sheets that live beside the views they dress. */
public final class Sheets {
    /** Style class of a dialog that takes more of the window than others, where there is more. */
    public static final String WIDE = "wide-sheet";

    private Sheets() {}

    /** Gives {@code view} the looks of the shared widgets and the sheet {@code name} beside its class. */
    public static void dress(Parent view, Class<?> owner, String name) {
        view.getStylesheets().addAll(address(owner, name), address(Sheets.class, "widgets.css"));
    }

    private static String address(Class<?> owner, String name) {
        return Objects.requireNonNull(owner.getResource(name), name).toExternalForm();
    }
}
