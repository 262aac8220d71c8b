// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Parent;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import javax.imageio.ImageIO;

/** Pictures of views, for looking at: {@code target/snapshots}. */
public final class Pictures {
    private Pictures() {}

    /** Draws {@code node} and writes it as {@code name}.png; returns how many different colours it has. FX thread. */
    public static long take(Parent node, String name) {
        node.applyCss();
        node.layout();
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(Color.web("#0E1319"));
        WritableImage image = node.snapshot(parameters, null);
        BufferedImage picture = SwingFXUtils.fromFXImage(image, null);
        try {
            Path folder = Files.createDirectories(Path.of("target", "snapshots"));
            ImageIO.write(picture, "png", folder.resolve(name + ".png").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.stream(picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                .distinct()
                .count();
    }
}
