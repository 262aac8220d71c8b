// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.settings.Look;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.settings.TileServer;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** A server of map tiles is off until it is named whole. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class TileFieldsTest {
    private final List<Preferences> chosen = new ArrayList<>();
    private PreferencesPane pane;

    @Start
    void start(Stage stage) {
        Theme.load();
        pane = new PreferencesPane(Preferences.STANDARD, chosen::add);
        Scene scene = new Scene(pane, 620, 640);
        Theme.apply(scene, Look.DARK, 100);
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void itIsTakenOnceItIsWhole(FxRobot robot) throws IOException {
        assertThat(field("#preferences-tiles-address").isDisabled()).as("off").isTrue();
        assertThat(pane.lookup("#preferences-tiles-problem").isManaged())
                .as("no gap")
                .isFalse();
        robot.clickOn("#preferences-tiles");
        assertThat(problem()).contains("{z}");
        type(robot, "#preferences-tiles-address", "https://tiles.example/{z}/{x}/{y}.png");
        assertThat(problem()).contains("whose map");
        assertThat(chosen).isEmpty();
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> Pictures.take(pane, "preferences-tiles")));
        type(robot, "#preferences-tiles-attribution", "© tiles.example");
        TileServer whole = new TileServer(true, "https://tiles.example/{z}/{x}/{y}.png", "© tiles.example");
        assertThat(chosen).extracting(Preferences::tiles).containsExactly(whole);
        robot.clickOn("#preferences-tiles");
        assertThat(chosen.getLast().tiles())
                .as("off, and not forgotten")
                .isEqualTo(new TileServer(false, whole.address(), whole.attribution()));
    }

    private void type(FxRobot robot, String id, String text) {
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> {
            field(id).requestFocus();
            field(id).setText(text);
        }));
        robot.type(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private TextField field(String id) {
        return (TextField) pane.lookup(id);
    }

    private String problem() {
        return ((Labeled) pane.lookup("#preferences-tiles-problem")).getText();
    }
}
