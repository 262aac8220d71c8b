// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The column of tiles shows each region's figures and how far to trust them. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class ThroughputColumnTest {
    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private ThroughputColumn column;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        column = new ThroughputColumn(scenario.model, intents::add);
        Stages.show(stage, column, 284, 960);
    }

    @Test
    void aTileShowsRatesNodesModeAndBlocks(FxRobot robot) {
        waitFor(asyncFx(() -> scenario.run(70)));
        assertThat(text(robot, "#tile-us-east-passed")).matches("(4|5)\\d,\\d{3}");
        assertThat(text(robot, "#tile-apac-dropped")).matches("1[78]\\.\\dk");
        assertThat(text(robot, "#tile-apac-nodes")).isEqualTo("2/2");
        assertThat(text(robot, "#tile-apac-xdp")).isEqualTo("native");
        assertThat(text(robot, "#tile-apac-blocks")).isEqualTo("2");
        assertThat(text(robot, "#tile-apac-age")).isEqualTo("0.4 s");
        assertThat(text(robot, "#summary-last-block")).isEqualTo("51 ms");
        assertThat(picture("throughput-live")).isGreaterThan(50);
    }

    @Test
    void silenceGreysATileWithItsAgeAndThenTakesTheFigureAway(FxRobot robot) {
        waitFor(asyncFx(() -> scenario.run(30).silence(18)));
        assertThat(text(robot, "#tile-eu-west-age")).isEqualTo("stale 18 s");
        assertThat(robot.lookup("#tile-eu-west").query().getStyleClass()).contains("is-stale");
        assertThat(robot.lookup("#summary-card").query().getStyleClass()).contains("is-gone");
        picture("throughput-stale");
        waitFor(asyncFx(() -> scenario.silence(60)));
        assertThat(text(robot, "#tile-eu-west-passed")).isEqualTo("–");
        assertThat(text(robot, "#tile-eu-west-age")).isEqualTo("gone 78 s");
        assertThat(robot.lookup("#tile-eu-west").query().getStyleClass()).contains("is-gone");
        picture("throughput-gone");
    }

    @Test
    void theSummarySaysAsOfWhenAndThenNothing(FxRobot robot) {
        waitFor(asyncFx(() -> scenario.run(70)));
        assertThat(robot.lookup("#summary-age").query().getParent().isVisible()).isFalse();
        waitFor(asyncFx(() -> scenario.silence(10)));
        assertThat(text(robot, "#summary-age")).isEqualTo("as of 22:14:40");
        assertThat(text(robot, "#summary-last-block")).isEqualTo("51 ms");
        waitFor(asyncFx(() -> scenario.silence(62)));
        assertThat(text(robot, "#summary-age")).isEqualTo("gone 72 s");
        assertThat(List.of("detections", "blocks", "last-block", "median", "guard"))
                .allSatisfy(
                        figure -> assertThat(text(robot, "#summary-" + figure)).isEqualTo("–"));
    }

    @Test
    void whatHasNotChangedIsNotDrawnAnew() {
        waitFor(asyncFx(() -> scenario.run(30)));
        Set<Node> shapes = Set.copyOf(column.lookupAll(".health-shape"));
        List<String> styles = List.copyOf(column.lookup("#tile-apac-nodes").getStyleClass());
        assertThat(shapes).hasSize(3);
        waitFor(asyncFx(() -> scenario.run(5)));
        assertThat(Set.copyOf(column.lookupAll(".health-shape"))).isEqualTo(shapes);
        assertThat(List.copyOf(column.lookup("#tile-apac-nodes").getStyleClass()))
                .isEqualTo(styles);
    }

    @Test
    void whatWasCountedForLessThanAnHourSaysSinceWhen(FxRobot robot) {
        waitFor(asyncFx(() -> scenario.run(3)));
        assertThat(text(robot, "#summary-detections-name")).isEqualTo("Sources over limit, since 22:13");
        waitFor(asyncFx(() -> scenario.silence(3_600)));
        assertThat(text(robot, "#summary-detections-name")).isEqualTo("Sources over limit, 1 h");
    }

    @Test
    void aClickShowsTheRegion(FxRobot robot) {
        waitFor(asyncFx(() -> scenario.run(3)));
        robot.clickOn("#tile-eu-west-passed");
        assertThat(intents).containsExactly(new Intent.ShowRegion("eu-west"));
    }

    private long picture(String name) {
        return waitFor(asyncFx(() -> Pictures.take(column, name)));
    }
}
