// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TableView;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** A region from near: its nodes, one of them in full, its events, and how old all that is. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class RegionViewTest {
    private static final NodeId APAC_2 = NodeId.of("apac", "apac-node-2");

    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private RegionView view;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        view = new RegionView(scenario.model, intents::add);
        scenario.run(60);
        view.show("apac", "apac-node-2");
        Stages.show(stage, view, 940, 640);
    }

    @Test
    void theNodesAndTheChosenOneAreShownInFull(FxRobot robot) {
        assertThat(text(robot, "#region-name")).isEqualTo("APAC");
        assertThat(table(robot).getItems()).extracting(NodeState::name).containsExactly("apac-node-1", "apac-node-2");
        assertThat(text(robot, "#region-node-title")).isEqualTo("apac-node-2");
        assertThat(facts(robot)).contains("Map sources4", "62 % · 40,551 of 65,536", "18,212", "0.1.0");
        assertThat(waitFor(asyncFx(() -> Pictures.take(view, "region")))).isGreaterThan(50);
    }

    @Test
    void theChosenNodeStaysChosenWhileHeartbeatsCome(FxRobot robot) {
        waitFor(asyncFx(() -> scenario.run(5)));
        waitForFxEvents();
        assertThat(table(robot).getSelectionModel().getSelectedItem().name()).isEqualTo("apac-node-2");
        assertThat(text(robot, "#region-node-age")).startsWith("heard ");
        assertThat(marks(robot)).containsOnly("is-mitigating");
    }

    @Test
    void aSilentNodeIsCalledSoAndEverythingOfItIsOld(FxRobot robot) {
        waitFor(asyncFx(() -> scenario.silence(9)));
        waitForFxEvents();
        assertThat(text(robot, "#region-node-age")).isEqualTo("silent: all below is 9.0 s old");
        assertThat(marks(robot)).as("by shape and colour as well").containsOnly("is-stale");
        waitFor(asyncFx(() -> Pictures.take(view, "region-silent")));
    }

    @Test
    void troublesStayWhenBlocksComeByTheHundred(FxRobot robot) {
        happen(new FleetEvent.Trouble(APAC_2, scenario.epochMillis(), "map-full", "the block map is full; raise it"));
        for (int i = 0; i < 200; i++) {
            happen(new FleetEvent.Enforced(
                    APAC_2,
                    scenario.epochMillis() + i,
                    Prefix.parse("198.51.100." + i),
                    Origin.RATE_LIMIT,
                    true,
                    i,
                    1,
                    2));
        }
        waitFor(asyncFx(() -> scenario.run(1)));
        waitForFxEvents();
        ListView<FleetEvent> list = robot.lookup("#region-events").queryListView();
        assertThat(list.getItems()).hasSizeLessThanOrEqualTo(60);
        assertThat(list.getItems().stream().map(EventList::text))
                .anyMatch(line -> line.endsWith("apac-node-2  map-full: the block map is full; raise it"))
                .anyMatch(line -> line.endsWith("blocks 198.51.100.199 (rate-limit)"));
        waitFor(asyncFx(() -> Pictures.take(view, "region-events")));
    }

    @Test
    void linksLeadToMapThroughputAndFailover(FxRobot robot) {
        robot.clickOn("#region-on-map").clickOn("#region-throughput").clickOn("#region-failover");
        assertThat(intents)
                .containsExactly(
                        new Intent.ShowNodes("apac"),
                        new Intent.ShowThroughput("apac"),
                        new Intent.OpenFailoverDialog("apac"));
    }

    @Test
    void anUnknownRegionIsSaidToBe(FxRobot robot) {
        waitFor(asyncFx(() -> view.show("atlantis", "")));
        assertThat(text(robot, "#region-name")).isEqualTo("This region is not known");
    }

    @Test
    void runningTimesAreWrittenAsPeopleSayThem() {
        assertThat(NodePane.uptime(95)).isEqualTo("95 s");
        assertThat(NodePane.uptime(600)).isEqualTo("10 min");
        assertThat(NodePane.uptime(4 * 3_600 + 720)).isEqualTo("4 h 12 min");
        assertThat(NodePane.uptime(3 * 86_400 + 4 * 3_600)).isEqualTo("3 d 4 h");
    }

    /** How the state of each node is marked. */
    private static List<String> marks(FxRobot robot) {
        return robot.lookup("#region-nodes").query().lookupAll(".health-shape").stream()
                .flatMap(shape -> shape.getStyleClass().stream())
                .filter(style -> style.startsWith("is-"))
                .toList();
    }

    private void happen(FleetEvent event) {
        scenario.inbox.offer(new Update.Happened(event));
    }

    private static List<String> facts(FxRobot robot) {
        return robot.lookup("#region-node").query().lookupAll(".label").stream()
                .map(node -> ((Labeled) node).getText())
                .toList();
    }

    private static TableView<NodeState> table(FxRobot robot) {
        return robot.lookup("#region-nodes").queryTableView();
    }
}
