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
    private final ConsoleWindow window;
    private final Scaled content;

    private ReplayWindow(Session session, int scalePercent, IncidentDesk desk) {
        this.session = session;
        window = new ConsoleWindow(
                session.model(),
                new AlertLog(session.model(), System.getProperty("user.name", "–"), alert -> {}),
                session::carryOut,
                session::carryOut,
                wish -> desk.carryOut(session, wish),
                List.of());
        content = new Scaled(
                window.root(), scalePercent / 100.0, ConsoleApplication.LEAST_WIDTH, ConsoleApplication.LEAST_HEIGHT);
    }

    /** Opens it and begins to play. */
    static ReplayWindow open(IncidentSource source, Preferences preferences, IncidentDesk desk) {
        ReplayWindow replay = new ReplayWindow(new ReplaySession(source), preferences.scalePercent(), desk);
        Scene scene = ConsoleApplication.onScreen(replay.content);
        Theme.apply(scene, preferences.look(), preferences.scalePercent());
        replay.window.installShortcuts(scene);
        replay.stage.setTitle(Messages.of("incident.replay.title", source.name()));
        replay.stage.setScene(scene);
        replay.stage.setOnHidden(hidden -> replay.end());
        replay.stage.show();
        replay.session.start();
        return replay;
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
