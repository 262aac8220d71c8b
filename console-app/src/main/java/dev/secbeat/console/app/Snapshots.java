// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.util.Duration;

/** Pictures of a window: the newest few, and the last one when the window closes. FX thread only. */
final class Snapshots implements AutoCloseable {
    private static final Duration INTERVAL = Duration.seconds(5);
    private static final int KEPT = 12;

    private final Scene scene;
    private final Path folder;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("snapshots").daemon().factory());
    private final Timeline timeline = new Timeline();
    private int taken;

    private Snapshots(Scene scene, Path folder) {
        this.scene = scene;
        this.folder = folder;
    }

    static Snapshots start(Scene scene, Path folder) {
        Snapshots snapshots = new Snapshots(scene, folder);
        snapshots.timeline.getKeyFrames().setAll(new KeyFrame(INTERVAL, event -> snapshots.take()));
        snapshots.timeline.setCycleCount(Animation.INDEFINITE);
        snapshots.timeline.play();
        return snapshots;
    }

    @Override
    public void close() {
        timeline.stop();
        write(scene.snapshot(null), "console-last.png");
        writer.close();
    }

    private void take() {
        String name = String.format(Locale.ROOT, "console-%02d.png", taken++ % KEPT);
        WritableImage picture = scene.snapshot(null);
        writer.execute(() -> write(picture, name));
    }

    private void write(WritableImage picture, String name) {
        try {
            Files.createDirectories(folder);
            PngFile.write(picture, folder.resolve(name));
        } catch (IOException e) {
            System.err.println("secbeat console: the picture " + folder.resolve(name) + " was not written: "
                    + e.getMessage() + ". Free space or choose another --snapshot folder.");
        }
    }
}
