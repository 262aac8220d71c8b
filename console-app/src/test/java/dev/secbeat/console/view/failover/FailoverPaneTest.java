// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javafx.scene.control.Labeled;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Failover: a plan is asked for and shown, a refusal and a silence as well. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class FailoverPaneTest {
    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private StackPane root;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        scenario.run(5);
        root = new StackPane(
                new FailoverPane(scenario.model, scenario.model.region("apac").orElseThrow(), intents::add, () -> {}));
        Stages.show(stage, root, 600, 700);
    }

    @Test
    void thePlanShowsRecordsClientsAndLoad(FxRobot robot) {
        Intent.PlanFailover asked = ask(robot);
        assertThat(asked.fromRegion()).isEqualTo("apac");
        assertThat(asked.toRegion()).isEqualTo("us-east");
        offer(new Update.Planned(plan(asked.id(), "")));
        assertThat(text(robot, "#failover-verdict")).isEqualTo("The rules allow it.");
        assertThat(texts(robot)).contains("20 %", "62 %", "secbeat.example A", "Answered by orch-eu-1");
        picture("failover-plan");
    }

    @Test
    void aRefusalIsShownAsOne(FxRobot robot) {
        Intent.PlanFailover asked = ask(robot);
        offer(new Update.Planned(plan(asked.id(), "APAC is under attack: mitigate first, moving a flood cascades")));
        assertThat(text(robot, "#failover-verdict")).startsWith("Refused: APAC is under attack");
        picture("failover-refused");
    }

    @Test
    void someoneElsesPlanIsNotShownAndSilenceIsNamed(FxRobot robot) {
        ask(robot);
        offer(new Update.Planned(plan(UUID.randomUUID(), "")));
        assertThat(robot.lookup("#failover-verdict").tryQuery()).isEmpty();
        waitFor(asyncFx(() -> scenario.silence(6)));
        assertThat(text(robot, "#failover-status")).startsWith("No orchestrator answered within 5 s");
    }

    @Test
    void everyRegionHasItsEvidenceAndItsWayToAPlan(FxRobot robot) {
        waitFor(asyncFx(() -> root.getChildren().setAll(new FailoverView(scenario.model, intents::add))));
        assertThat(text(robot, "#failover-evidence-apac"))
                .contains("mitigating", "2 of 2 nodes report", "47 % dropped");
        robot.clickOn("#failover-plan-apac");
        assertThat(intents).containsExactly(new Intent.OpenFailoverDialog("apac"));
        picture("failover-view");
    }

    private Intent.PlanFailover ask(FxRobot robot) {
        robot.clickOn("#failover-ask");
        return (Intent.PlanFailover) intents.getLast();
    }

    private static PlanState plan(UUID id, String refusal) {
        return new PlanState(
                id,
                "orch-eu-1",
                "apac",
                "us-east",
                List.of(new PlanState.Change(
                        "Asia", "secbeat.example", "A", List.of("203.0.113.30"), List.of("203.0.113.10"))),
                0.2,
                0.62,
                List.of("TTL 30 s: most clients move within a minute"),
                refusal);
    }

    private void offer(Update update) {
        scenario.inbox.offer(update);
        waitFor(asyncFx(scenario::drain));
    }

    private static List<String> texts(FxRobot robot) {
        return robot.lookup(".label").queryAllAs(Labeled.class).stream()
                .map(Labeled::getText)
                .toList();
    }

    private void picture(String name) {
        assertThat(waitFor(asyncFx(() -> Pictures.take(root, name)))).isGreaterThan(20);
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).queryAs(Labeled.class).getText();
    }
}
