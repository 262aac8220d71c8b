// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import static dev.secbeat.console.testing.Looked.node;
import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.OrderHeard;
import dev.secbeat.console.model.Release;
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
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Acting from the page of blocks: unblock one and many, undo, approve, and not being allowed to. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class BlocksActTest {
    private static final String OLGA = "UOLGA2345678901234567890123456789012345678901234567XYZ";

    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private BlocksView view;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        view = new BlocksView(scenario.model, intents::add);
        scenario.run(60);
        Stages.show(stage, view, 1240, 620);
    }

    @Test
    void oneAndManyBlocksAreEndedWithOneOrder(FxRobot robot) {
        assertThat(node(robot, "#blocks-unblock").isDisabled()).isTrue();
        select(0);
        assertThat(text(robot, "#block-detail-title")).startsWith("203.0.113.42 · 6/6");
        assertThat(robot.lookup("#block-place-apac-apac-node-1").tryQuery()).isPresent();
        picture("blocks-detail");
        select(0, 1);
        assertThat(text(robot, "#blocks-unblock")).isEqualTo("Unblock 2");
        waitFor(asyncFx(() -> scenario.run(2)));
        assertThat(text(robot, "#blocks-unblock"))
                .as("figures change, the choice stays")
                .isEqualTo("Unblock 2");
        robot.clickOn("#blocks-unblock");
        Intent.AskFirst asked = (Intent.AskFirst) intents.getLast();
        assertThat(asked.question()).isEqualTo("End 2 blocks?");
        assertThat(asked.detail()).startsWith("203.0.113.42, 2001:db8:42:7::/64: all of them");
        assertThat(((Intent.Unblock) asked.then()).prefixes()).hasToString("[203.0.113.42, 2001:db8:42:7::/64]");
        select(1);
        robot.clickOn("#blocks-unblock");
        assertThat(((Intent.Unblock) intents.getLast()).prefixes()).hasToString("[2001:db8:42:7::/64]");
    }

    @Test
    void theFilterFindsByAddressPrefixAndOrigin(FxRobot robot) {
        filter(robot, "203.0.113.0/24");
        assertThat(rows(robot)).isEqualTo(1);
        filter(robot, "rate-limit");
        assertThat(rows(robot)).isEqualTo(2);
        filter(robot, "198.51.100.1");
        assertThat(rows(robot)).isZero();
        assertThat(text(robot, "#blocks-nothing")).isEqualTo("No block matches the filter.");
        filter(robot, "203.0.113.0/99");
        assertThat(text(robot, "#blocks-filter-problem")).isEqualTo("not a prefix");
    }

    @Test
    void theMenuOfAnAddressBlocksAllowsAndShowsIt(FxRobot robot) {
        select(1);
        waitFor(asyncFx(() -> {
            TableView<?> table = table(robot);
            table.getContextMenu().show(table, 100, 100);
        }));
        assertThat(item(robot, "context-address-block").getText()).isEqualTo("Block 2001:db8:42:7::/64…");
        waitFor(asyncFx(() -> item(robot, "context-address-allow").fire()));
        assertThat(intents).endsWith(new Intent.OpenAllowDialog("2001:db8:42:7::/64"));
        waitFor(asyncFx(() -> item(robot, "context-address-show").fire()));
        assertThat(intents).endsWith(new Intent.ShowSource("2001:db8:42:7::/64"));
        waitFor(asyncFx(() -> item(robot, "context-address-unblock").fire()));
        assertThat(intents.getLast()).isInstanceOf(Intent.Unblock.class);
    }

    @Test
    void anOrderInForceCanBeUndoneOnceAndAnUndoAsWell(FxRobot robot) {
        UUID block = UUID.randomUUID();
        sent(block, Optional.empty());
        assertThat(robot.lookup("#blocks-undo-" + block).tryQuery().filter(Node::isVisible))
                .as("no node has it yet")
                .isEmpty();
        scenario.nodeIds().forEach(node -> answer(block, node, Receipt.State.APPLIED, Optional.empty()));
        picture("blocks-orders");
        robot.clickOn("#blocks-undo-" + block);
        Intent.Undo undo = (Intent.Undo) intents.getLast();
        assertThat(undo.command()).isEqualTo(block);
        sent(undo.id(), Optional.of(block));
        assertThat(scenario.model.actions().commands())
                .noneMatch(command -> command.id().equals(block) && command.undoable());
        answer(undo.id(), scenario.nodeIds().getFirst(), Receipt.State.APPLIED, Optional.empty());
        CommandState undone = scenario.model.actions().commands().getFirst();
        assertThat(undone.summary()).as("what, not an id").isEqualTo("undo of block 198.51.100.9 60 s");
        assertThat(ReceiptsPane.headline(undone))
                .as("must not read as still blocked")
                .startsWith("Undone on 1/");
        assertThat(robot.lookup("#blocks-undo-" + undo.id()).tryQuery().filter(Node::isVisible))
                .as("its own line takes it back")
                .isPresent();
        assertThat(scenario.model.actions().rights().undoable())
                .as("undoing the last order twice must not block again")
                .isEmpty();
    }

    @Test
    void whatWaitsForASecondPersonSaysWhoAsksAndWhyAndIsApprovedOnce(FxRobot robot) {
        UUID wide = UUID.randomUUID();
        offer(new Update.Ordered(order(wide, "198.18.0.0/15", false)));
        assertThat(scenario.model.actions().waiting()).as("no node holds it").isEmpty();
        scenario.nodeIds().forEach(node -> answer(wide, node, Receipt.State.WAITING, needsApproval()));
        assertThat(texts(robot, "#blocks-waiting-" + wide + " .label"))
                .anyMatch(text -> text.contains("block 198.18.0.0/15 for 600 s on all: flood from a test range"))
                .anyMatch(text -> text.contains("UOLGA234…XYZ asks"))
                .anyMatch(text -> text.contains("held by 6 nodes"));
        picture("blocks-waiting");
        robot.clickOn("#blocks-approve-" + wide);
        assertThat(((Intent.Approve) intents.getLast()).command()).isEqualTo(wide);
        assertThat(node(robot, "#blocks-approve-" + wide).isDisabled()).isTrue();
        waitFor(asyncFx(() -> scenario.run(1)));
        assertThat(node(robot, "#blocks-approve-" + wide).isDisabled())
                .as("under way")
                .isTrue();
        scenario.nodeIds().forEach(node -> answer(wide, node, Receipt.State.APPLIED, Optional.empty()));
        assertThat(robot.lookup("#blocks-waiting-" + wide).tryQuery()).isEmpty();
    }

    @Test
    void anApprovalThatFailedCanBeGivenAgain(FxRobot robot) {
        UUID wide = UUID.randomUUID();
        offer(new Update.Ordered(order(wide, "198.18.0.0/15", false)));
        scenario.nodeIds().forEach(node -> answer(wide, node, Receipt.State.WAITING, needsApproval()));
        UUID unsent = approve(robot, wide);
        offer(new Update.Unsent(unsent, "approve", "not connected", 1));
        UUID refused = approve(robot, wide);
        sent(refused, Optional.empty());
        Optional<Refusal> why = Optional.of(new Refusal(Refusal.Code.WRONG_ROLE, "not your role"));
        scenario.nodeIds().forEach(node -> answer(refused, node, Receipt.State.REFUSED, why));
        UUID taken = approve(robot, wide);
        sent(taken, Optional.empty());
        answer(taken, scenario.nodeIds().getFirst(), Receipt.State.APPLIED, Optional.empty());
        waitFor(asyncFx(() -> scenario.silence(5)));
        assertThat(node(robot, "#blocks-approve-" + wide).isDisabled())
                .as("one node has it")
                .isTrue();
    }

    private UUID approve(FxRobot robot, UUID order) {
        waitFor(asyncFx(() -> scenario.silence(1)));
        assertThat(node(robot, "#blocks-approve-" + order).isDisabled()).isFalse();
        robot.clickOn("#blocks-approve-" + order);
        assertThat(node(robot, "#blocks-approve-" + order).isDisabled()).isTrue();
        return ((Intent.Approve) intents.getLast()).id();
    }

    @Test
    void soManyBlocksAreEndedAsFitInNoField() {
        List<String> many = java.util.stream.IntStream.range(0, 2_500)
                .mapToObj(i -> "198.18." + i / 250 + "." + i % 250)
                .toList();
        Intent.AskFirst asked = (Intent.AskFirst) Release.of(many, List.of(), "test");
        assertThat(asked.question()).isEqualTo("End 2,500 blocks?");
        assertThat(asked.detail()).contains("198.18.0.2 and 2,497 more");
        assertThat(((Intent.Unblock) asked.then()).prefixes()).hasSize(2_500);
    }

    @Test
    void nobodyAgreesToTheirOwnOrderNorToTwoThatBearOneId(FxRobot robot) {
        UUID own = UUID.randomUUID();
        UUID twice = UUID.randomUUID();
        offer(new Update.Ordered(order(own, "198.18.0.0/15", true)));
        offer(new Update.Ordered(order(twice, "198.18.0.0/15", false)));
        offer(new Update.Ordered(order(twice, "0.0.0.0/8", false)));
        answer(own, scenario.nodeIds().getFirst(), Receipt.State.WAITING, needsApproval());
        answer(twice, scenario.nodeIds().getFirst(), Receipt.State.WAITING, needsApproval());
        assertThat(node(robot, "#blocks-approve-" + own).isDisabled()).isTrue();
        assertThat(node(robot, "#blocks-approve-" + twice).isDisabled()).isTrue();
        assertThat(texts(robot, "#blocks-waiting .label"))
                .anyMatch(text -> text.contains("another administrator must approve it"))
                .anyMatch(text -> text.contains("two different orders of this key bear this id"));
    }

    @Test
    void aReadOnlyConsoleShowsAllAndCanDoNothing(FxRobot robot) {
        offer(new Update.Rights(Access.readOnly("guest", "Read-only: this profile has no operator key.")));
        select(0);
        assertThat(text(robot, "#blocks-read-only")).contains("no operator key");
        for (String button : List.of("#blocks-add", "#blocks-allow", "#blocks-unblock")) {
            assertThat(node(robot, button).isDisabled()).as(button).isTrue();
        }
        assertThat(robot.lookup("#blocks-table .hyperlink").<Node>queryAll()).allMatch(Node::isDisabled);
        waitFor(asyncFx(() -> {
            TableView<?> table = table(robot);
            table.getContextMenu().show(table, 100, 100);
        }));
        assertThat(item(robot, "context-address-block").isDisable()).isTrue();
        assertThat(item(robot, "context-address-read-only").isVisible()).isTrue();
        waitFor(asyncFx(() -> table(robot).getContextMenu().hide()));
        robot.clickOn("#blocks-table").type(KeyCode.DELETE);
        assertThat(intents).isEmpty();
        picture("blocks-read-only");
    }

    private OrderHeard order(UUID id, String prefix, boolean mine) {
        long now = scenario.epochMillis();
        String words = "block " + prefix + " for 600 s on all: flood from a test range";
        return new OrderHeard(
                id, OLGA, words, "flood from a test range", "all", mine, false, List.of(), now, now + 300_000);
    }

    private static Optional<Refusal> needsApproval() {
        return Optional.of(new Refusal(Refusal.Code.NEEDS_APPROVAL, "another administrator approves it"));
    }

    private void sent(UUID id, Optional<UUID> undoes) {
        offer(new Update.Sent(
                id,
                undoes.isPresent() ? "undo" : "block 198.51.100.9 60 s",
                false,
                scenario.nodeIds(),
                scenario.nowNanos(),
                1,
                true,
                undoes));
    }

    private void answer(UUID id, String node, Receipt.State state, Optional<Refusal> refusal) {
        int slash = node.indexOf('/');
        NodeId from = NodeId.of(node.substring(0, slash), node.substring(slash + 1));
        Receipt receipt = new Receipt(id, from, state, state == Receipt.State.APPLIED, 800, refusal);
        offer(new Update.Answered(receipt, scenario.nowNanos() + 31_000_000));
    }

    private void offer(Update update) {
        scenario.inbox.offer(update);
        waitFor(asyncFx(scenario::drain));
        waitForFxEvents();
    }

    private void select(int... rows) {
        waitFor(asyncFx(() -> {
            TableView<?> table = (TableView<?>) view.lookup("#blocks-table");
            table.getSelectionModel().clearSelection();
            for (int row : rows) {
                table.getSelectionModel().select(row);
            }
        }));
    }

    private static void filter(FxRobot robot, String text) {
        waitFor(asyncFx(
                () -> robot.lookup("#blocks-filter").queryAs(TextField.class).setText(text)));
        waitForFxEvents();
    }

    private static int rows(FxRobot robot) {
        return table(robot).getItems().size();
    }

    private static TableView<?> table(FxRobot robot) {
        return robot.lookup("#blocks-table").queryTableView();
    }

    private static MenuItem item(FxRobot robot, String id) {
        return table(robot).getContextMenu().getItems().stream()
                .filter(item -> id.equals(item.getId()))
                .findFirst()
                .orElseThrow();
    }

    private void picture(String name) {
        assertThat(waitFor(asyncFx(() -> Pictures.take(view, name)))).isGreaterThan(50);
    }

    private static List<String> texts(FxRobot robot, String selector) {
        return robot.lookup(selector).queryAllAs(Labeled.class).stream()
                .map(Labeled::getText)
                .toList();
    }
}
