// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.testing.Needed;
import dev.secbeat.console.testing.RealFleet;
import dev.secbeat.console.testing.SteeredZone;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
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

/** What two administrators order from their consoles, and what real nodes with their journals make of it. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class ActsJourneyTest {
    private static final String ADDRESS = "203.0.113.42";
    private static final String WIDE = "198.18.0.0/15";
    private static final Map<String, String> AT_HOME =
            Map.of("NA", "192.0.2.1", "default", "192.0.2.1", "AS", "192.0.2.2");
    private static final Map<String, String> APAC_IN_US_EAST =
            Map.of("NA", "192.0.2.1", "default", "192.0.2.1", "AS", "192.0.2.1");

    @TempDir
    static Path folder;

    private static RealFleet fleet;
    private FleetSession olga;
    private ConsoleWindow window;
    private Journey journey;

    @BeforeAll
    static void startFleet() throws IOException {
        Needed.servers(RealFleet.isPossible(), "nats-server is not installed");
        fleet = RealFleet.steering(folder);
    }

    @AfterAll
    static void stopFleet() {
        if (RealFleet.isPossible()) {
            fleet.close();
        }
    }

    @Start
    void start(Stage stage) {
        journey = new Journey(stage);
    }

    @AfterEach
    void close() {
        journey.close();
    }

    @Test
    void withKeysAloneAnAddressIsBlockedUndoneAndFoundInTheAudit(FxRobot robot) throws IOException {
        openWindow();
        journey.keys(robot, KeyCode.CONTROL, KeyCode.B);
        journey.until("the dialog has the cursor", () -> journey.focused("block-prefix"));
        robot.write(ADDRESS).type(KeyCode.ENTER);
        journey.until("both nodes have it", () -> Journey.newest(olga).count(Outcome.APPLIED) == 2);
        assertThat(Journey.newest(olga).answers())
                .extracting(CommandState.Answer::nodeId)
                .containsExactlyInAnyOrderElementsOf(fleet.nodeIds());
        UUID block = Journey.newest(olga).id();
        journey.until(
                "the dialog says so", () -> journey.text("#receipts-headline").startsWith("In kernel on 2/2"));
        robot.type(KeyCode.ESCAPE);
        journey.until("it is listed", () -> isBlocked(olga, ADDRESS));
        journey.keys(robot, KeyCode.CONTROL, KeyCode.DIGIT4);
        journey.picture("acts-blocked");

        journey.keys(robot, KeyCode.CONTROL, KeyCode.Z);
        journey.until("it asks first", () -> window.root().lookup("#confirm-pane") != null);
        robot.type(KeyCode.TAB).type(KeyCode.ENTER);
        journey.until(
                "undone on both",
                () -> Journey.newest(olga).summary().startsWith("undo")
                        && Journey.newest(olga).count(Outcome.APPLIED) == 2);
        journey.until("it is not listed any more", () -> !isBlocked(olga, ADDRESS));

        journey.keys(robot, KeyCode.CONTROL, KeyCode.DIGIT7);
        journey.until("the trail tells of it", () -> {
            window.carryOut(new Intent.ReadAudit());
            return audited(olga, block).filter(this::isToldByBoth).isPresent();
        });
        AuditOrder told = Fx.call(() -> audited(olga, block).orElseThrow());
        assertThat(told.operator()).isEqualTo("olga");
        assertThat(told.what()).startsWith("block " + ADDRESS + " for 60 s on all");
        assertThat(told.proven()).isTrue();
        assertThat(Fx.call(() -> olga.model().actions().audit().get().flaws())).isEmpty();
        journey.until(
                "and the page shows it", () -> journey.text("#audit-whole").endsWith("as they were written"));
        journey.picture("acts-audit");
    }

    @Test
    void anAddressIsBlockedAtOneClickAndUndoneAtAnother(FxRobot robot) throws IOException {
        openWindow();
        blockAtOneClick(robot, "203.0.113.77");
        journey.until(
                "both nodes have it",
                () -> journey.text("#notice-text-203-0-113-77").startsWith("In kernel on 2/2"));
        assertThat(Fx.call(() -> List.copyOf(olga.model().actions().commands())))
                .extracting(CommandState::dryRun)
                .as("the nodes were asked before it was ordered")
                .containsExactly(false, true);
        assertThat(Fx.call(() -> journey.visible("#block-pane"))).isFalse();
        journey.until("it is listed", () -> isBlocked(olga, "203.0.113.77"));
        journey.picture("acts-one-click");

        journey.click(robot, "#notice-undo-203-0-113-77");
        journey.until(
                "undone on both",
                () -> journey.text("#notice-title-203-0-113-77").equals("Block of 203.0.113.77 undone")
                        && journey.text("#notice-text-203-0-113-77").contains("2/2"));
        journey.until("it is not listed any more", () -> !isBlocked(olga, "203.0.113.77"));
    }

    @Test
    void anAddressThatNodesKeepIsNotBlockedAtOneClick(FxRobot robot) {
        openWindow();
        blockAtOneClick(robot, RealFleet.KEPT);
        journey.until("the dialog is there to decide in", () -> journey.visible("#block-pane"));
        assertThat(Fx.call(() -> List.copyOf(olga.model().actions().commands())))
                .as("the nodes were only asked")
                .singleElement()
                .matches(asked -> asked.dryRun() && asked.count(Outcome.REFUSED) == 2);
        assertThat(Fx.call(() -> isBlocked(olga, RealFleet.KEPT))).isFalse();
        assertThat(Fx.call(() -> journey.count("#notices > .block-notice"))).isZero();
    }

    private void blockAtOneClick(FxRobot robot, String address) {
        journey.keys(robot, KeyCode.CONTROL, KeyCode.K);
        journey.until("the cursor is there", () -> journey.focused("top-search"));
        robot.write(address);
        journey.until("it is offered", () -> journey.visible("#palette-address-block-now"));
        journey.click(robot, "#palette-address-block-now");
    }

    @Test
    void aWideBlockWaitsUntilAnotherAdministratorApprovesIt(FxRobot robot) throws IOException {
        openWindow();
        FleetSession petra = journey.session(fleet.as("petra"));
        journey.until(
                "petra hears both nodes", () -> petra.model().summary().get().nodesKnown() == 2);
        UUID wide = UUID.randomUUID();
        Fx.run(() -> petra.carryOut(new Intent.Block(
                wide, List.of(Prefix.parse(WIDE)), Duration.ofMinutes(10), "a test range floods us", false)));
        journey.until("petra sees that it waits", () -> Journey.newest(petra).count(Outcome.HELD) == 2);
        journey.until(
                "as hers", () -> petra.model().actions().waiting().stream().anyMatch(order -> order.mine()));
        assertThat(Fx.call(() -> isBlocked(olga, WIDE))).isFalse();

        Fx.run(() -> window.root().requestFocus());
        journey.keys(robot, KeyCode.CONTROL, KeyCode.DIGIT4);
        String approve = "#blocks-approve-" + wide;
        journey.until("olga is asked", () -> {
            Node asked = window.root().lookup(approve);
            return asked != null && !asked.isDisabled();
        });
        assertThat(Fx.call(() -> olga.model().actions().waiting().getFirst().words()))
                .isEqualTo("block " + WIDE + " for 600 s on all: a test range floods us");
        journey.picture("acts-approve");
        journey.click(robot, approve);
        journey.until("it is in force", () -> isBlocked(olga, WIDE));
        journey.until("nothing waits", () -> olga.model().actions().waiting().isEmpty());
        journey.until(
                "the reason is shown",
                () -> olga.model().actions().blocks().stream()
                        .anyMatch(
                                row -> row.prefix().equals(WIDE) && row.reason().equals("a test range floods us")));
        journey.picture("acts-approved");
        Fx.run(() -> petra.carryOut(
                new Intent.Unblock(UUID.randomUUID(), List.of(Prefix.parse(WIDE)), new Scope.Fleet(), "test over")));
        journey.until(
                "sparing so much takes two as well",
                () -> !olga.model().actions().waiting().isEmpty());
        UUID unblock = Fx.call(() -> olga.model().actions().waiting().getFirst().id());
        journey.click(robot, "#blocks-approve-" + unblock);
        journey.until("and over", () -> !isBlocked(olga, WIDE));
    }

    @Test
    void aFailoverTakesAPlanAReasonAndTheRegionsNameAndItsClientsComeBack(FxRobot robot) throws IOException {
        Needed.servers(SteeredZone.isPossible(), "BIND is not installed: apt install bind9");
        openWindow();
        journey.keys(robot, KeyCode.CONTROL, KeyCode.DIGIT5);
        journey.until(
                "the leader tells of regions",
                () -> journey.text("#failover-state-apac").equals("healthy"));
        assertThat(journey.text("#failover-leader")).startsWith("leader orch-1 · epoch ");
        journey.until(
                "what clients are answered at home",
                () -> journey.text("#failover-answer-AS").equals("192.0.2.2"));
        assertThat(fleet.dnsAnswers()).isEqualTo(AT_HOME);
        List<String> states = history("#failover-state-apac");

        journey.click(robot, "#failover-plan-apac");
        plan(robot, "The rules allow it.");
        assertThat(journey.text("#failover-change-AS")).isEqualTo("192.0.2.2  →  192.0.2.1");
        assertThat(fleet.dnsAnswers()).as("a plan changes nothing").isEqualTo(AT_HOME);
        UUID away = carryOut(robot, "acts-failover");
        assertThat(fleet.dnsAnswers()).isEqualTo(APAC_IN_US_EAST);
        robot.type(KeyCode.ESCAPE);
        journey.until(
                "the window shows the answer as seen",
                () -> journey.text("#failover-answer-AS").equals("192.0.2.1"));
        journey.until(
                "its clients are gone",
                () -> journey.text("#failover-state-apac").equals("out"));
        journey.picture("acts-failover-result");

        journey.click(robot, "#failover-failback-apac");
        plan(robot, "Refused: rule 'clean': apac was left");
        journey.click(robot, "#failover-force");
        UUID back = carryOut(robot, "acts-failback");
        assertThat(fleet.dnsAnswers()).isEqualTo(AT_HOME);
        robot.type(KeyCode.ESCAPE);
        journey.until(
                "the window shows the way back",
                () -> journey.text("#failover-answer-AS").equals("192.0.2.2")
                        && journey.text("#failover-state-apac").equals("probation"));
        assertThat(Fx.call(() -> List.copyOf(states))).containsExactly("healthy", "draining", "out", "probation");

        assertAudited(away, "failover from apac to us-east as plan [0-9a-f]{16} on .*drill");
        assertAudited(back, "failback apac by force as plan [0-9a-f]{16} on .*drill");
    }

    /** Asks for the plan in the dialog that comes, with nothing to press before it is shown. */
    private void plan(FxRobot robot, String verdict) {
        journey.until("the dialog is open", () -> journey.visible("#failover-ask"));
        assertThat(Fx.call(() -> journey.visible("#failover-act"))).isFalse();
        journey.click(robot, "#failover-ask");
        journey.until("a plan", () -> journey.visible("#failover-verdict"));
        assertThat(journey.text("#failover-verdict")).startsWith(verdict);
        assertThat(Fx.call(() -> journey.disabled("#failover-act")))
                .as("it must be confirmed")
                .isTrue();
    }

    /** Confirms the plan shown, orders it, and waits until all servers answer so. */
    private UUID carryOut(FxRobot robot, String picture) throws IOException {
        journey.type(robot, "#failover-reason", "drill");
        journey.type(robot, "#failover-confirm", "apa");
        assertThat(Fx.call(() -> journey.disabled("#failover-act")))
                .as("not the region's name")
                .isTrue();
        robot.write("c");
        List<String> progress = history("#failover-status");
        journey.picture(picture);
        journey.click(robot, "#failover-act");
        journey.until(
                "what became of it", () -> !journey.text("#failover-result").isEmpty());
        assertThat(journey.text("#failover-result")).isEqualTo("Done: every authoritative server answers as planned.");
        assertThat(Fx.call(() -> List.copyOf(progress)))
                .containsExactly("", "Ordered. Records are changed and every authoritative server is asked…", "");
        return Journey.newest(olga).id();
    }

    /** What this label has said from now on. */
    private List<String> history(String label) {
        return Fx.call(() -> {
            List<String> said = new ArrayList<>();
            ((Labeled) window.root().lookup(label)).textProperty().subscribe((String text) -> {
                said.add(text);
            });
            return said;
        });
    }

    private void assertAudited(UUID order, String words) {
        journey.until("the trail has order and outcome", () -> {
            olga.carryOut(new Intent.ReadAudit());
            return audited(olga, order)
                    .filter(told -> !told.replies().isEmpty())
                    .isPresent();
        });
        AuditOrder told = Fx.call(() -> audited(olga, order).orElseThrow());
        assertThat(told.what()).matches(words);
        assertThat(told.replies()).extracting(AuditOrder.Reply::writer).containsOnly("orchestrator orch-1");
    }

    @Test
    void withKeysSourcesAreLimitedAndTheLimitIsLiftedWhereItIsListed(FxRobot robot) throws IOException {
        openWindow();
        journey.keys(robot, KeyCode.CONTROL, KeyCode.L);
        journey.until("the dialog has the cursor", () -> journey.focused("limit-of"));
        robot.write("203.0.113.7").type(KeyCode.ENTER);
        journey.until("both nodes have it", () -> Journey.newest(olga).count(Outcome.APPLIED) == 2);
        assertThat(Journey.newest(olga).summary()).isEqualTo("limit 203.0.113.7 100 requests in 1 s for 1 h");
        journey.until(
                "the dialog says so", () -> journey.text("#receipts-headline").startsWith("In kernel on 2/2"));
        journey.picture("acts-limit");
        robot.type(KeyCode.ESCAPE);
        journey.keys(robot, KeyCode.CONTROL, KeyCode.DIGIT4);
        journey.until(
                "it is listed as in force on both",
                () -> journey.text("#limits-nodes-203-0-113-7-requests").equals("2/2"));
        journey.picture("acts-limited");
        journey.click(robot, "#limits-lift-203-0-113-7-requests");
        journey.until("it is gone", () -> olga.model().actions().limits().isEmpty());
        journey.until("and not listed any more", () -> !journey.visible("#blocks-limits"));
    }

    @Test
    void aBlockIsTriedInOneRegionAndThenTheFleetHasItAndItIsUndone(FxRobot robot) throws IOException {
        openWindow();
        journey.keys(robot, KeyCode.CONTROL, KeyCode.B);
        journey.until("the dialog has the cursor", () -> journey.focused("block-prefix"));
        robot.write("203.0.113.99");
        Fx.run(() -> {
            ((ComboBox<?>) window.root().lookup("#block-canary-region"))
                    .getSelectionModel()
                    .select(1);
            ((CheckBox) window.root().lookup("#block-canary-unjudged")).setSelected(true);
        });
        journey.click(robot, "#block-send");
        journey.until(
                "a region has it and is watched",
                () -> journey.text("#canary-headline").contains("has it and is watched"));
        journey.picture("acts-trial");
        journey.until(
                "nothing was wrong",
                () -> journey.text("#canary-headline").equals("Nothing was wrong: the fleet has it"));
        journey.until("all have it", () -> journey.text("#canary-end").startsWith("In kernel on 2/2"));
        assertThat(journey.text("#canary-tried")).startsWith("In kernel on 1/1");
        journey.picture("acts-tried");
        journey.click(robot, "#block-undo");
        journey.until("undone", () -> !isBlocked(olga, "203.0.113.99"));
    }

    @Test
    void aDrillTakesWhereItIsForTypedAndEndsByItself(FxRobot robot) throws IOException {
        openWindow();
        Fx.run(() -> assertThat(window.actions().run("drill")).isTrue());
        journey.until("the dialog is open", () -> window.root().lookup("#drill-pane") != null);
        journey.type(robot, "#drill-confirm", "al");
        assertThat(Fx.call(() -> journey.disabled("#drill-send"))).isTrue();
        robot.write("l");
        journey.click(robot, "#drill-send");
        journey.until("both nodes", () -> journey.text("#receipts-headline").startsWith("Drilled on 2/2"));
        journey.until("it is over", () -> journey.text("#drill-result").equals("Over on all nodes that answered."));
        journey.picture("acts-drill");
    }

    private boolean isToldByBoth(AuditOrder order) {
        return order.count(Receipt.State.APPLIED) == 2;
    }

    private static Optional<AuditOrder> audited(FleetSession session, UUID id) {
        AuditBoard board = session.model().actions().audit().get();
        return board.orders().stream().filter(order -> order.id().equals(id)).findFirst();
    }

    private void openWindow() {
        olga = journey.session(fleet.as("olga"));
        window = journey.show(olga);
        journey.until("both nodes heard", () -> olga.model().summary().get().nodesKnown() == 2);
        journey.until("connected", () -> olga.model().actions().access().get().canAct());
    }

    private static boolean isBlocked(FleetSession session, String prefix) {
        return session.model().actions().blocks().stream()
                .anyMatch(row -> row.prefix().equals(prefix));
    }
}
