// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.EmbeddedNode;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** A node that runs in the console is not stopped by a slip of the hand. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class NodeGuardTest {
    private final List<String> done = new ArrayList<>();
    private Desk desk;
    private NodeGuard guard;

    @Start
    void start(Stage stage) {
        Theme.load(); // each test opens the window it needs
    }

    @BeforeEach
    void open() {
        desk = Desk.open(1000, 700).run(2);
        guard = new NodeGuard(
                () -> Optional.of(desk.fleet.model),
                (title, pane) -> desk.window.shell().openSheet(title, pane),
                () -> desk.window.shell().closeSheet());
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void withoutANodeNothingIsAsked() {
        embedded(EmbeddedNode.Phase.STOPPED);
        Fx.run(() -> guard.before(() -> done.add("left")));
        assertThat(done).containsExactly("left");
    }

    @Test
    void aRunningNodeIsStoppedOnlyWhenOneAgrees() throws IOException {
        embedded(EmbeddedNode.Phase.RUNNING);
        Fx.run(() -> guard.before(() -> done.add("left")));
        assertThat(desk.text("#sheet-title")).isEqualTo("Stop the node apac/node-9?");
        desk.picture("node-guard");
        press("#confirm-no");
        assertThat(done).isEmpty();
        Fx.run(() -> guard.before(() -> done.add("left")));
        press("#confirm-yes");
        assertThat(done).containsExactly("left");
    }

    @Test
    void closingTheWindowAsksAsWell() {
        embedded(EmbeddedNode.Phase.STARTING);
        Fx.run(() -> {
            guard.guard(desk.stage);
            desk.stage.fireEvent(new WindowEvent(desk.stage, WindowEvent.WINDOW_CLOSE_REQUEST));
        });
        assertThat(Fx.call(() -> desk.stage.isShowing())).isTrue();
        press("#confirm-yes");
        assertThat(Fx.call(() -> desk.stage.isShowing())).isFalse();
    }

    private void embedded(EmbeddedNode.Phase phase) {
        Fx.run(() -> {
            desk.fleet.offer(new Update.Embedded(new EmbeddedNode(
                    phase, "/etc/node.toml", "apac/node-9", "", "native", "healthy", 1, List.of(), List.of(), 0)));
            desk.fleet.run(1);
        });
    }

    private void press(String selector) {
        Fx.run(() -> ((Button) desk.node(selector)).fire());
    }
}
