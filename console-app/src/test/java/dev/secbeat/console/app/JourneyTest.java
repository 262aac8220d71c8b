// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.ConnectionState.Phase;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.testing.LiveFleet;
import dev.secbeat.console.testing.Needed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/**
 * What an operator does, on the whole console against a real fleet: real nats-server, real Prometheus, real
 * orchestrator, test nodes with the real command processor. Pictures go to target/snapshots.
 */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class JourneyTest {
    private static final String ATTACKER = LiveFleet.ATTACKER;
    private static final String ATTACKER_ID = ATTACKER.replace('.', '-');

    @TempDir
    static Path folder;

    private static LiveFleet fleet;
    private FleetSession session;
    private FleetModel model;
    private ConsoleWindow window;
    private Journey journey;

    @BeforeAll
    static void startFleet() throws Exception {
        Needed.servers(LiveFleet.isPossible(), "nats-server or prometheus is not installed");
        fleet = LiveFleet.start(folder);
    }

    @AfterAll
    static void stopFleet() {
        if (LiveFleet.isPossible()) {
            fleet.close();
        }
    }

    @Start
    void start(Stage stage) {
        journey = new Journey(stage); // Each test opens the console it needs.
    }

    @AfterEach
    void close() {
        journey.close();
    }

    @Test
    void theAttackerIsFoundBlockedEverywhereAndReleasedAgain(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        journey.until("all nodes heard", () -> model.summary().get().nodesEnforcing() == 6);
        journey.until("the attacker is counted", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        journey.until(
                "Prometheus has rates",
                () -> model.regions().stream()
                        .allMatch(region -> region.state().get().metered().passedPerSecond() > 1_000));
        journey.type(robot, "#counters-filter", ATTACKER);
        journey.until(
                "the table shows it alone",
                () -> journey.count("#block-" + ATTACKER_ID) == 1 && journey.count(".row-action") == 1);
        journey.picture("journey-found");

        journey.click(robot, "#block-" + ATTACKER_ID);
        journey.until("six receipts", () -> newest().count(Outcome.APPLIED) == 6);
        assertThat(newest().answers())
                .extracting(CommandState.Answer::nodeId)
                .containsExactlyInAnyOrderElementsOf(fleet.nodeIds());
        journey.until(
                "the card says so",
                () -> journey.text("#notice-text-" + ATTACKER_ID).startsWith("In kernel on 6/6"));
        assertThat(journey.visible("#block-pane"))
                .as("for one address no dialog")
                .isFalse();
        journey.picture("journey-receipts");
        journey.until("it is blocked on every node", () -> kernelText(ATTACKER).startsWith("6/6"));
        journey.until("regions are mitigating", () -> health("apac") == RegionHealth.MITIGATING);
        journey.until("the map says so", () -> window.root().lookup("#map-region-apac .symbol.mitigating") != null);
        journey.picture("journey-blocked");

        journey.click(robot, "#unblock-" + ATTACKER_ID);
        journey.until(
                "released on every node",
                () -> newest().summary().startsWith("unblock") && newest().count(Outcome.APPLIED) == 6);
        journey.until("it passes again", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        journey.until("calm again", () -> health("apac") == RegionHealth.HEALTHY);
    }

    @Test
    void whatTheNodesRefuseIsShownNodeByNode(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        journey.until("all nodes heard", () -> model.summary().get().nodesEnforcing() == 6);
        Fx.run(() -> window.carryOut(new Intent.OpenBlockDialog("192.0.2.7")));
        journey.click(robot, "#block-send");
        journey.until("six refusals", () -> newest().count(Outcome.REFUSED) == 6);
        journey.until(
                "the dialog says so", () -> journey.text("#receipts-headline").contains("refused by 6"));
        journey.until(
                "the guard is counted", () -> journey.text("#summary-guard").equals("1"));
        journey.picture("journey-refused");
    }

    @Test
    void aViewerSeesEverythingAndCanDoNothing(FxRobot robot) throws IOException {
        open(
                "--nats",
                fleet.natsUrl(),
                "--key",
                fleet.key("viewer").toString(),
                "--prometheus",
                fleet.prometheusUrl().toString());
        journey.until("the attacker is counted", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        journey.until("it looks read-only", () -> journey.text("#top-profile").endsWith("read-only"));
        journey.until(
                "its rows cannot act",
                () -> journey.count(".row-action") > 0 && journey.all(".row-action", Node::isDisabled));
        journey.click(robot, "#nav-failover");
        journey.until("no plan can be asked for", () -> journey.disabled("#failover-plan-apac"));
        journey.click(robot, "#nav-blocks");
        journey.until("nothing can be blocked", () -> journey.disabled("#blocks-add"));
        journey.picture("journey-read-only");
        assertThat(model.actions().commands()).isEmpty();
    }

    @Test
    void theOrchestratorsPlanIsShownAndItsNameWithIt(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        journey.until("all nodes heard", () -> model.summary().get().nodesEnforcing() == 6);
        journey.until(
                "the leader says so by itself",
                () -> journey.text("#status-failover-note").equals("· leader orch-1"));
        assertThat(journey.text("#status-failover-value")).isEqualTo("idle");
        journey.click(robot, "#nav-failover");
        journey.until(
                "the way to a plan is open",
                () -> journey.visible("#failover-plan-apac") && !journey.disabled("#failover-plan-apac"));
        journey.click(robot, "#failover-plan-apac");
        journey.until("the dialog is open", () -> journey.visible("#failover-ask"));
        boolean answered = false;
        while (!answered) { // an orchestrator that has just started waits for its lease and is silent until then
            journey.click(robot, "#failover-ask");
            journey.until(
                    "an answer, or that there is none",
                    () -> journey.visible("#failover-verdict")
                            || journey.text("#failover-status").startsWith("No orchestrator"));
            answered = Fx.call(() -> journey.visible("#failover-verdict"));
        }
        assertThat(model.actions().failover().get().plan().orElseThrow().changes())
                .isNotEmpty();
        journey.picture("journey-plan");
    }

    @Test
    void natsGoesAwayAndComesBack(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        journey.until("the attacker is counted", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        journey.until(
                "Prometheus has rates",
                () -> health("apac") == RegionHealth.HEALTHY
                        && model.region("apac")
                                        .orElseThrow()
                                        .state()
                                        .get()
                                        .metered()
                                        .passedPerSecond()
                                > 1_000);
        journey.until(
                "rows can act",
                () -> journey.count(".row-action") > 0 && journey.all(".row-action", node -> !node.isDisabled()));
        fleet.stopNats();
        journey.until("it says so", () -> journey.text("#banner-title").startsWith("Console lost NATS"));
        journey.until(
                "its figures are dated",
                () -> journey.text("#counters-subtitle").contains("console disconnected"));
        journey.until(
                "and grey",
                () -> window.root().lookup("#counters-view.is-stale") != null
                        || window.root().lookup("#counters-view.is-gone") != null);
        assertThat(model.sources()).as("kept, not wiped").isNotEmpty();
        journey.until(
                "nothing can be done",
                () -> journey.count(".row-action") > 0 && journey.all(".row-action", Node::isDisabled));
        assertThat(journey.text("#status-nodes-value")).isEqualTo("unknown");
        journey.until("the map lives from Prometheus", () -> health("apac") == RegionHealth.HEALTHY);
        journey.picture("journey-nats-away");

        fleet.startNats();
        journey.until("connected again", () -> model.nats().get().phase() == Phase.CONNECTED);
        journey.until("fresh again", () -> window.root().lookup("#counters-view.is-fresh") != null);
        journey.until("rows can act again", () -> journey.all(".row-action", node -> !node.isDisabled()));
        journey.click(robot, "#nav-blocks");
        journey.until("blocks as well", () -> window.root().lookup("#blocks-view.is-fresh") != null);
    }

    @Test
    void prometheusGoesAwayAndComesBack() throws IOException {
        open("--connection", fleet.connectionFile().toString());
        journey.until(
                "rates of both",
                () -> metered("apac") > 1_000 && model.summary().get().nodesEnforcing() == 6);
        fleet.stopPrometheus();
        journey.until("it says so", () -> model.prometheus().get().phase() == Phase.RECONNECTING);
        journey.until("the banner as well", () -> journey.text("#banner-title").startsWith("Console lost Prometheus"));
        assertThat(health("apac")).as("NATS still tells").isEqualTo(RegionHealth.HEALTHY);
        journey.until(
                "tiles turn to heartbeats", () -> journey.text("#tile-apac-age").startsWith("heartbeat"));
        journey.picture("journey-prometheus-away");
        fleet.startPrometheus();
        journey.until("back", () -> model.prometheus().get().phase() == Phase.CONNECTED);
        journey.until("tiles follow", () -> !journey.text("#tile-apac-age").startsWith("heartbeat"));
    }

    @Test
    void theKeyboardFindsAnAddress(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        journey.until("the attacker is counted", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        robot.press(KeyCode.CONTROL, KeyCode.K).release(KeyCode.K, KeyCode.CONTROL);
        journey.until(
                "the search has the cursor",
                () -> window.root().lookup("#top-search").isFocused());
        robot.write(ATTACKER).type(KeyCode.ENTER);
        journey.until("the table shows it alone", () -> journey.count(".row-action") == 1);
    }

    private SourceRow.Standing standing(String source) {
        return model.sources().stream()
                .filter(row -> row.source().equals(source))
                .map(SourceRow::standing)
                .findFirst()
                .orElse(SourceRow.Standing.PASSING);
    }

    /** Empty while nothing is heard of it: of a slow fleet that may be so between two heartbeats. */
    private String kernelText(String source) {
        return model.sources().stream()
                .filter(row -> row.source().equals(source))
                .map(SourceRow::kernelText)
                .findFirst()
                .orElse("");
    }

    private RegionHealth health(String region) {
        return model.region(region).map(known -> known.state().get().health()).orElse(RegionHealth.DISCONNECTED);
    }

    private void open(String... words) {
        session = journey.session(List.of(words));
        model = session.model();
        window = journey.show(session);
    }

    private CommandState newest() {
        return Journey.newest(session);
    }

    private double metered(String region) {
        return model.region(region)
                .map(RegionModel::state)
                .map(state -> state.get().metered().passedPerSecond())
                .orElse(0.0);
    }
}
