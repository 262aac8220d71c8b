// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import javafx.scene.Node;
import javafx.scene.control.Alert;
import javafx.stage.FileChooser;

/** Saves a table where the person says. */
final class CsvExport {
    private CsvExport() {}

    static void ask(Node owner, String csv) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Messages.of("app.csv.title"));
        chooser.setInitialFileName("secbeat-sources.csv");
        File file = chooser.showSaveDialog(owner.getScene().getWindow());
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file.toPath(), csv);
        } catch (IOException e) {
            Alert alert = new Alert(
                    Alert.AlertType.ERROR, Messages.of("app.csv.failed", file, String.valueOf(e.getMessage())));
            alert.initOwner(owner.getScene().getWindow());
            alert.show();
        }
    }
}
