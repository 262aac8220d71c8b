// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.view.shell.Theme;
import java.time.Clock;
import java.time.Duration;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Screen;
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
        Thread.currentThread().setUncaughtExceptionHandler(this::report);
        Theme.load();
        Session session = session(options);
        ConsoleWindow window = show(stage, session, options.headless());
        session.start();
        stage.setTitle(
                options.incidents().isReplay()
                        ? Messages.of(
                                "incident.replay.title",
                                session.model().incident().replay().get().file())
                        : "SecBeat · " + options.profile());
        ending.add(session);
        options.incidents().span().ifPresent(ConsoleApplication::endAfter);
        options.snapshots().ifPresent(folder -> ending.add(Snapshots.start(window.root(), folder)));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("console-end").unstarted(ending::close));
    }

    private static Session session(ConsoleOptions options) {
        IncidentOptions incidents = options.incidents();
        return incidents.isReplay()
                ? new ReplaySession(incidents.replay().map(IncidentSource::of).orElseGet(IncidentSource::sample))
                : new FleetSession(options, Clock.systemUTC());
    }

    private ConsoleWindow show(Stage stage, Session session, boolean headless) {
        IncidentDesk desk = new IncidentDesk(session, () -> stage, this::replay);
        ConsoleWindow window = new ConsoleWindow(session.model(), session::carryOut, desk::carryOut);
        Scene scene = headless ? OffScreen.scene(window.root(), WIDTH, HEIGHT) : onScreen(window);
        Theme.apply(scene);
        window.installShortcuts(scene);
        stage.getIcons().setAll(icon(64), icon(32), icon(16));
        stage.setScene(scene);
        if (!headless) {
            fit(stage);
        }
        stage.show();
        return window;
    }

    /** A window of its own: what is live goes on beside it. */
    private void replay(IncidentSource source) {
        Stage stage = new Stage();
        Session session = new ReplaySession(source);
        stage.setTitle(Messages.of("incident.replay.title", source.name()));
        stage.setOnHidden(hidden -> session.close());
        show(stage, session, false);
        ending.add(session);
        session.start();
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

    private static Scene onScreen(ConsoleWindow window) {
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        return new Scene(window.root(), Math.min(WIDTH, screen.getWidth()), Math.min(HEIGHT, screen.getHeight()));
    }

    private static Image icon(int side) {
        return AppIcon.paint(side);
    }
}
