// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Parent;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.WritableImage;
import javafx.util.Duration;

/**
 * Pictures of a window: the newest few, and the last one when the console ends. Started on the FX thread,
 * closed on any.
 */
final class Snapshots implements AutoCloseable {
    private static final Duration INTERVAL = Duration.seconds(5);
    private static final Duration FIRST = Duration.seconds(2);
    private static final long PATIENCE_MILLIS = 2_000;
    private static final int KEPT = 12;

    private final Supplier<Parent> root;
    private final Path folder;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("snapshots").daemon().factory());
    private final Timeline timeline = new Timeline();
    private volatile Optional<WritableImage> newest = Optional.empty();
    private int taken;

    private Snapshots(Supplier<Parent> root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /** Begins to take pictures of {@code root}, which is in a shown window; it is asked for anew each time. */
    static Snapshots start(Supplier<Parent> root, Path folder) {
        Snapshots snapshots = new Snapshots(root, folder);
        snapshots.timeline.getKeyFrames().setAll(new KeyFrame(INTERVAL, event -> snapshots.take()));
        snapshots.timeline.setCycleCount(Animation.INDEFINITE);
        snapshots.timeline.playFrom(INTERVAL.subtract(FIRST));
        return snapshots;
    }

    /** Writes how the window looks now; when JavaFX draws no more because the JVM ends, how it looked last. */
    @Override
    public void close() {
        if (Platform.isFxApplicationThread()) {
            timeline.stop();
            newest = Optional.of(draw(root.get()));
        } else {
            newest = drawElsewhere().or(() -> newest);
        }
        newest.ifPresent(picture -> write(picture, "console-last.png"));
        writer.close();
    }

    private Optional<WritableImage> drawElsewhere() {
        CompletableFuture<WritableImage> drawn = new CompletableFuture<>();
        try {
            Platform.runLater(() -> {
                timeline.stop();
                try {
                    drawn.complete(draw(root.get()));
                } catch (RuntimeException e) {
                    drawn.completeExceptionally(e);
                }
            });
            return Optional.of(drawn.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // JavaFX ends on a signal as well, and may have been faster.
        }
        return Optional.empty();
    }

    private void take() {
        String name = String.format(Locale.ROOT, "console-%02d.png", taken++ % KEPT);
        WritableImage picture = draw(root.get());
        newest = Optional.of(picture);
        writer.execute(() -> write(picture, name));
    }

    /** Draws the whole of {@code root}, also what lies outside of its window. */
    static WritableImage draw(Parent root) {
        root.applyCss();
        root.layout();
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(Theme.GROUND);
        parameters.setViewport(
                new Rectangle2D( // without what sticks out, such as shadows
                        root.getLayoutX(),
                        root.getLayoutY(),
                        root.getLayoutBounds().getWidth(),
                        root.getLayoutBounds().getHeight()));
        return root.snapshot(parameters, null);
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
