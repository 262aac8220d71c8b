// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import javafx.scene.control.Alert;
import javafx.stage.Window;

/** Tells of something that failed, in a small window of its own. */
final class Complaint {
    private Complaint() {}

    /** Shows {@code text} over {@code owner}, in the owner's theme. FX thread. */
    static Alert show(Window owner, String text) {
        Alert alert = new Alert(Alert.AlertType.ERROR, text);
        alert.initOwner(owner);
        alert.getDialogPane().getStylesheets().setAll(owner.getScene().getStylesheets());
        alert.show();
        return alert;
    }
}
