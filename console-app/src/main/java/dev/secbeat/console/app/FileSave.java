// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.view.counters.CsvSource;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Saves what a view shows where the person says; the bytes are made and written away from the FX thread. */
final class FileSave {
    /** Writes a file; not on the FX thread. */
    @FunctionalInterface
    private interface Content {
        void writeTo(Path file) throws IOException;
    }

    private FileSave() {}

    /** Asks where to save a table. FX thread. */
    static void csv(Node owner, String name, String text) {
        ask(owner, Messages.of("app.save.csv"), name, file -> Files.writeString(file, text));
    }

    /** Asks where to save a table of any length. FX thread. */
    static void csv(Node owner, String name, CsvSource table) {
        ask(owner, Messages.of("app.save.csv"), name, file -> {
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                table.writeTo(out);
            }
        });
    }

    /** Asks where to save a picture, which must not change any more. FX thread. */
    static void png(Node owner, String name, Image image) {
        ask(owner, Messages.of("app.save.png"), name, file -> Files.write(file, PngFile.encode(image)));
    }

    private static void ask(Node owner, String title, String name, Content content) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialFileName(name);
        Window window = owner.getScene().getWindow();
        File file = chooser.showSaveDialog(window);
        if (file != null) {
            var _ = Thread.ofPlatform().name("file-save").daemon().start(() -> write(file.toPath(), content, window));
        }
    }

    private static void write(Path file, Content content, Window window) {
        try {
            content.writeTo(file);
        } catch (IOException e) {
            String text = Messages.of("app.save.failed", file, String.valueOf(e.getMessage()));
            Platform.runLater(() -> Complaint.show(window, text));
        }
    }
}
