// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.DnsAnswer;
import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.PlanDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
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
    private static final PlanDigest SHOWN = new PlanDigest("5471ae619b78f89b");
    private static final PlanDigest NOW = new PlanDigest("0123456789abcdef");

    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private StackPane root;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        scenario.run(5);
        root = new StackPane(
                new FailoverPane(scenario.model, scenario.model.region("apac").orElseThrow(), intents::add, () -> {}));
        Stages.show(stage, root, 640, 860);
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
    void aLinkThatCameBackIsNoLongerSaidToBeAway(FxRobot robot) {
        long now = scenario.epochMillis();
        offer(new Update.Nats(new ConnectionState(
                ConnectionState.Phase.RECONNECTING, "us-east", now, Double.NaN, Freshness.NEVER, "")));
        assertThat(text(robot, "#failover-status")).startsWith("The console is not connected");
        offer(new Update.Nats(
                new ConnectionState(ConnectionState.Phase.CONNECTED, "us-east", now, 0.3, Freshness.NEVER, "")));
        assertThat(text(robot, "#failover-status")).isEmpty();
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
    void theRealThingTakesAPlanAReasonAndTheRegionsNameTyped(FxRobot robot) {
        assertThat(robot.lookup("#failover-act").tryQuery().filter(Node::isVisible))
                .as("no plan yet")
                .isEmpty();
        Intent.PlanFailover asked = ask(robot);
        offer(new Update.Planned(plan(asked.id(), "")));
        assertThat(robot.lookup("#failover-act").query().isDisabled()).isTrue();
        type(robot, "#failover-reason", "power is out");
        type(robot, "#failover-confirm", "apa");
        assertThat(robot.lookup("#failover-act").query().isDisabled()).isTrue();
        type(robot, "#failover-confirm", "apac");
        picture("failover-confirmed");
        robot.clickOn("#failover-act");
        Intent.MoveClients ordered = (Intent.MoveClients) intents.getLast();
        assertThat(ordered)
                .isEqualTo(new Intent.MoveClients(
                        ordered.id(),
                        Intent.Move.FAILOVER,
                        "apac",
                        "us-east",
                        false,
                        "power is out",
                        false,
                        Optional.of(SHOWN)));
        assertThat(text(robot, "#failover-status")).startsWith("Ordered.");
        assertThat(robot.lookup("#failover-act").query().isDisabled())
                .as("not twice")
                .isTrue();
        offer(new Update.Stepped(step(UUID.randomUUID(), "APPLIED", false)));
        assertThat(robot.lookup("#failover-result").tryQuery())
                .as("somebody else's")
                .isEmpty();
        offer(new Update.Stepped(step(ordered.id(), "ROLLED_BACK", true)));
        assertThat(text(robot, "#failover-result"))
                .isEqualTo("Not done: every record is as it was before. [SB-MOVE-UNDONE]");
        picture("failover-rolled-back");
    }

    @Test
    void aPlanThatHasChangedIsNotDoneAndMustBeLookedAtAnew(FxRobot robot) {
        offer(new Update.Planned(plan(ask(robot).id(), "")));
        assertThat(texts(robot)).contains("Plan 5471ae619b78f89b: it is carried out as shown, or not at all");
        type(robot, "#failover-reason", "power is out");
        type(robot, "#failover-confirm", "apac");
        robot.clickOn("#failover-act");
        UUID ordered = ((Intent.MoveClients) intents.getLast()).id();
        offer(new Update.Planned(plan(ordered, "PLAN_CHANGED", NOW)));
        offer(new Update.Stepped(step(ordered, "PLAN_CHANGED", false)));

        assertThat(text(robot, "#failover-result"))
                .isEqualTo("Nothing was changed: the plan is no longer what you were shown. Look at the new one."
                        + " [SB-PLAN-CHANGED]");
        assertThat(robot.lookup("#failover-verdict").tryQuery())
                .as("the old plan is gone")
                .isEmpty();
        assertThat(robot.lookup("#failover-act").tryQuery().filter(Node::isVisible))
                .isEmpty();
        picture("failover-plan-changed");
        UUID again = ask(robot).id();
        assertThat(robot.lookup("#failover-result").tryQuery()).isEmpty();
        offer(new Update.Planned(plan(again, "", NOW)));
        assertThat(robot.lookup("#failover-act").query().isDisabled())
                .as("the name must be typed again")
                .isTrue();
        type(robot, "#failover-confirm", "apac");
        robot.clickOn("#failover-act");
        assertThat(((Intent.MoveClients) intents.getLast()).plan()).contains(NOW);
    }

    @Test
    void anotherChoiceNeedsAnotherPlanAndARefusalMustBeOverridden(FxRobot robot) {
        offer(new Update.Planned(plan(ask(robot).id(), "RATE: one region per 5 min")));
        type(robot, "#failover-reason", "power is out");
        type(robot, "#failover-confirm", "apac");
        assertThat(robot.lookup("#failover-act").query().isDisabled()).isTrue();
        robot.clickOn("#failover-force");
        assertThat(robot.lookup("#failover-act").query().isDisabled()).isFalse();
        picture("failover-forced");
        robot.clickOn("#failover-move-drain");
        assertThat(robot.lookup("#failover-act").tryQuery().filter(Node::isVisible))
                .isEmpty();
        robot.clickOn("#failover-ask");
        assertThat((Intent.MoveClients) intents.getLast())
                .extracting(Intent.MoveClients::move, Intent.MoveClients::dryRun, Intent.MoveClients::force)
                .containsExactly(Intent.Move.DRAIN, true, false);
    }

    @Test
    void whatTheOrchestratorHoldsAndTheDnsAnswersIsShownWithItsAge(FxRobot robot) {
        waitFor(asyncFx(() -> {
            root.getChildren().setAll(new FailoverView(scenario.model, intents::add));
            root.getScene().getWindow().setWidth(1000);
        }));
        waitForFxEvents();
        assertThat(text(robot, "#failover-age")).isEqualTo("no orchestrator has told region states yet");
        picture("failover-untold");
        offer(new Update.Leader("orch-eu-1", 7, 10_000, scenario.nowNanos()));
        offer(steered("OUT"));
        assertThat(text(robot, "#failover-leader")).isEqualTo("leader orch-eu-1 · epoch 7");
        assertThat(text(robot, "#failover-state-apac")).isEqualTo("out");
        assertThat(text(robot, "#failover-why-apac")).isEqualTo("orchestrator: clients are told 203.0.113.10");
        assertThat(scenario.model.actions().failover().get().phase()).isEqualTo("apac out");
        assertThat(texts(robot)).contains("secbeat.example A", "203.0.113.10");
        offer(new Update.Stepped(step(UUID.randomUUID(), "APPLIED", false)));
        assertThat(texts(robot)).contains("failover apac → us-east", "applied");
        picture("failover-told");
        waitFor(asyncFx(() -> scenario.run(20)));
        assertThat(text(robot, "#failover-age")).startsWith("told last 20 s ago");
        robot.clickOn("#failover-failback-apac");
        assertThat(intents).containsExactly(new Intent.OpenMoveDialog(Intent.Move.FAILBACK, "apac"));
        waitFor(asyncFx(() -> root.getScene().getWindow().setWidth(640)));
    }

    private Update steered(String apac) {
        return new Update.Steered(
                List.of(
                        new RegionStanding("us-east", "HEALTHY", 0, List.of("2 nodes report")),
                        new RegionStanding("apac", apac, 0, List.of("clients are told 203.0.113.10"))),
                List.of(
                        new DnsAnswer("AS", "secbeat.example", "A", List.of("203.0.113.10")),
                        new DnsAnswer("EU", "secbeat.example", "A", List.of("203.0.113.20"))),
                "",
                scenario.nowNanos());
    }

    private FailoverStep step(UUID id, String result, boolean alarm) {
        return new FailoverStep(
                id,
                "failover apac → us-east",
                result,
                scenario.epochMillis(),
                431,
                alarm,
                List.of("192.0.2.53 answers 203.0.113.30 in view AS"));
    }

    private static void type(FxRobot robot, String field, String text) {
        waitFor(asyncFx(() -> robot.lookup(field).queryAs(TextField.class).setText(text)));
        waitForFxEvents();
    }

    @Test
    void everyRegionHasItsEvidenceAndItsWayToAPlan(FxRobot robot) {
        waitFor(asyncFx(() -> root.getChildren().setAll(new FailoverView(scenario.model, intents::add))));
        waitForFxEvents();
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
        return plan(id, refusal, SHOWN);
    }

    private static PlanState plan(UUID id, String refusal, PlanDigest digest) {
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
                refusal,
                Optional.of(digest));
    }

    private void offer(Update update) {
        scenario.inbox.offer(update);
        waitFor(asyncFx(scenario::drain));
        waitForFxEvents();
    }

    private static List<String> texts(FxRobot robot) {
        return robot.lookup(".label").queryAllAs(Labeled.class).stream()
                .map(Labeled::getText)
                .toList();
    }

    private void picture(String name) {
        assertThat(waitFor(asyncFx(() -> Pictures.take(root, name)))).isGreaterThan(20);
    }
}
