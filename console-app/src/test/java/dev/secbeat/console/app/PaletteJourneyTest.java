// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What is done by keys alone; pictures go to target/snapshots. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class PaletteJourneyTest {
    private Desk desk;

    @Start
    void start(Stage stage) {
        Theme.load(); // each test opens the window it needs
    }

    @BeforeEach
    void open() {
        desk = Desk.open(1000, 900).run(5);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private static void press(FxRobot robot, KeyCode... keys) {
        robot.press(keys);
        for (int i = keys.length - 1; i >= 0; i--) {
            robot.release(keys[i]);
        }
    }

    private boolean visible(String selector) {
        Node node = desk.node(selector);
        return node != null && node.isVisible();
    }

    private void palette(FxRobot robot, String text) {
        press(robot, KeyCode.CONTROL, KeyCode.K);
        Fx.until("the palette is open", () -> visible("#palette"));
        robot.write(text);
        Fx.until(
                "it is typed",
                () -> ((TextField) desk.node("#top-search")).getText().equals(text));
    }

    @Test
    void anAddressIsBlockedWithoutAPointer(FxRobot robot) throws IOException {
        palette(robot, "block 203.0.113.42");
        desk.picture("palette-block");
        robot.type(KeyCode.ENTER);
        Fx.until("the dialog is open", () -> visible("#block-pane"));
        assertThat(Fx.call(() -> ((TextField) desk.node("#block-prefix")).getText()))
                .isEqualTo("203.0.113.42");
        assertThat(visible("#palette")).isFalse();
        robot.type(KeyCode.ENTER);
        Fx.until(
                "it is asked for",
                () -> desk.acts.stream().anyMatch(act -> act instanceof Intent.Block block && !block.dryRun()));
        robot.type(KeyCode.ESCAPE);
        Fx.until("the sheet is closed", () -> !visible("#sheet"));
    }

    @Test
    void arrowsChooseAndEscapeLeaves(FxRobot robot) throws IOException {
        palette(robot, "apac");
        desk.picture("palette-region");
        robot.type(KeyCode.DOWN).type(KeyCode.ENTER);
        Fx.until("its nodes are shown", () -> visible("#map-node-apac-node-1"));
        palette(robot, "zzz");
        Fx.until("nothing fits", () -> visible("#palette-none"));
        robot.type(KeyCode.ESCAPE).type(KeyCode.ESCAPE);
        Fx.until("it is gone", () -> !visible("#palette"));
    }

    @Test
    void theSheetOfShortcutsOpensByItsKeyAndNotWhileTyping(FxRobot robot) throws IOException {
        Fx.run(() -> desk.node("#nav-map").requestFocus());
        Fx.run(() -> javafx.event.Event.fireEvent(
                desk.node("#nav-map"),
                new javafx.scene.input.KeyEvent(
                        javafx.scene.input.KeyEvent.KEY_TYPED,
                        "?",
                        "",
                        KeyCode.UNDEFINED,
                        false,
                        false,
                        false,
                        false)));
        Fx.until("it is open", () -> visible("#shortcut-sheet"));
        desk.picture("shortcuts");
        robot.type(KeyCode.ESCAPE);
        Fx.until("it is closed", () -> !visible("#sheet"));
        robot.type(KeyCode.F1);
        Fx.until("it is open by its other key", () -> visible("#shortcut-sheet"));
        robot.type(KeyCode.ESCAPE);
        palette(robot, "");
        robot.write("?");
        Fx.until(
                "it is text there",
                () -> ((TextField) desk.node("#top-search")).getText().equals("?"));
        assertThat(visible("#shortcut-sheet")).isFalse();
    }

    @Test
    void everyPlaceIsReachedByItsKey(FxRobot robot) {
        KeyCode[] digits = {
            KeyCode.DIGIT2, KeyCode.DIGIT3, KeyCode.DIGIT4, KeyCode.DIGIT5, KeyCode.DIGIT6, KeyCode.DIGIT1
        };
        String[] views = {
            "#throughput-view", "#counters-view", "#blocks-view", "#failover-view", "#samples-view", "#map-view"
        };
        for (int i = 0; i < digits.length; i++) {
            press(robot, KeyCode.CONTROL, digits[i]);
            String view = views[i];
            Fx.until(view, () -> desk.node(view) != null);
        }
    }

    @Test
    void aRegionHasAMenuOfWhatCanBeDoneToIt(FxRobot robot) {
        Fx.run(() -> desk.node("#tile-apac").requestFocus());
        robot.rightClickOn("#tile-apac");
        Fx.until(
                "the menu is open",
                () -> robot.lookup("#context-region-nodes").tryQuery().isPresent());
        robot.clickOn("#context-region-nodes");
        Fx.until("its nodes are shown", () -> visible("#map-node-apac-node-1"));
        robot.rightClickOn("203.0.113.42");
        Fx.until(
                "the menu is open",
                () -> robot.lookup("#context-address-block").tryQuery().isPresent());
        robot.clickOn("#context-address-block");
        Fx.until("the dialog is open", () -> visible("#block-pane"));
    }

    @Test
    void alertsAreListedAndAcknowledged(FxRobot robot) throws IOException {
        press(robot, KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.A);
        Fx.until("the list is open", () -> visible("#alert-region-apac-mitigating"));
        desk.picture("alerts");
        robot.clickOn("#alert-acknowledge-region-apac-mitigating");
        Fx.until("it is acknowledged", () -> desk.alerts.pending().isEmpty());
        Fx.run(() -> desk.fleet.silence(30));
        Fx.until(
                "what ended is listed below",
                () -> desk.window.root().lookupAll(".alert-row.ended").size() == 1);
        desk.picture("alerts-ended");
        robot.type(KeyCode.ESCAPE);
        Fx.until(
                "the banner shows what is new",
                () -> desk.label("#banner-title").contains("telemetry stale"));
    }

    @Test
    void tilesAreMovedByKeyAndByPointer(FxRobot robot) {
        Fx.run(() -> desk.node("#tile-apac").requestFocus());
        press(robot, KeyCode.ALT, KeyCode.UP);
        Fx.until("it went up", () -> desk.window.tiles().order().indexOf("apac") == 1);
        assertThat(desk.window.tiles().order()).containsExactly("us-east", "apac", "eu-west");
        robot.drag("#tile-eu-west").dropTo("#tile-us-east");
        Fx.until("it went first", () -> desk.window.tiles().order().indexOf("eu-west") == 0);
    }
}
