// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.GuardWords;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Blocking: checked while typing, weighed before sending, followed node by node, undone. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class BlockPaneTest {
    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private StackPane root;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        scenario.run(60);
        root = new StackPane(new BlockPane(scenario.model, "198.51.100.9", intents::add, () -> {}));
        Stages.show(stage, root, 920, 760);
    }

    @Test
    void whatItWouldHaveDroppedIsShownBeforeItIsSent() throws TimeoutException {
        WaitForAsyncUtils.waitFor(
                20,
                TimeUnit.SECONDS,
                () -> root.lookup("#whatif-text") instanceof Labeled told
                        && told.getText().startsWith("It would have hit 1 of the busiest sources."));
    }

    @Test
    void aBlockIsSentAndItsReceiptsFillInUntilTheMissingOneAlarms(FxRobot robot) {
        assertThat(text(robot, "#block-radius")).contains("1 counted source", "6 nodes in 3 regions");
        picture("block-dialog");
        robot.clickOn("#block-ttl-ten_minutes").clickOn("#block-send");
        Intent.Block sent = (Intent.Block) intents.getLast();
        assertThat(sent.prefixes()).hasToString("[198.51.100.9]");
        assertThat(sent.ttl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(sent.dryRun()).isFalse();

        offer(new Update.Sent(
                sent.id(), "block", false, scenario.nodeIds(), scenario.nowNanos(), 1, true, Optional.empty()));
        assertThat(text(robot, "#receipts-headline")).isEqualTo("In kernel on 0/6");
        assertThat(button(robot, "#block-undo").isDisabled())
                .as("nothing to undo yet")
                .isTrue();
        scenario.nodeIds().stream().limit(5).forEach(node -> offer(applied(sent.id(), node, 46)));
        assertThat(text(robot, "#receipts-headline")).isEqualTo("In kernel on 5/6 · 46 ms");
        waitFor(asyncFx(() -> scenario.silence(4)));
        assertThat(text(robot, "#receipts-headline")).contains("5/6", "no answer from 1");
        picture("block-receipts-missing");
        offer(applied(sent.id(), scenario.nodeIds().getLast(), 51));
        assertThat(text(robot, "#receipts-headline")).startsWith("In kernel on 6/6");
        picture("block-receipts");

        robot.clickOn("#block-undo");
        assertThat(intents.getLast())
                .isInstanceOfSatisfying(
                        Intent.Undo.class, undo -> assertThat(undo.command()).isEqualTo(sent.id()));
    }

    @Test
    void nonsenseIsExplainedAsItIsTypedAndCannotBeSent(FxRobot robot) {
        type(robot, "203.0.113.999");
        assertThat(text(robot, "#block-problem")).contains("is not an address or prefix");
        assertThat(button(robot, "#block-send").isDisabled()).isTrue();
        picture("block-nonsense");
        type(robot, "198.51.100.9 nonsense");
        assertThat(text(robot, "#block-problem")).contains("'nonsense' is not an address or prefix");
    }

    @Test
    void aNetworkIsSentOnlyAfterTheNodesWereAskedAboutIt(FxRobot robot) {
        assertThat(button(robot, "#block-check").getStyleClass()).doesNotContain("accent");
        type(robot, "203.0.113.0/24");
        assertThat(text(robot, "#block-warning")).contains("A network");
        assertThat(button(robot, "#block-send").isDisabled()).isTrue();
        assertThat(button(robot, "#block-check").getStyleClass())
                .as("the next step stands out")
                .contains("accent");
        nodesWouldTake(robot);
        assertThat(button(robot, "#block-check").getStyleClass()).doesNotContain("accent");
        assertThat(text(robot, "#block-verdict"))
                .isEqualTo("6 of 6 nodes would carry it out, in 3 regions. Nothing in it is protected from blocks.");
        picture("block-network");
        assertThat(button(robot, "#block-send").isDisabled()).isFalse();
        type(robot, "203.0.112.0/24");
        assertThat(button(robot, "#block-send").isDisabled())
                .as("another network was not asked about")
                .isTrue();
    }

    @Test
    void manyAddressesAreOneOrderAndAreWeighedTogether(FxRobot robot) {
        type(robot, "198.51.100.9, 203.0.113.42 203.0.113.42;198.18.7.31");
        assertThat(text(robot, "#block-radius")).contains("3 counted sources");
        assertThat(button(robot, "#block-send").getText()).isEqualTo("Block 3 prefixes");
        assertThat(button(robot, "#block-send").isDisabled()).isTrue();
        nodesWouldTake(robot);
        robot.clickOn("#block-send");
        assertThat(((Intent.Block) intents.getLast()).prefixes())
                .hasToString("[198.51.100.9, 203.0.113.42, 198.18.7.31]");
    }

    @Test
    void oneRegionAloneCanBeMeant(FxRobot robot) {
        waitFor(asyncFx(() ->
                robot.lookup("#block-scope").queryComboBox().getSelectionModel().select(3)));
        assertThat(text(robot, "#block-radius")).contains("reaches 2 nodes in 1 region");
        robot.clickOn("#block-send");
        assertThat(((Intent.Block) intents.getLast()).scope()).hasToString("region.apac");
    }

    @Test
    void anAllowanceIsOrderedFromTheSameForm(FxRobot robot) {
        waitFor(asyncFx(() -> root.getChildren()
                .setAll(BlockPane.allowing(scenario.model, "198.51.100.0/24", intents::add, () -> {}))));
        assertThat(text(robot, "#allow-meaning")).startsWith("Counting will not block these");
        picture("allow-dialog");
        assertThat(button(robot, "#block-send").isDisabled())
                .as("a network: the nodes are asked first")
                .isTrue();
        assertThat(text(robot, "#block-warning")).contains("nobody in it will be limited");
        robot.clickOn("#block-ttl-hour").clickOn("#block-check");
        Intent.Allow asked = (Intent.Allow) intents.getLast();
        assertThat(asked.dryRun()).isTrue();
        take(asked.id());
        robot.clickOn("#block-send");
        Intent.Allow sent = (Intent.Allow) intents.getLast();
        assertThat(sent.dryRun()).isFalse();
        assertThat(sent.prefixes()).hasToString("[198.51.100.0/24]");
        assertThat(sent.ttl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aWideAllowanceMustBeTypedAgain(FxRobot robot) {
        waitFor(asyncFx(() ->
                root.getChildren().setAll(BlockPane.allowing(scenario.model, "0.0.0.0/0", intents::add, () -> {}))));
        robot.clickOn("#block-check");
        take(((Intent.Allow) intents.getLast()).id());
        assertThat(button(robot, "#block-send").isDisabled())
                .as("not yet typed again")
                .isTrue();
        waitFor(asyncFx(
                () -> robot.lookup("#block-confirm").queryAs(TextField.class).setText("0.0.0.0/0")));
        assertThat(button(robot, "#block-send").isDisabled()).isFalse();
        picture("allow-wide");
    }

    private void nodesWouldTake(FxRobot robot) {
        waitForFxEvents(); // The robot looks for it from a thread of its own: not while it is being laid out.
        robot.clickOn("#block-check");
        Intent.Block asked = (Intent.Block) intents.getLast();
        assertThat(asked.dryRun()).isTrue();
        take(asked.id());
    }

    private void take(UUID asked) {
        offer(new Update.Sent(asked, "ask", true, scenario.nodeIds(), scenario.nowNanos(), 1));
        scenario.nodeIds().forEach(node -> offer(checked(asked, node)));
    }

    @Test
    void aWideBlockMustBeTypedAgain(FxRobot robot) {
        type(robot, "198.18.0.0/15");
        assertThat(button(robot, "#block-send").isDisabled()).isTrue();
        assertThat(text(robot, "#block-radius")).contains("4 counted sources");
        picture("block-wide");
        nodesWouldTake(robot);
        assertThat(button(robot, "#block-send").isDisabled())
                .as("not yet typed again")
                .isTrue();
        waitFor(asyncFx(
                () -> robot.lookup("#block-confirm").queryAs(TextField.class).setText("198.18.0.0/15")));
        assertThat(button(robot, "#block-send").isDisabled()).isFalse();
    }

    @Test
    void askingTheNodesShowsANeverBlockRefusal(FxRobot robot) {
        robot.clickOn("#block-check");
        Intent.Block asked = (Intent.Block) intents.getLast();
        assertThat(asked.dryRun()).isTrue();
        offer(new Update.Sent(asked.id(), "ask", true, scenario.nodeIds(), scenario.nowNanos(), 1));
        scenario.nodeIds().forEach(node -> offer(refused(asked.id(), node)));
        assertThat(text(robot, "#receipts-headline")).isEqualTo("Would be applied on 0/6 · refused by 6 [SB-REFUSED]");
        assertThat(button(robot, "#block-send").isVisible()).isTrue();
        assertThat(text(robot, "#block-verdict")).contains("6 refuse: 198.51.100.0/24 is on the never-block list");
        picture("block-refused");
    }

    @Test
    void whatNodesSayItHitsIsToldAsOnTheCommandLineBeforeItIsSent(FxRobot robot) {
        type(robot, "198.18.0.0/15");
        nodesAnswer(robot, node -> held(node, 0));
        assertThat(text(robot, "#block-verdict")).isEqualTo("6 of 6 nodes would carry it out, in 3 regions.");
        List<Receipt> said = receipts();
        List<String> expected = new ArrayList<>();
        expected.add("6 of 6 nodes would hold it until another administrator approves: it is wide");
        expected.addAll(GuardWords.preview(said).stream().map(String::strip).toList());
        assertThat(expected).hasSize(7).contains("covers 41.0 % of the addresses of country NL");
        assertThat(guardLines()).isEqualTo(expected);
        picture("block-guards");
        type(robot, "198.18.0.0/16");
        assertThat(guardLines()).as("of another order").isEmpty();
    }

    @Test
    void inGermanTheNodesAnswersAreToldInGerman(FxRobot robot) {
        waitFor(asyncFx(() -> Messages.speak(Locale.GERMAN)));
        try {
            waitFor(asyncFx(() ->
                    root.getChildren().setAll(new BlockPane(scenario.model, "198.18.0.0/16", intents::add, () -> {}))));
            nodesAnswer(robot, node -> held(node, 2));
            assertThat(guardLines())
                    .contains(
                            "erreicht 3 Regionen: apac, eu-west, us-east",
                            "2 Präfixe berühren, was nie gesperrt werden darf: 198.18.7.31",
                            "umfasst 41,0 % der Adressen des Landes NL");
            picture("block-guards-de");
        } finally {
            waitFor(asyncFx(() -> Messages.speak(Locale.ENGLISH)));
        }
    }

    @Test
    void aGuardIsOverriddenOnlyOnRequestAndAfterTheNodesWereAskedAgain(FxRobot robot) {
        assertThat(robot.lookup("#block-override").query().isVisible()).isFalse();
        nodesAnswer(robot, this::tooMuch);
        assertThat(((Intent.Block) intents.getLast()).overrides()).isEmpty();
        assertThat(guardLines().getFirst()).startsWith("6 of 6 nodes refuse: rule 'traffic share'");
        picture("block-too-much");

        robot.clickOn("#block-override");
        assertThat(button(robot, "#block-send").isDisabled())
                .as("not asked with it")
                .isTrue();
        assertThat(guardLines()).isEmpty();
        nodesAnswer(robot, node -> held(node, 0));
        assertThat(((Intent.Block) intents.getLast()).overrides()).containsExactly(GuardRule.TRAFFIC_SHARE);
        robot.clickOn("#block-send");
        Intent.Block sent = (Intent.Block) intents.getLast();
        assertThat(sent.dryRun()).isFalse();
        assertThat(sent.overrides()).containsExactly(GuardRule.TRAFFIC_SHARE);
    }

    @Test
    void anOverrideEndsWithTheOrderItWasFor(FxRobot robot) {
        nodesAnswer(robot, this::tooMuch);
        robot.clickOn("#block-override");
        type(robot, "203.0.113.42");
        assertThat(robot.lookup("#block-override").query().isVisible()).isFalse();
        robot.clickOn("#block-send");
        assertThat(((Intent.Block) intents.getLast()).overrides()).isEmpty();
    }

    private void nodesAnswer(FxRobot robot, Function<NodeId, Receipt> answer) {
        robot.clickOn("#block-check");
        Intent.Block asked = (Intent.Block) intents.getLast();
        assertThat(asked.dryRun()).isTrue();
        offer(new Update.Sent(asked.id(), "ask", true, scenario.nodeIds(), scenario.nowNanos(), 1));
        for (String node : scenario.nodeIds()) {
            Receipt said = answer.apply(nodeId(node));
            Receipt receipt = new Receipt(asked.id(), said.node(), said.state(), false, 0, said.refusal(), said.tally())
                    .hitting(said.blast());
            offer(new Update.Answered(receipt, scenario.nowNanos() + 18_000_000));
        }
    }

    private Receipt held(NodeId node, int kept) {
        Refusal wide = new Refusal(Refusal.Code.NEEDS_APPROVAL, "it is wide");
        BlastRadius blast = new BlastRadius(
                List.of(
                        new BlastRadius.Share(Dimension.REQUESTS, 0.031, 412),
                        new BlastRadius.Share(Dimension.PACKETS, 0.044, 25_130)),
                Optional.of(Prefix.parse("198.18.0.0/15")),
                kept,
                kept == 0 ? List.of() : List.of(Prefix.parse("198.18.7.31")),
                Optional.of(new CountryShare("NL", 0.41)));
        return new Receipt(UUID.randomUUID(), node, Receipt.State.CHECKED, false, 0, Optional.of(wide))
                .hitting(Optional.of(blast));
    }

    private Receipt tooMuch(NodeId node) {
        BlastRadius blast = new BlastRadius(
                List.of(new BlastRadius.Share(Dimension.REQUESTS, 0.31, 412)),
                Optional.of(Prefix.parse("198.51.100.9")),
                0,
                List.of());
        Refusal refusal = new Refusal(Refusal.Code.TRAFFIC_SHARE, GuardWords.tooMuchTraffic(blast, 1, 0.2));
        return new Receipt(UUID.randomUUID(), node, Receipt.State.REFUSED, false, 0, Optional.of(refusal))
                .hitting(Optional.of(blast));
    }

    private List<Receipt> receipts() {
        return scenario.model.actions().commands().getFirst().receipts();
    }

    private List<String> guardLines() {
        return ((Parent) root.lookup("#block-guards"))
                .getChildrenUnmodifiable().stream()
                        .map(line -> ((Labeled) line).getText())
                        .toList();
    }

    @Test
    void aReadOnlyConsoleCannotBlockAndSaysWhy(FxRobot robot) {
        offer(new Update.Rights(Access.readOnly("guest", "Read-only: this profile has no operator key.")));
        assertThat(button(robot, "#block-send").isDisabled()).isTrue();
        assertThat(text(robot, "#block-read-only")).contains("no operator key");
        picture("block-read-only");
    }

    private Update applied(UUID id, String node, long afterMillis) {
        Receipt receipt = new Receipt(id, nodeId(node), Receipt.State.APPLIED, true, 800, Optional.empty());
        return new Update.Answered(receipt, scenario.nowNanos() + afterMillis * 1_000_000);
    }

    private Update checked(UUID id, String node) {
        Receipt receipt = new Receipt(id, nodeId(node), Receipt.State.CHECKED, false, 0, Optional.empty());
        return new Update.Answered(receipt, scenario.nowNanos() + 18_000_000);
    }

    private Update refused(UUID id, String node) {
        Refusal refusal = new Refusal(Refusal.Code.NEVER_BLOCK, "198.51.100.0/24 is on the never-block list");
        Receipt receipt = new Receipt(id, nodeId(node), Receipt.State.REFUSED, false, 0, Optional.of(refusal));
        return new Update.Answered(receipt, scenario.nowNanos() + 20_000_000);
    }

    private static NodeId nodeId(String text) {
        int slash = text.indexOf('/');
        return NodeId.of(text.substring(0, slash), text.substring(slash + 1));
    }

    private void offer(Update update) {
        scenario.inbox.offer(update);
        waitFor(asyncFx(scenario::drain));
    }

    private static void type(FxRobot robot, String text) {
        waitFor(asyncFx(
                () -> robot.lookup("#block-prefix").queryAs(TextField.class).setText(text)));
    }

    private void picture(String name) {
        assertThat(waitFor(asyncFx(() -> Pictures.take(root, name)))).isGreaterThan(20);
    }

    private static Button button(FxRobot robot, String id) {
        return robot.lookup(id).queryButton();
    }
}
