// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.RegionPlace;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.util.List;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javafx.util.Duration;

/**
 * The window without a fleet and without a display, drawn once, to memory, after a look at each of its pages: what a build
 * runs to record which classes a start needs (JEP 514). Reads no file of the operator and connects to nothing.
 */
public final class Rehearsal extends Application {
    /** The one word on the command line that asks for it. */
    static final String OPTION = "--rehearse";

    /** Some pulses, so that what is drawn late is drawn. */
    private static final Duration SETTLE = Duration.seconds(1);

    /** Made by JavaFX. */
    public Rehearsal() {}

    @Override
    public void start(Stage stage) {
        Theme.load();
        ConsoleWindow window = new ConsoleWindow(new FleetModel(List.of(), RegionPlace::unknown), act -> {});
        Scene scene = OffScreen.scene(window.root(), ConsoleApplication.WIDTH, ConsoleApplication.HEIGHT);
        Theme.apply(scene);
        window.installShortcuts(scene);
        stage.setScene(scene);
        stage.show();
        PauseTransition settle = new PauseTransition(SETTLE);
        settle.setOnFinished(event -> {
            window.places().forEach(place -> window.shell().choose(place.id()));
            window.shell().choose("nav-map");
            draw(window.root());
        });
        settle.play();
    }

    private static void draw(Parent root) {
        try {
            int bytes = PngFile.encode(Snapshots.draw(root)).length;
            System.out.println("secbeat console: rehearsed, one picture of " + bytes + " bytes drawn");
            Platform.exit();
        } catch (IOException e) {
            throw new IllegalStateException("a picture in memory cannot fail to be written", e);
        }
    }
}
