// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.view.shell.Theme;
import java.util.List;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.stage.Stage;

/** A replay in a window of its own, held, at its page of the incident. Not on the FX thread. */
final class Screening implements AutoCloseable {
    private final Stage stage = Fx.call(Stage::new);
    private final ReplaySession session;
    private final ConsoleWindow window;

    private Screening(ReplaySession session, Look look, double width, double height) {
        this.session = session;
        window = Fx.call(() -> {
            Theme.use(look);
            IncidentDesk desk = new IncidentDesk(() -> stage, other -> {}, moment -> {});
            return new ConsoleWindow(
                    session.model(),
                    new AlertLog(session.model(), "tester", alert -> {}),
                    act -> {},
                    wish -> {},
                    wish -> desk.carryOut(session, wish),
                    List.of());
        });
        Fx.run(() -> {
            Scene scene = OffScreen.scene(window.root(), width, height);
            Theme.apply(scene, look, 100);
            stage.setScene(scene);
            stage.show();
            session.start();
        });
        Fx.until("laid out", () -> window.root().getLayoutBounds().getWidth() == width);
        Fx.run(() -> session.carryOut(new Intent.PlayReplay(false)));
        Fx.until("held", () -> !state().isPlaying() && state().endMillis() > 0);
        Fx.run(((Button) window.root().lookup("#nav-incident"))::fire);
    }

    static Screening open(IncidentSource source, Look look, double width, double height) {
        return new Screening(Fx.call(() -> new ReplaySession(source)), look, width, height);
    }

    /** What was, of a fleet that goes on. */
    static Screening past(LookBack past, Look look, double width, double height) {
        return new Screening(past.session(), look, width, height);
    }

    private ReplayState state() {
        return session.model().incident().replay().get();
    }

    /** To the middle of it. */
    void middle() {
        long middle = Fx.call(() -> (state().beginMillis() + state().endMillis()) / 2);
        Fx.run(() -> session.carryOut(new Intent.SeekReplay(middle)));
        Fx.until("there", () -> state().positionMillis() == middle);
    }

    Parent root() {
        return window.root();
    }

    @Override
    public void close() {
        Fx.run(() -> {
            session.close();
            stage.close();
        });
    }
}
