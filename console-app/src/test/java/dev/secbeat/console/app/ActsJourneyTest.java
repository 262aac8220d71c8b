// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.testing.RealFleet;
import dev.secbeat.console.testing.Until;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
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
    private static final double WIDTH = 1000;
    private static final double HEIGHT = 900;
    private static final String ADDRESS = "203.0.113.42";
    private static final String WIDE = "198.18.0.0/15";

    @TempDir
    static Path folder;

    private static RealFleet fleet;
    private final List<FleetSession> open = new ArrayList<>();
    private FleetSession olga;
    private ConsoleWindow window;
    private Stage shownOn;

    @BeforeAll
    static void startFleet() throws IOException {
        assumeTrue(RealFleet.isPossible(), "nats-server is not installed");
        fleet = RealFleet.start(folder);
    }

    @AfterAll
    static void stopFleet() {
        if (RealFleet.isPossible()) {
            fleet.close();
        }
    }

    @Start
    void start(Stage stage) {
        shownOn = stage;
    }

    @AfterEach
    void close() {
        Fx.run(() -> open.forEach(FleetSession::close));
    }

    @Test
    void withKeysAloneAnAddressIsBlockedUndoneAndFoundInTheAudit(FxRobot robot) throws IOException {
        openWindow();
        keys(robot, KeyCode.CONTROL, KeyCode.B);
        until("the dialog has the cursor", () -> focused("block-prefix"));
        robot.write(ADDRESS).type(KeyCode.ENTER);
        until("both nodes have it", () -> newest(olga).count(Outcome.APPLIED) == 2);
        assertThat(newest(olga).answers())
                .extracting(CommandState.Answer::nodeId)
                .containsExactlyInAnyOrderElementsOf(fleet.nodeIds());
        UUID block = newest(olga).id();
        until("the dialog says so", () -> text("#receipts-headline").startsWith("In kernel on 2/2"));
        robot.type(KeyCode.ESCAPE);
        until("it is listed", () -> isBlocked(olga, ADDRESS));
        keys(robot, KeyCode.CONTROL, KeyCode.DIGIT3);
        picture("acts-blocked");

        keys(robot, KeyCode.CONTROL, KeyCode.Z);
        until(
                "undone on both",
                () -> newest(olga).summary().startsWith("undo") && newest(olga).count(Outcome.APPLIED) == 2);
        until("it is not listed any more", () -> !isBlocked(olga, ADDRESS));

        keys(robot, KeyCode.CONTROL, KeyCode.DIGIT6);
        until("the trail tells of it", () -> {
            window.carryOut(new Intent.ReadAudit());
            return audited(olga, block).filter(this::isToldByBoth).isPresent();
        });
        AuditOrder told = Fx.call(() -> audited(olga, block).orElseThrow());
        assertThat(told.operator()).isEqualTo("olga");
        assertThat(told.what()).startsWith("block " + ADDRESS + " for 60 s on all");
        assertThat(told.proven()).isTrue();
        assertThat(Fx.call(() -> olga.model().actions().audit().get().flaws())).isEmpty();
        until("and the page shows it", () -> text("#audit-whole").endsWith("as they were written"));
        picture("acts-audit");
    }

    @Test
    void aWideBlockWaitsUntilAnotherAdministratorApprovesIt(FxRobot robot) throws IOException {
        openWindow();
        FleetSession petra = session("petra");
        until("petra hears both nodes", () -> petra.model().summary().get().nodesKnown() == 2);
        UUID wide = UUID.randomUUID();
        Fx.run(() -> petra.carryOut(new Intent.Block(
                wide, List.of(Prefix.parse(WIDE)), Duration.ofMinutes(10), "a test range floods us", false)));
        until("petra sees that it waits", () -> newest(petra).count(Outcome.HELD) == 2);
        until("as hers", () -> petra.model().actions().waiting().stream().anyMatch(order -> order.mine()));
        assertThat(Fx.call(() -> isBlocked(olga, WIDE))).isFalse();

        Fx.run(() -> window.root().requestFocus());
        keys(robot, KeyCode.CONTROL, KeyCode.DIGIT3);
        String approve = "#blocks-approve-" + wide;
        until("olga is asked", () -> {
            Node asked = window.root().lookup(approve);
            return asked != null && !asked.isDisabled();
        });
        assertThat(Fx.call(() -> olga.model().actions().waiting().getFirst().words()))
                .isEqualTo("block " + WIDE + " for 600 s on all: a test range floods us");
        picture("acts-approve");
        click(robot, approve);
        until("it is in force", () -> isBlocked(olga, WIDE));
        until("nothing waits", () -> olga.model().actions().waiting().isEmpty());
        until(
                "the reason is shown",
                () -> olga.model().actions().blocks().stream()
                        .anyMatch(
                                row -> row.prefix().equals(WIDE) && row.reason().equals("a test range floods us")));
        picture("acts-approved");
        Fx.run(() -> petra.carryOut(new Intent.Unblock(UUID.randomUUID(), List.of(Prefix.parse(WIDE)), "test over")));
        until(
                "sparing so much takes two as well",
                () -> !olga.model().actions().waiting().isEmpty());
        UUID unblock = Fx.call(() -> olga.model().actions().waiting().getFirst().id());
        click(robot, "#blocks-approve-" + unblock);
        until("and over", () -> !isBlocked(olga, WIDE));
    }

    @Test
    void aFailoverTakesAPlanAReasonAndTheRegionsNameAndTheAuditTellsOfIt(FxRobot robot) throws IOException {
        openWindow();
        keys(robot, KeyCode.CONTROL, KeyCode.DIGIT4);
        until("the leader tells of regions", () -> text("#failover-state-apac").equals("healthy"));
        assertThat(text("#failover-leader")).startsWith("leader orch-1 · epoch ");
        click(robot, "#failover-plan-apac");
        until("the dialog is open", () -> window.root().lookup("#failover-ask") != null);
        assertThat(Fx.call(() -> window.root().lookup("#failover-act").isVisible()))
                .isFalse();
        click(robot, "#failover-ask");
        until("a plan", () -> window.root().lookup("#failover-verdict") != null);
        until(
                "refused or not, it must be confirmed",
                () -> window.root().lookup("#failover-act").isDisabled());
        Fx.run(() -> {
            if (window.root().lookup("#failover-force") instanceof CheckBox force) {
                force.setSelected(force.isVisible());
            }
            ((TextField) window.root().lookup("#failover-reason")).setText("drill");
            ((TextField) window.root().lookup("#failover-confirm")).setText("apac");
        });
        picture("acts-failover");
        click(robot, "#failover-act");
        until("what became of it", () -> !text("#failover-result").isEmpty());
        picture("acts-failover-result");
        UUID order = newest(olga).id();
        robot.type(KeyCode.ESCAPE);
        until("the trail has order and outcome", () -> {
            olga.carryOut(new Intent.ReadAudit());
            return audited(olga, order)
                    .filter(told -> !told.replies().isEmpty())
                    .isPresent();
        });
        AuditOrder told = Fx.call(() -> audited(olga, order).orElseThrow());
        assertThat(told.what()).startsWith("failover from apac to us-east").contains("drill");
        assertThat(told.replies()).extracting(AuditOrder.Reply::writer).containsOnly("orchestrator");
    }

    private boolean isToldByBoth(AuditOrder order) {
        return order.count(Receipt.State.APPLIED) == 2;
    }

    private static Optional<AuditOrder> audited(FleetSession session, UUID id) {
        AuditBoard board = session.model().actions().audit().get();
        return board.orders().stream().filter(order -> order.id().equals(id)).findFirst();
    }

    private static boolean isBlocked(FleetSession session, String prefix) {
        return session.model().actions().blocks().stream()
                .anyMatch(row -> row.prefix().equals(prefix));
    }

    private void openWindow() {
        olga = session("olga");
        Fx.run(() -> {
            window = new ConsoleWindow(olga.model(), olga::carryOut);
            Scene scene = OffScreen.scene(window.root(), WIDTH, HEIGHT);
            Theme.apply(scene);
            window.installShortcuts(scene);
            shownOn.setScene(scene);
            shownOn.setX(0);
            shownOn.setY(0);
            shownOn.show();
            shownOn.sizeToScene(); // another test may have left it otherwise
        });
        until("both nodes heard", () -> olga.model().summary().get().nodesKnown() == 2);
        until("connected", () -> olga.model().actions().access().get().canAct());
    }

    private FleetSession session(String who) {
        List<String> words = new ArrayList<>(fleet.as(who));
        words.add("--headless");
        FleetSession session = Fx.call(() -> {
            Theme.load();
            FleetSession made = new FleetSession(ConsoleOptions.parse(words), Clock.systemUTC());
            made.start();
            return made;
        });
        open.add(session);
        return session;
    }

    private static CommandState newest(FleetSession session) {
        List<CommandState> commands = session.model().actions().commands();
        return commands.isEmpty() ? new CommandState(new UUID(0, 0), "", false, "", 0, List.of()) : commands.getFirst();
    }

    private boolean focused(String id) {
        Node owner = window.root().getScene().getFocusOwner();
        return owner != null && id.equals(owner.getId());
    }

    private void keys(FxRobot robot, KeyCode with, KeyCode key) {
        robot.targetWindow(shownOn).press(with, key).release(key, with);
    }

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

    private String text(String selector) {
        return window.root().lookup(selector) instanceof Labeled labeled ? labeled.getText() : "";
    }

    private void until(String description, Callable<Boolean> condition) {
        try {
            Until.holds(description, () -> Fx.call(condition));
        } catch (AssertionError late) {
            List<CommandState> sent = Fx.call(() -> open.stream()
                    .flatMap(session -> session.model().actions().commands().stream())
                    .toList());
            throw new AssertionError(late.getMessage() + "; ordered so far: " + sent, late);
        }
    }

    private void picture(String name) throws IOException {
        Path pictures = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(Fx.call(() -> Snapshots.draw(window.root())), pictures.resolve(name + ".png"));
    }
}
