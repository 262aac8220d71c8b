// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.node.api.NodeStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The fleet for a room: calm only while it can know, and never a recording that passes for live. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class WallboardTest {
    private SampleFleet fleet;
    private Wallboard board;

    @Start
    void start(Stage stage) {
        Theme.load(); // it opens a window of its own
    }

    private void open() {
        open(Optional.empty());
    }

    private void open(Optional<Layout.Wall> before) {
        Fx.run(() -> {
            fleet = new SampleFleet();
            for (String region : List.of("us-east", "eu-west", "apac")) {
                fleet.region(region, 2, 50_000, 312, NodeStatus.Health.HEALTHY);
            }
            board = Wallboard.open(fleet.model, "production", Preferences.STANDARD, before);
        });
    }

    @AfterEach
    void close() {
        Fx.run(board::close);
    }

    @Test
    void aConsoleThatHearsNothingDoesNotCallAllWell() throws IOException {
        open();
        Fx.run(() -> {
            fleet.offer(new Update.Nats(new ConnectionState(
                    ConnectionState.Phase.CONNECTING,
                    "us-east",
                    SampleFleet.START_MILLIS,
                    Double.NaN,
                    Freshness.NEVER,
                    "")));
            fleet.silence(5);
        });
        assertThat(shows(".wallboard-calm")).isFalse();
        assertThat(shows(".wallboard-unknown")).isTrue();
        assertThat(shows("#wallboard-nats")).isTrue();
        Desk.picture(board.root(), "wallboard-unknown");
        Fx.run(() -> {
            fleet.connected(true);
            fleet.run(5);
        });
        assertThat(shows(".wallboard-calm")).as("now it knows").isTrue();
        assertThat(shows(".wallboard-unknown")).isFalse();
        Fx.run(() -> fleet.silence(10));
        assertThat(shows(".wallboard-calm")).as("ten seconds of silence").isFalse();
    }

    @Test
    void aRecordingSaysThatItIsOne() throws IOException {
        open();
        assertThat(shows("#wallboard-replay")).isFalse();
        Fx.run(() -> {
            fleet.connected(true);
            fleet.run(5);
            fleet.offer(new Update.Replaying(new ReplayState("night.sbincident", 1, 9, 5, 1, true, false, "")));
            fleet.run(1);
        });
        assertThat(shows("#wallboard-replay")).isTrue();
        Desk.picture(board.root(), "wallboard-replay");
    }

    @Test
    void itComesBackWhereItWasLeft() {
        Layout.Place place = new Layout.Place(120, 80, 700, 520, false);
        open(Optional.of(new Layout.Wall(true, place, false, List.of("eu-west"))));
        assertThat(Fx.call(board::wall)).isEqualTo(new Layout.Wall(true, place, false, List.of("eu-west")));
        Fx.run(() -> fleet.run(2));
        assertThat(Fx.call(() -> List.copyOf(((Pane) board.root().lookup(".throughput-tiles")).getChildren()).stream()
                        .map(Node::getId)
                        .toList()))
                .startsWith("tile-eu-west");
        press(KeyCode.ESCAPE);
        assertThat(Fx.call(board::wall))
                .as("and closed")
                .isEqualTo(new Layout.Wall(false, place, false, List.of("eu-west")));
    }

    @Test
    void onAScreenThatIsGoneItTakesOneThatIsThere() {
        Layout.Place elsewhere = new Layout.Place(5_000, 0, 700, 520, false);
        open(Optional.of(new Layout.Wall(true, elsewhere, true, List.of("eu-west"))));
        Layout.Wall wall = Fx.call(board::wall);
        assertThat(wall.place().x()).isZero();
        assertThat(wall.fullScreen()).as("one screen is the console's").isFalse();
        assertThat(wall.tiles()).containsExactly("eu-west");
    }

    private void press(KeyCode key) {
        Fx.run(() ->
                board.root().fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, false, false, false, false)));
    }

    private boolean shows(String selector) {
        return Fx.call(() -> {
            Node node = board.root().lookup(selector);
            return node != null && node.isVisible();
        });
    }
}
