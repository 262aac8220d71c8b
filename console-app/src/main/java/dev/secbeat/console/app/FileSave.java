// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Saves what a view shows where the person says; the bytes are made and written away from the FX thread. */
final class FileSave {
    /** Makes the bytes of a file; not on the FX thread. */
    @FunctionalInterface
    private interface Content {
        byte[] bytes() throws IOException;
    }

    private FileSave() {}

    /** Asks where to save a table. FX thread. */
    static void csv(Node owner, String name, String text) {
        ask(owner, Messages.of("app.save.csv"), name, () -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** Asks where to save a picture, which must not change any more. FX thread. */
    static void png(Node owner, String name, Image image) {
        ask(owner, Messages.of("app.save.png"), name, () -> PngFile.encode(image));
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
            Files.write(file, content.bytes());
        } catch (IOException e) {
            String text = Messages.of("app.save.failed", file, String.valueOf(e.getMessage()));
            Platform.runLater(() -> Complaint.show(window, text));
        }
    }
}
