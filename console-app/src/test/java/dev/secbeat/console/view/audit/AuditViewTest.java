// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.audit;

import static dev.secbeat.console.testing.Looked.node;
import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.OrderHeard;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The audit trail as it is shown: who, what, where; its states; finding, saving, undoing. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class AuditViewTest {
    private static final UUID BLOCK = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final UUID REFUSED = UUID.fromString("22222222-2222-4222-8222-222222222222");
    private static final UUID WAITS = UUID.fromString("33333333-3333-4333-8333-333333333333");

    private final List<Intent> intents = new ArrayList<>();
    private final List<String> saved = new ArrayList<>();
    private Scenario scenario;
    private AuditView view;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        scenario.run(5);
        view = new AuditView(scenario.model, intents::add, (format, orders) -> saved.add(format + " " + orders.size()));
        Stages.show(stage, view, 1240, 560);
    }

    @Test
    void itIsReadWhenOneLooksAndSaysSoMeanwhile(FxRobot robot) {
        assertThat(intents).containsExactly(new Intent.ReadAudit());
        assertThat(text(robot, "#audit-nothing")).isEqualTo("Reading the audit trail…");
        picture("audit-reading");
        offer(board(List.of(), List.of()));
        assertThat(text(robot, "#audit-nothing")).isEqualTo("No order has been recorded yet.");
        waitFor(asyncFx(() -> scenario.run(14)));
        assertThat(intents).hasSize(1);
        waitFor(asyncFx(() -> scenario.run(2)));
        assertThat(intents).as("it is 16 s old").hasSize(2);
    }

    @Test
    void ordersSayWhoWhatAndWhatBecameOfThem(FxRobot robot) {
        offer(board(orders(), List.of()));
        assertThat(rows(robot)).isEqualTo(3);
        assertThat(text(robot, "#audit-whole")).isEqualTo("15 records of 3 writers, as they were written");
        choose(robot, BLOCK);
        assertThat(text(robot, "#audit-detail-title")).isEqualTo("block 203.0.113.42 for 60 s on all: flood");
        assertThat(text(robot, "#audit-detail-facts")).startsWith("olga · ");
        picture("audit");
        robot.clickOn("#audit-undo");
        assertThat(intents.getLast())
                .isInstanceOfSatisfying(
                        Intent.Undo.class, undo -> assertThat(undo.command()).isEqualTo(BLOCK));
        choose(robot, REFUSED);
        assertThat(node(robot, "#audit-undo").isDisabled())
                .as("nothing is in force")
                .isTrue();
        assertThat(text(robot, "#audit-undo-why")).isEqualTo("Nothing to undo: no node carried it out.");
        choose(robot, WAITS);
        robot.clickOn("#audit-approve");
        assertThat(((Intent.Approve) intents.getLast()).command()).isEqualTo(WAITS);
    }

    @Test
    void whatIsLookedForIsFoundAndSaved(FxRobot robot) {
        offer(board(orders(), List.of()));
        filter(robot, "olga 203.0.113");
        assertThat(rows(robot)).isEqualTo(1);
        filter(robot, "NEVER_BLOCK");
        assertThat(rows(robot)).isEqualTo(1);
        robot.clickOn("#audit-csv").clickOn("#audit-json");
        assertThat(saved).containsExactly("CSV 1", "JSON 1");
        filter(robot, "");
        pick(robot, "#audit-outcome-choice", "WAITING");
        assertThat(rows(robot)).isEqualTo(1);
        pick(robot, "#audit-outcome-choice", "");
        pick(robot, "#audit-since", 3_600_000L);
        assertThat(rows(robot)).as("one is two hours old").isEqualTo(2);
        filter(robot, "nobody");
        assertThat(text(robot, "#audit-nothing")).isEqualTo("No order matches.");
    }

    @Test
    void aChangedRecordIsNamedAndAStreamThatIsAwayKeepsWhatWasRead(FxRobot robot) {
        AuditBoard flawed =
                board(orders(), List.of(new AuditBoard.Flaw("apac/a-1", "CHANGED", 17, "record 4 was changed")));
        offer(flawed);
        assertThat(text(robot, "#audit-whole")).isEqualTo("1 records are not as they were written");
        assertThat(text(robot, "#audit-problem"))
                .isEqualTo("apac/a-1, message 17: CHANGED: record 4 was changed [SB-TRAIL-CHANGED]");
        picture("audit-flawed");
        offer(flawed.away("JetStream is away, or has no leader"));
        assertThat(text(robot, "#audit-problem")).startsWith("The trail cannot be read now: JetStream is away");
        assertThat(rows(robot)).as("what was read stays").isEqualTo(3);
        picture("audit-away");
        offer(flawed.away("JetStream is away, or has no leader").reading());
        assertThat(text(robot, "#audit-problem")).as("while it is tried again").startsWith("The trail cannot be read");
        offer(flawed.away("JetStream is away, or has no leader"));
        int asked = intents.size();
        robot.clickOn("#audit-renew");
        assertThat(intents).hasSize(asked + 1);
    }

    @Test
    void aReadOnlyConsoleReadsAndDoesNothing(FxRobot robot) {
        offer(board(orders(), List.of()));
        scenario.inbox.offer(new Update.Rights(Access.readOnly("guest", "no key")));
        waitFor(asyncFx(scenario::drain));
        choose(robot, WAITS);
        assertThat(node(robot, "#audit-approve").isDisabled()).isTrue();
        choose(robot, BLOCK);
        assertThat(node(robot, "#audit-undo").isDisabled()).isTrue();
    }

    @Test
    void nobodyAgreesHereToTheirOwnOrderNorToTwoThatBearOneId(FxRobot robot) {
        offer(board(orders(), List.of()));
        choose(robot, WAITS);
        assertThat(node(robot, "#audit-approve").isDisabled()).isFalse();
        scenario.inbox.offer(new Update.Rights(Access.operator("production", "Upetra")));
        waitFor(asyncFx(scenario::drain));
        assertThat(node(robot, "#audit-approve").isDisabled()).as("it is hers").isTrue();
        assertThat(text(robot, "#audit-detail-caveat")).contains("another administrator");
        picture("audit-own");

        scenario.inbox.offer(new Update.Rights(Access.operator("production", "Uolga")));
        scenario.inbox.offer(new Update.Ordered(heard("block 198.18.0.0/15 for 60 s on all: test range")));
        scenario.inbox.offer(new Update.Ordered(heard("block 0.0.0.0/8 for 60 s on all: test range")));
        Refusal waits = new Refusal(Refusal.Code.NEEDS_APPROVAL, "another administrator approves it");
        scenario.inbox.offer(new Update.Answered(
                new Receipt(WAITS, NodeId.of("apac", "a-1"), Receipt.State.WAITING, false, 0, Optional.of(waits)), 1));
        waitFor(asyncFx(() -> scenario.run(1)));
        assertThat(node(robot, "#audit-approve").isDisabled())
                .as("which of the two?")
                .isTrue();
        assertThat(text(robot, "#audit-detail-caveat")).contains("Two different orders");
    }

    @Test
    void anApprovalIsGivenOnceUnlessItFails(FxRobot robot) {
        offer(board(orders(), List.of()));
        choose(robot, WAITS);
        robot.clickOn("#audit-approve");
        waitFor(asyncFx(scenario::drain));
        assertThat(node(robot, "#audit-approve").isDisabled()).isTrue();
        Intent.Approve approve = (Intent.Approve) intents.getLast();
        scenario.inbox.offer(new Update.Unsent(approve.id(), "approve", "not connected", 1));
        waitFor(asyncFx(() -> scenario.run(1)));
        assertThat(node(robot, "#audit-approve").isDisabled()).isFalse();
    }

    @Test
    void whatHasRunOutOrWasUndoneIsNotUndone(FxRobot robot) {
        offer(board(orders(), List.of()));
        choose(robot, BLOCK);
        assertThat(node(robot, "#audit-undo").isDisabled()).isFalse();
        waitFor(asyncFx(() -> scenario.run(2)));
        assertThat(node(robot, "#audit-undo").isDisabled())
                .as("its 60 s are over")
                .isTrue();

        long now = scenario.epochMillis();
        UUID unblock = UUID.randomUUID();
        AuditOrder free =
                order(unblock, now - 9_000, "olga", "unblock 203.0.113.42 on all: for 1 s", Receipt.State.APPLIED, "");
        offer(board(List.of(free), List.of()));
        choose(robot, unblock);
        assertThat(node(robot, "#audit-undo").isDisabled()).isFalse();
        AuditOrder undo = order(
                UUID.randomUUID(), now, "petra", "undo " + unblock + " on all: mistake", Receipt.State.APPLIED, "");
        offer(board(List.of(undo, free), List.of()));
        choose(robot, unblock);
        assertThat(node(robot, "#audit-undo").isDisabled()).as("petra has").isTrue();
        assertThat(text(robot, "#audit-undo-why")).isEqualTo("It was undone already.");
        choose(robot, undo.id());
        assertThat(text(robot, "#audit-detail-title"))
                .as("what, not an id")
                .isEqualTo("undo “" + free.what() + "” on all: mistake");
    }

    private OrderHeard heard(String words) {
        long now = scenario.epochMillis();
        return new OrderHeard(WAITS, "Upetra", words, "test", "all", false, false, List.of(), now, now + 300_000);
    }

    private List<AuditOrder> orders() {
        long now = scenario.epochMillis();
        return List.of(
                order(
                        WAITS,
                        now - 20_000,
                        "petra",
                        "block 198.18.0.0/15 for 60 s on all: test range",
                        Receipt.State.WAITING,
                        "NEEDS_APPROVAL: another administrator approves it"),
                order(
                        BLOCK,
                        now - 60_000,
                        "olga",
                        "block 203.0.113.42 for 60 s on all: flood",
                        Receipt.State.APPLIED,
                        ""),
                order(
                        REFUSED,
                        now - 7_200_000,
                        "olga",
                        "block 192.0.2.7 for 60 s on all: mistake",
                        Receipt.State.REFUSED,
                        "NEVER_BLOCK: 192.0.2.7 overlaps 192.0.2.0/24"));
    }

    private AuditOrder order(UUID id, long at, String who, String what, Receipt.State state, String text) {
        List<AuditOrder.Reply> replies = scenario.nodeIds().stream()
                .map(node -> new AuditOrder.Reply(node, at + 20, 7, state, text))
                .toList();
        return new AuditOrder(id, at, "U" + who, who, what, at + 300_000, true, replies);
    }

    private AuditBoard board(List<AuditOrder> orders, List<AuditBoard.Flaw> flaws) {
        return new AuditBoard(AuditBoard.Phase.READ, "", orders, 15, 3, flaws, 0, scenario.epochMillis());
    }

    private void offer(AuditBoard board) {
        scenario.inbox.offer(new Update.Audited(board));
        waitFor(asyncFx(scenario::drain));
        waitForFxEvents();
    }

    private static void choose(FxRobot robot, UUID id) {
        waitFor(asyncFx(() -> {
            TableView<AuditOrder> table = robot.lookup("#audit-table").queryTableView();
            table.getItems().stream()
                    .filter(order -> order.id().equals(id))
                    .forEach(order -> table.getSelectionModel().select(order));
        }));
        waitForFxEvents();
    }

    private static <T> void pick(FxRobot robot, String box, T value) {
        waitFor(asyncFx(() -> {
            ComboBox<T> combo = robot.lookup(box).queryComboBox();
            combo.setValue(value);
        }));
        waitForFxEvents();
    }

    private static void filter(FxRobot robot, String text) {
        waitFor(asyncFx(
                () -> robot.lookup("#audit-filter").queryAs(TextField.class).setText(text)));
        waitForFxEvents();
    }

    private static int rows(FxRobot robot) {
        return robot.lookup("#audit-table").queryTableView().getItems().size();
    }

    private void picture(String name) {
        assertThat(waitFor(asyncFx(() -> Pictures.take(view, name)))).isGreaterThan(20);
    }
}
