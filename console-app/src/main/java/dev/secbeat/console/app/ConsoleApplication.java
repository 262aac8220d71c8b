// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.view.shell.Theme;
import java.time.Clock;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;

/** Shows the window first and reaches for the fleet after: an operator sees at once that the console is starting. */
public final class ConsoleApplication extends Application {
    static final double WIDTH = 1600;
    static final double HEIGHT = 1000;
    private static final double LEAST_WIDTH = 1000;
    private static final double LEAST_HEIGHT = 700;

    private final Ending ending = new Ending();

    /** Made by JavaFX. */
    public ConsoleApplication() {}

    @Override
    public void start(Stage stage) throws UsageException {
        ConsoleOptions options = ConsoleOptions.parse(getParameters().getRaw());
        Theme.load();
        FleetSession fleet = new FleetSession(options, Clock.systemUTC());
        ConsoleWindow window = new ConsoleWindow(fleet.model(), fleet::carryOut);
        Scene scene = new Scene(window.root(), WIDTH, HEIGHT);
        Theme.apply(scene);
        window.installShortcuts(scene);
        stage.setTitle("SecBeat · " + options.profile());
        stage.getIcons().setAll(icon(64), icon(32), icon(16));
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        if (options.headless()) {
            Platform.setImplicitExit(false); // the Headless platform fails at windows larger than 1000 x 1000
        } else {
            stage.setScene(scene);
            stage.show();
        }
        ending.add(fleet);
        fleet.start();
        options.snapshots().ifPresent(folder -> ending.add(Snapshots.start(scene, folder)));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("console-end").unstarted(ending::close));
    }

    @Override
    public void stop() {
        ending.close();
    }

    private static Image icon(int side) {
        return AppIcon.paint(side);
    }
}
