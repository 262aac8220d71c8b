// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.ConnectionState.Phase;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.testing.LiveFleet;
import dev.secbeat.console.testing.Until;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.image.ImageView;
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
    private static final double WIDTH = 1000;
    private static final double HEIGHT = 900;
    private static final String ATTACKER = LiveFleet.ATTACKER;
    private static final String ATTACKER_ID = ATTACKER.replace('.', '-');

    @TempDir
    static Path folder;

    private static LiveFleet fleet;
    private FleetSession session;
    private FleetModel model;
    private ConsoleWindow window;
    private Stage shownOn;

    @BeforeAll
    static void startFleet() throws Exception {
        assumeTrue(LiveFleet.isPossible(), "nats-server or prometheus is not installed");
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
        // Each test opens the console it needs.
        shownOn = stage;
    }

    @AfterEach
    void close() {
        Fx.run(session::close);
    }

    @Test
    void theAttackerIsFoundBlockedEverywhereAndReleasedAgain(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        until("all nodes heard", () -> model.summary().get().nodesEnforcing() == 6);
        until("the attacker is counted", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        until(
                "Prometheus has rates",
                () -> model.regions().stream()
                        .allMatch(region -> region.state().get().metered().passedPerSecond() > 1_000));
        type(robot, "#counters-filter", ATTACKER);
        until("the table shows it alone", () -> count("#block-" + ATTACKER_ID) == 1 && count(".row-action") == 1);
        picture("journey-found");

        click(robot, "#block-" + ATTACKER_ID);
        until("the dialog is open", () -> visible("#block-pane"));
        assertThat(text("#block-radius")).contains("%");
        click(robot, "#block-send");
        until("six receipts", () -> newest().count(Outcome.APPLIED) == 6);
        assertThat(newest().answers())
                .extracting(CommandState.Answer::nodeId)
                .containsExactlyInAnyOrderElementsOf(fleet.nodeIds());
        until("the dialog says so", () -> text("#receipts-headline").startsWith("In kernel on 6/6"));
        picture("journey-receipts");
        click(robot, "#block-close");
        until("it is blocked on every node", () -> row(ATTACKER).kernelText().startsWith("6/6"));
        until("regions are mitigating", () -> health("apac") == RegionHealth.MITIGATING);
        until("the map says so", () -> window.root().lookup("#map-region-apac .symbol.mitigating") != null);
        picture("journey-blocked");

        click(robot, "#unblock-" + ATTACKER_ID);
        until(
                "released on every node",
                () -> newest().summary().startsWith("unblock") && newest().count(Outcome.APPLIED) == 6);
        until("it passes again", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        until("calm again", () -> health("apac") == RegionHealth.HEALTHY);
    }

    @Test
    void whatTheNodesRefuseIsShownNodeByNode(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        until("all nodes heard", () -> model.summary().get().nodesEnforcing() == 6);
        Fx.run(() -> window.carryOut(new Intent.OpenBlockDialog("192.0.2.7")));
        click(robot, "#block-send");
        until("six refusals", () -> newest().count(Outcome.REFUSED) == 6);
        until("the dialog says so", () -> text("#receipts-headline").contains("refused by 6"));
        until("the guard is counted", () -> text("#summary-guard").equals("1"));
        picture("journey-refused");
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
        until("the attacker is counted", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        until("it looks read-only", () -> text("#top-profile").endsWith("read-only"));
        until("its rows cannot act", () -> count(".row-action") > 0 && all(".row-action", Node::isDisabled));
        click(robot, "#nav-failover");
        until("no plan can be asked for", () -> disabled("#failover-plan-apac"));
        click(robot, "#nav-blocks");
        until("nothing can be blocked", () -> disabled("#blocks-add"));
        picture("journey-read-only");
        assertThat(model.actions().commands()).isEmpty();
    }

    @Test
    void theOrchestratorsPlanIsShownAndItsNameWithIt(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        until("all nodes heard", () -> model.summary().get().nodesEnforcing() == 6);
        until(
                "the leader says so by itself",
                () -> text("#status-failover-note").equals("· leader orch-1"));
        assertThat(text("#status-failover-value")).isEqualTo("idle");
        click(robot, "#nav-failover");
        until("the way to a plan is open", () -> visible("#failover-plan-apac") && !disabled("#failover-plan-apac"));
        click(robot, "#failover-plan-apac");
        until("the dialog is open", () -> visible("#failover-ask"));
        boolean answered = false;
        while (!answered) { // an orchestrator that has just started waits for its lease and is silent until then
            click(robot, "#failover-ask");
            until(
                    "an answer, or that there is none",
                    () -> visible("#failover-verdict")
                            || text("#failover-status").startsWith("No orchestrator"));
            answered = Fx.call(() -> visible("#failover-verdict"));
        }
        assertThat(model.actions().failover().get().plan().orElseThrow().changes())
                .isNotEmpty();
        picture("journey-plan");
    }

    @Test
    void natsGoesAwayAndComesBack(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        until("the attacker is counted", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        until(
                "Prometheus has rates",
                () -> health("apac") == RegionHealth.HEALTHY
                        && model.region("apac")
                                        .orElseThrow()
                                        .state()
                                        .get()
                                        .metered()
                                        .passedPerSecond()
                                > 1_000);
        until("rows can act", () -> count(".row-action") > 0 && all(".row-action", node -> !node.isDisabled()));
        fleet.stopNats();
        until("it says so", () -> text("#banner-title").startsWith("Console lost NATS"));
        until("its figures are dated", () -> text("#counters-subtitle").contains("console disconnected"));
        until(
                "and grey",
                () -> window.root().lookup("#counters-view.is-stale") != null
                        || window.root().lookup("#counters-view.is-gone") != null);
        assertThat(model.sources()).as("kept, not wiped").isNotEmpty();
        until("nothing can be done", () -> count(".row-action") > 0 && all(".row-action", Node::isDisabled));
        assertThat(text("#status-nodes-value")).isEqualTo("unknown");
        until("the map lives from Prometheus", () -> health("apac") == RegionHealth.HEALTHY);
        picture("journey-nats-away");

        fleet.startNats();
        until("connected again", () -> model.nats().get().phase() == Phase.CONNECTED);
        until("fresh again", () -> window.root().lookup("#counters-view.is-fresh") != null);
        until("rows can act again", () -> all(".row-action", node -> !node.isDisabled()));
        click(robot, "#nav-blocks");
        until("blocks as well", () -> window.root().lookup("#blocks-view.is-fresh") != null);
    }

    @Test
    void prometheusGoesAwayAndComesBack() throws IOException {
        open("--connection", fleet.connectionFile().toString());
        until(
                "rates of both",
                () -> metered("apac") > 1_000 && model.summary().get().nodesEnforcing() == 6);
        fleet.stopPrometheus();
        until("it says so", () -> model.prometheus().get().phase() == Phase.RECONNECTING);
        until("the banner as well", () -> text("#banner-title").startsWith("Console lost Prometheus"));
        assertThat(health("apac")).as("NATS still tells").isEqualTo(RegionHealth.HEALTHY);
        until("tiles turn to heartbeats", () -> text("#tile-apac-age").startsWith("heartbeat"));
        picture("journey-prometheus-away");
        fleet.startPrometheus();
        until("back", () -> model.prometheus().get().phase() == Phase.CONNECTED);
        until("tiles follow", () -> !text("#tile-apac-age").startsWith("heartbeat"));
    }

    @Test
    void theKeyboardFindsAnAddress(FxRobot robot) throws IOException {
        open("--connection", fleet.connectionFile().toString());
        until("the attacker is counted", () -> standing(ATTACKER) == SourceRow.Standing.WATCHING);
        robot.press(KeyCode.CONTROL, KeyCode.K).release(KeyCode.K, KeyCode.CONTROL);
        until(
                "the search has the cursor",
                () -> window.root().lookup("#top-search").isFocused());
        robot.write(ATTACKER).type(KeyCode.ENTER);
        until("the table shows it alone", () -> count(".row-action") == 1);
    }

    private void open(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.add("--headless");
        Fx.call(() -> {
            Theme.load();
            session = new FleetSession(ConsoleOptions.parse(all), Clock.systemUTC());
            model = session.model();
            window = new ConsoleWindow(model, session::carryOut);
            Scene scene = OffScreen.scene(window.root(), WIDTH, HEIGHT);
            Theme.apply(scene);
            window.installShortcuts(scene);
            shownOn.setScene(scene);
            shownOn.setX(0);
            shownOn.setY(0);
            shownOn.show();
            shownOn.sizeToScene(); // another test may have left it otherwise
            session.start();
            return true;
        });
    }

    private static void until(String description, Callable<Boolean> condition) {
        Until.holds(description, () -> Fx.call(condition));
    }

    /** Clicks; a row that is replaced by its next heartbeat just then is looked for again. */
    private void click(FxRobot robot, String selector) {
        Until.holds(selector + " can be clicked", () -> {
            try {
                robot.targetWindow(shownOn).clickOn(selector);
                return true;
            } catch (RuntimeException moved) {
                return false;
            }
        });
    }

    private void type(FxRobot robot, String field, String text) {
        click(robot, field);
        robot.write(text);
        until(
                field + " holds it",
                () -> robot.lookup(field)
                        .queryAs(TextInputControl.class)
                        .getText()
                        .equals(text));
    }

    private SourceRow.Standing standing(String source) {
        return model.sources().stream()
                .filter(row -> row.source().equals(source))
                .map(SourceRow::standing)
                .findFirst()
                .orElse(SourceRow.Standing.PASSING);
    }

    private SourceRow row(String source) {
        return model.sources().stream()
                .filter(row -> row.source().equals(source))
                .findFirst()
                .orElseThrow();
    }

    private RegionHealth health(String region) {
        return model.region(region).map(known -> known.state().get().health()).orElse(RegionHealth.DISCONNECTED);
    }

    private double metered(String region) {
        return model.region(region)
                .map(RegionModel::state)
                .map(state -> state.get().metered().passedPerSecond())
                .orElse(0.0);
    }

    private CommandState newest() {
        return model.actions().commands().isEmpty()
                ? new CommandState(new UUID(0, 0), "", false, "", 0, List.of())
                : model.actions().commands().getFirst();
    }

    private String text(String selector) {
        return window.root().lookup(selector) instanceof Labeled labeled ? labeled.getText() : "";
    }

    private boolean visible(String selector) {
        Node node = window.root().lookup(selector);
        return node != null && node.isVisible();
    }

    private boolean disabled(String selector) {
        Node node = window.root().lookup(selector);
        return node != null && node.isDisabled();
    }

    private int count(String selector) {
        return (int) window.root().lookupAll(selector).stream()
                .filter(JourneyTest::isDrawn)
                .count();
    }

    private boolean all(String selector, Predicate<Node> holds) {
        return window.root().lookupAll(selector).stream()
                .filter(JourneyTest::isDrawn)
                .allMatch(holds);
    }

    /** Cells that a table keeps for later are not what a person sees. */
    private static boolean isDrawn(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private void picture(String name) throws IOException {
        until(
                "the map is painted",
                () -> window.root().lookupAll("TileImageView").stream()
                        .allMatch(tile -> ((ImageView) tile).getImage() != null));
        Path pictures = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(Fx.call(() -> Snapshots.draw(window.root())), pictures.resolve(name + ".png"));
    }
}
