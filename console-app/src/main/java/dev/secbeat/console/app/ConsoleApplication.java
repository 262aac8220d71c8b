// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.view.shell.Theme;
import java.time.Clock;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** Shows the window first and reaches for the fleet after: an operator sees at once that the console is starting. */
public final class ConsoleApplication extends Application {
    static final double WIDTH = 1600;
    static final double HEIGHT = 1000;
    private static final double LEAST_WIDTH = 1000;
    private static final double LEAST_HEIGHT = 700;

    private @Nullable FleetSession session;
    private @Nullable Snapshots snapshots;

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
        if (!options.headless()) {
            stage.setScene(scene);
        }
        if (options.headless()) {
            Platform.setImplicitExit(false); // the Headless platform fails at windows larger than 1000 x 1000
        } else {
            stage.show();
        }
        session = fleet;
        fleet.start();
        snapshots = options.snapshots()
                .map(folder -> Snapshots.start(scene, folder))
                .orElse(null);
    }

    @Override
    public void stop() {
        if (snapshots != null) {
            snapshots.close();
        }
        if (session != null) {
            session.close();
        }
    }

    private static Image icon(int side) {
        return AppIcon.paint(side);
    }
}
