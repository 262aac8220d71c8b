// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.settings.Look;
import dev.secbeat.console.testing.Legible;
import dev.secbeat.console.testing.SmallPng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.Parent;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;

/** Draws pictures, small ones for the documents, and looks whether their words can be read. Not on the FX thread. */
final class Gallery {
    /** To write them into the documents: {@code -Dsecbeat.docs.write=true}. */
    static final boolean WRITES = Boolean.getBoolean("secbeat.docs.write");

    static final Path DOCUMENTS = Path.of("..", "docs", "console");
    private static final Path DRAFTS = Path.of("target", "gallery");

    private Gallery() {}

    static Path folder() {
        return WRITES ? DOCUMENTS : DRAFTS;
    }

    static void hang(Picture picture, Desk desk, Look look) throws IOException {
        hang(picture, desk.window.root(), look);
    }

    static void hang(Picture picture, Parent root, Look look) throws IOException {
        Fx.until(
                "tiles painted",
                () -> root.lookupAll("TileImageView").stream().allMatch(tile -> ((ImageView) tile).getImage() != null));
        WritableImage image = Fx.call(() -> Snapshots.draw(root));
        Files.createDirectories(folder());
        Path file = folder().resolve(picture.file());
        if (WRITES) {
            SmallPng.write(image, file);
        } else {
            PngFile.write(image, file);
        }
        double least = look == Look.CONTRAST ? 7 : 4.5;
        assertThat(Fx.call(() -> Legible.faint(root, least))).as(picture.name()).isEmpty();
    }
}
