// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Until;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

/** Which keys reach the fleet, and which must not: while one types, and while a sheet is open. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class SheetKeysTest {
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);

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

    @Test
    void oneUndoTooManyInAFieldDoesNotReachTheFleet(FxRobot robot) {
        ordered(FIRST, Optional.empty());
        Fx.run(() -> desk.window.shell().choose("nav-blocks"));
        robot.clickOn("#blocks-filter").write("ab");
        for (int i = 0; i < 4; i++) {
            undo(robot);
        }
        assertThat(Fx.call(() -> ((TextField) desk.node("#blocks-filter")).getText()))
                .isEmpty();
        assertThat(visible("#sheet")).isFalse();
        assertThat(undone()).isEmpty();
    }

    @Test
    void anOrderIsUndoneAfterOneQuestionAndTheOneBeforeItNext(FxRobot robot) throws IOException {
        ordered(FIRST, Optional.empty());
        ordered(SECOND, Optional.empty());
        Fx.run(() -> desk.window.root().requestFocus());
        undo(robot);
        Until.holds("it asks", () -> visible("#confirm-pane"));
        assertThat(desk.text("#sheet-title")).isEqualTo("Undo block 2?");
        desk.picture("undo-question");
        undo(robot);
        assertThat(undone()).as("asked once, sent not at all").isEmpty();
        robot.type(KeyCode.ESCAPE);
        Until.holds("it is left", () -> !visible("#sheet"));
        assertThat(undone()).isEmpty();

        undo(robot);
        Until.holds("it asks again", () -> visible("#confirm-pane"));
        robot.type(KeyCode.ENTER);
        Until.holds("the way out has the cursor", () -> !visible("#sheet"));
        assertThat(undone()).isEmpty();
        undo(robot);
        Until.holds("it asks once more", () -> visible("#confirm-pane"));
        robot.type(KeyCode.TAB).type(KeyCode.ENTER);
        Until.holds("it is sent", () -> undone().equals(List.of(SECOND)));
        ordered(new UUID(0, 3), Optional.of(SECOND));
        undo(robot);
        Until.holds("it asks for the other", () -> visible("#confirm-pane"));
        assertThat(desk.text("#sheet-title"))
                .as("not for the undo, which would block again")
                .isEqualTo("Undo block 1?");
        robot.type(KeyCode.TAB).type(KeyCode.ENTER);
        Until.holds("both are", () -> undone().equals(List.of(SECOND, FIRST)));
    }

    @Test
    void theWayBackIsOfferedLikeAllElseThatCanBeDone() {
        assertThat(Fx.call(() -> desk.window.actions().run("undo-last")))
                .as("nothing was ordered")
                .isFalse();
        ordered(FIRST, Optional.empty());
        assertThat(Fx.call(() -> desk.window.actions().run("undo-last"))).isTrue();
    }

    @Test
    void whatLiesUnderASheetHearsNoKey(FxRobot robot) {
        Fx.run(() -> {
            desk.window.shell().choose("nav-node");
            ((TextField) desk.node("#node-file")).setText("/etc/secbeat/node.toml");
        });
        assertThat(Fx.call(() -> desk.node("#node-start").isDisabled())).isFalse();
        Fx.run(() -> desk.window.carryOut(new Intent.OpenFailoverDialog("apac")));
        Fx.run(() -> desk.node("#sheet-close").requestFocus());
        Fx.run(() -> desk.node("#failover-ask").setDisable(true)); // as while its plan is worked out
        press(robot, KeyCode.CONTROL, KeyCode.DIGIT4);
        press(robot, KeyCode.CONTROL, KeyCode.K);
        press(robot, KeyCode.CONTROL, KeyCode.B);
        robot.type(KeyCode.F1);
        assertThat(desk.text("#sheet-title")).as("the plan is still open").isEqualTo("Failover");
        assertThat(Fx.call(() -> desk.node("#blocks-view"))).isNull();
        assertThat(visible("#palette")).isFalse();
        robot.type(KeyCode.ESCAPE);
        Fx.run(() -> desk.window.shell().openSheet("Notice", new javafx.scene.control.Label("read this")));
        robot.type(KeyCode.ENTER);
        assertThat(desk.wishes).as("no node is started behind the sheet").isEmpty();
        if (visible("#sheet")) { // Enter may have fired its only button, the way out
            robot.type(KeyCode.ESCAPE);
        }
        press(robot, KeyCode.CONTROL, KeyCode.DIGIT4);
        Fx.until("without a sheet they work", () -> desk.node("#blocks-view") != null);
    }

    private void ordered(UUID id, Optional<UUID> undoes) {
        Fx.run(() -> {
            String words = undoes.isPresent() ? "undo" : "block " + id.getLeastSignificantBits();
            desk.fleet.offer(new Update.Sent(
                    id, words, false, List.of("apac/node-1"), 1, SampleFleet.START_MILLIS, true, undoes));
            Receipt receipt =
                    new Receipt(id, NodeId.of("apac", "node-1"), Receipt.State.APPLIED, true, 800, Optional.empty());
            desk.fleet.offer(new Update.Answered(receipt, 2));
            desk.fleet.run(1);
        });
    }

    private List<UUID> undone() {
        return Fx.call(() -> desk.acts.stream()
                .filter(Intent.Undo.class::isInstance)
                .map(act -> ((Intent.Undo) act).command())
                .toList());
    }

    private boolean visible(String selector) {
        return Fx.call(() -> {
            Node node = desk.node(selector);
            return node != null && node.isVisible();
        });
    }

    private static void undo(FxRobot robot) {
        press(robot, KeyCode.CONTROL, KeyCode.Z);
    }

    private static void press(FxRobot robot, KeyCode with, KeyCode key) {
        robot.press(with, key).release(key, with);
    }
}
