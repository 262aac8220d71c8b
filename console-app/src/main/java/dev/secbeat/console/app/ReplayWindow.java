// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.shell.Scaled;
import dev.secbeat.console.view.shell.Theme;
import java.util.List;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** A recording in a window of its own, beside the fleet that is watched. FX thread only, {@link #endSession} excepted. */
final class ReplayWindow {
    private final Stage stage = new Stage();
    private final Session session;
    private final IncidentDesk desk;
    private final AlertLog alerts;
    private ConsoleWindow window;
    private Scaled content;

    private ReplayWindow(Session session, int scalePercent, IncidentDesk desk) {
        this.session = session;
        this.desk = desk;
        alerts = new AlertLog(session.model(), System.getProperty("user.name", "–"), alert -> {});
        window = newWindow();
        content = scaled(window, scalePercent);
    }

    private ConsoleWindow newWindow() {
        return new ConsoleWindow(
                session.model(),
                alerts,
                session::carryOut,
                session::carryOut,
                wish -> desk.carryOut(session, wish),
                List.of());
    }

    private static Scaled scaled(ConsoleWindow window, int scalePercent) {
        return new Scaled(
                window.root(), scalePercent / 100.0, ConsoleApplication.LEAST_WIDTH, ConsoleApplication.LEAST_HEIGHT);
    }

    /** Opens it and begins to play. */
    static ReplayWindow open(IncidentSource source, Preferences preferences, IncidentDesk desk) {
        ReplayWindow replay = new ReplayWindow(new ReplaySession(source), preferences.scalePercent(), desk);
        replay.stage.setTitle(Messages.of("incident.replay.title", source.name()));
        replay.show(ConsoleApplication.onScreen(replay.content), preferences);
        replay.stage.setOnHidden(hidden -> replay.end());
        replay.stage.show();
        replay.session.start();
        return replay;
    }

    private void show(Scene scene, Preferences preferences) {
        Theme.apply(scene, preferences.look(), preferences.scalePercent());
        window.installShortcuts(scene);
        stage.setScene(scene);
    }

    /** Another theme or size from now on. */
    void restyle(Preferences preferences) {
        Theme.apply(content.getScene(), preferences.look(), preferences.scalePercent());
        content.rescale(preferences.scalePercent() / 100.0);
    }

    /** Another language, zone or way to write figures from now on, at the page one is at. */
    void redraw(Preferences preferences) {
        String place = window.shell().panes().place();
        Scene before = content.getScene();
        content.release(); // else the model would go on drawing it
        window = newWindow();
        content = scaled(window, preferences.scalePercent());
        show(new Scene(content, before.getWidth(), before.getHeight()), preferences);
        window.shell().choose(place);
    }

    boolean isOpen() {
        return stage.isShowing();
    }

    Parent root() {
        return content;
    }

    void close() {
        stage.close();
    }

    /** Gives the recording back; any thread. */
    void endSession() {
        session.close();
    }

    private void end() {
        session.close();
        content.release(); // else the model would go on drawing it
    }
}
