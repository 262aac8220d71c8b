// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.node;

import static dev.secbeat.console.testing.Looked.node;
import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.EmbeddedNode;
import dev.secbeat.console.model.EmbeddedNode.MapUse;
import dev.secbeat.console.model.EmbeddedNode.Phase;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The embedded node in each of its states. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class NodeViewTest {
    private static final String FILE = "/etc/secbeat/node.toml";

    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private NodeView view;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        scenario.run(2);
        view = new NodeView(scenario.model, intents::add, () -> Optional.of(Path.of(FILE)));
        Stages.show(stage, view, 1000, 560);
    }

    @Test
    void aFileIsChosenAndTheNodeStartedAndStopped(FxRobot robot) {
        assertThat(text(robot, "#node-phase")).isEqualTo("stopped");
        assertThat(node(robot, "#node-start").isDisabled()).as("no file yet").isTrue();
        assertThat(node(robot, "#node-stop").isDisabled()).isTrue();
        picture("node-stopped");
        robot.clickOn("#node-choose");
        assertThat(robot.lookup("#node-file").queryAs(TextField.class).getText())
                .isEqualTo(FILE);
        robot.clickOn("#node-start");
        assertThat(intents).containsExactly(new Intent.StartNode(Path.of(FILE)));
        offer(state(Phase.STARTING, "", List.of()));
        assertThat(node(robot, "#node-start").isDisabled()).isTrue();
        offer(running());
        assertThat(text(robot, "#node-facts")).isEqualTo("XDP native · healthy · up 9.0 s");
        assertThat(robot.lookup("#node-map-blocks").tryQuery()).isPresent();
        assertThat(text(robot, "#node-log-lost")).isEqualTo("12 older lines let go");
        ListView<?> log = robot.lookup("#node-log").queryListView();
        assertThat(log.getItems()).hasSize(40);
        picture("node-running");
        robot.clickOn("#node-stop");
        assertThat(intents).endsWith(new Intent.StopNode());
    }

    @Test
    void whatIsMissingIsSaidPlainly(FxRobot robot) {
        offer(state(
                Phase.FAILED,
                "This node filters in the kernel, which this console may not: it lacks CAP_BPF.",
                List.of()));
        assertThat(text(robot, "#node-phase")).isEqualTo("did not start");
        assertThat(text(robot, "#node-text")).contains("CAP_BPF");
        assertThat(node(robot, "#node-start").isDisabled())
                .as("mended, it can be tried again")
                .isFalse();
        picture("node-failed");
    }

    @Test
    void onAnotherSystemThereIsNothingToStart(FxRobot robot) {
        offer(state(Phase.NOT_HERE, "A node filters packets in the Linux kernel; this is Mac OS X.", List.of()));
        assertThat(text(robot, "#node-not-here")).contains("this is Mac OS X");
        assertThat(node(robot, "#node-start").getParent().getParent().isVisible())
                .isFalse();
        assertThat(node(robot, "#node-not-here").getParent().isVisible()).isTrue();
        picture("node-not-here");
    }

    private static EmbeddedNode running() {
        List<MapUse> maps = List.of(
                new MapUse("blocks", 1_204, 65_536),
                new MapUse("sources", 1_000_000, 1_048_576),
                new MapUse("allow", 3, 4_096));
        List<String> log = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            log.add("22:13:" + (10 + i) + ".318 INFO event=block_enforced prefix=203.0.113." + i + " took_micros=81");
        }
        return new EmbeddedNode(Phase.RUNNING, FILE, "us-east/embedded", "", "native", "healthy", 9_000, maps, log, 12);
    }

    private static EmbeddedNode state(Phase phase, String text, List<String> log) {
        return new EmbeddedNode(phase, FILE, "us-east/embedded", text, "", "", 0, List.of(), log, 0);
    }

    private void offer(EmbeddedNode node) {
        scenario.inbox.offer(new Update.Embedded(node));
        waitFor(asyncFx(scenario::drain));
        waitForFxEvents();
    }

    private void picture(String name) {
        assertThat(waitFor(asyncFx(() -> Pictures.take(view, name)))).isGreaterThan(20);
    }
}
