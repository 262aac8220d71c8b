// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.settings.ConfigFolder;
import dev.secbeat.console.settings.Keychain;
import dev.secbeat.console.view.shell.Theme;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Screen;
import javafx.stage.Stage;

/** Shows the window first and reaches for the fleet after: an operator sees at once that the console is starting. */
public final class ConsoleApplication extends Application {
    static final double WIDTH = 1600;
    static final double HEIGHT = 1000;
    static final double LEAST_WIDTH = 1000;
    static final double LEAST_HEIGHT = 700;

    private final Ending ending = new Ending();

    /** Made by JavaFX. */
    public ConsoleApplication() {}

    @Override
    public void start(Stage stage) throws UsageException {
        ConsoleOptions options = ConsoleOptions.parse(getParameters().getRaw());
        Thread.currentThread().setUncaughtExceptionHandler(this::report);
        Theme.load();
        // Small files of this machine, read once before there is a window that could stand still.
        Path folder = ConfigFolder.ofUser();
        SettingsHome settings = new SettingsHome(folder);
        Workplace desk = new Workplace(stage, options, settings, Keychain.ofPlatform(folder), Clock.systemUTC());
        stage.getIcons().setAll(icon(64), icon(32), icon(16));
        desk.open(ConsoleOptions.nameFleet(getParameters().getRaw()));
        if (!options.headless()) {
            fit(stage);
            desk.placeWindow();
        }
        stage.show();
        ending.add(desk);
        options.incidents().span().ifPresent(ConsoleApplication::endAfter);
        options.snapshots().ifPresent(pictures -> ending.add(Snapshots.start(desk::root, pictures)));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("console-end").unstarted(ending::close));
    }

    private static void endAfter(Duration span) {
        PauseTransition pause = new PauseTransition(javafx.util.Duration.millis((double) span.toMillis()));
        pause.setOnFinished(over -> Platform.exit());
        pause.play();
    }

    @Override
    public void stop() {
        ending.close();
    }

    private void report(Thread thread, Throwable problem) {
        if (!ending.hasBegun()) {
            System.err.println(
                    "secbeat console: something drawn or clicked failed; the rest goes on. Please report this:");
            problem.printStackTrace();
        }
    }

    /** As small as it may become, or as the screen demands. */
    private static void fit(Stage stage) {
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        stage.setMinWidth(Math.min(LEAST_WIDTH, screen.getWidth()));
        stage.setMinHeight(Math.min(LEAST_HEIGHT, screen.getHeight()));
    }

    /** A scene as large as the one before in this window, or as the screen allows. */
    static Scene scene(Parent root, Stage stage, boolean headless) {
        if (headless) {
            return OffScreen.scene(root, WIDTH, HEIGHT);
        }
        Scene before = stage.getScene();
        return before == null ? onScreen(root) : new Scene(root, before.getWidth(), before.getHeight());
    }

    static Scene onScreen(Parent root) {
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        return new Scene(root, Math.min(WIDTH, screen.getWidth()), Math.min(HEIGHT, screen.getHeight()));
    }

    private static Image icon(int side) {
        return AppIcon.paint(side);
    }
}
