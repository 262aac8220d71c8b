// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import dev.secbeat.console.app.PngFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javafx.scene.Parent;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

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
        try {
            Path folder = Files.createDirectories(Path.of("target", "snapshots"));
            PngFile.write(image, folder.resolve(name + ".png"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return colours(image);
    }

    private static long colours(WritableImage image) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] pixels = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        return Arrays.stream(pixels).distinct().count();
    }
}
