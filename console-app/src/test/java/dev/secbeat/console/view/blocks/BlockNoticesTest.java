// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** One address at one click: asked first, then ordered, told and taken back; the dialog where anything is not plain. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class BlockNoticesTest {
    private static final String ADDRESS = "198.51.100.200";
    private static final String ID = "198-51-100-200";

    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private BlockNotices notices;
    private StackPane root;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        scenario.run(60);
        notices = new BlockNotices(scenario.model, intents::add);
        Button elsewhere = new Button("elsewhere");
        elsewhere.setId("elsewhere");
        StackPane.setAlignment(elsewhere, Pos.TOP_LEFT);
        root = new StackPane(elsewhere, notices);
        Stages.show(stage, root, 600, 300);
    }

    @Test
    void theNodesAreAskedFirstThenItIsOrderedAndItsReceiptsFillIn(FxRobot robot) {
        UUID order = ordered();
        assertThat(text("#notice-title-" + ID)).isEqualTo("Blocking " + ADDRESS + "…");
        offer(new Update.Sent(
                order, "block", false, scenario.nodeIds(), scenario.nowNanos(), 1, true, Optional.empty()));
        assertThat(text("#notice-title-" + ID)).isEqualTo(ADDRESS + " blocked for 60 s");
        assertThat(text("#notice-text-" + ID)).isEqualTo("In kernel on 0/6");
        scenario.nodeIds().stream()
                .limit(5)
                .forEach(node -> offer(answer(receipt(order, node, Receipt.State.APPLIED))));
        assertThat(text("#notice-text-" + ID)).startsWith("In kernel on 5/6");
        waitFor(asyncFx(() -> scenario.silence(4)));
        assertThat(text("#notice-text-" + ID)).contains("5/6", "no answer from 1");
        waitFor(asyncFx(() -> scenario.silence(60)));
        assertThat(cards()).as("what is missing stays until it is seen").isEqualTo(1);
        waitFor(asyncFx(() -> Pictures.take(root, "block-notice-missing")));

        robot.clickOn("#notice-undo-" + ID);
        assertThat(intents.getLast())
                .isInstanceOfSatisfying(
                        Intent.Undo.class, undo -> assertThat(undo.command()).isEqualTo(order));
        robot.clickOn("#notice-close-" + ID);
        assertThat(cards()).isZero();
    }

    @Test
    void whatAllNodesHaveGoesByItself(FxRobot robot) {
        robot.clickOn("#elsewhere"); // not from under the pointer
        UUID order = ordered();
        offer(new Update.Sent(
                order, "block", false, scenario.nodeIds(), scenario.nowNanos(), 1, true, Optional.empty()));
        scenario.nodeIds().forEach(node -> offer(answer(receipt(order, node, Receipt.State.APPLIED))));
        waitFor(asyncFx(() -> Pictures.take(root, "block-notice")));
        waitFor(asyncFx(() -> scenario.run((int) (BlockCard.STAYS_MILLIS / 1_000) - 2)));
        assertThat(cards()).isEqualTo(1);
        waitFor(asyncFx(() -> scenario.run(4)));
        assertThat(cards()).isZero();
    }

    @Test
    void aRefusalOfOneNodeOpensTheDialogAndNothingIsOrdered() {
        String last = scenario.nodeIds().getLast();
        Refusal refusal = new Refusal(Refusal.Code.NEVER_BLOCK, "198.51.100.0/24 is on the never-block list");
        answered(node -> node.equals(last)
                ? new Receipt(asked(), nodeId(node), Receipt.State.REFUSED, false, 0, Optional.of(refusal))
                : receipt(asked(), node, Receipt.State.CHECKED));
        assertOnlyTheDialogOpens();
    }

    @Test
    void whatIsMuchOfANodesTrafficOpensTheDialog() {
        answered(node -> checked(node, 0.21));
        assertOnlyTheDialogOpens();
    }

    @Test
    void whatIsLittleOfItDoesNot() {
        answered(node -> checked(node, 0.19));
        assertThat(intents.getLast())
                .isInstanceOfSatisfying(
                        Intent.Block.class, block -> assertThat(block.dryRun()).isFalse());
    }

    @Test
    void aNodeThatIsSilentOpensTheDialog() {
        press(ADDRESS);
        offer(new Update.Sent(asked(), "ask", true, scenario.nodeIds(), scenario.nowNanos(), 1));
        scenario.nodeIds().stream()
                .skip(1)
                .forEach(node -> offer(answer(receipt(asked(), node, Receipt.State.CHECKED))));
        assertThat(intents).as("it may still answer").hasSize(1);
        waitFor(asyncFx(() -> scenario.silence(4)));
        assertOnlyTheDialogOpens();
    }

    @Test
    void aNetworkAndWhatIsNonsenseOpenTheDialogUnasked() {
        press("203.0.113.0/24");
        press("nonsense");
        assertThat(intents)
                .containsExactly(new Intent.OpenBlockDialog("203.0.113.0/24"), new Intent.OpenBlockDialog("nonsense"));
    }

    @Test
    void aFewAtATimeHaveACardEachAndOneAddressHasOne() {
        for (int i = 1; i <= BlockNotices.MOST; i++) {
            press("198.51.100." + i);
            press("198.51.100." + i);
        }
        assertThat(cards()).isEqualTo(BlockNotices.MOST);
        press("198.51.100.77");
        assertThat(intents.getLast()).isEqualTo(new Intent.OpenBlockDialog("198.51.100.77"));
    }

    private void assertOnlyTheDialogOpens() {
        assertThat(intents).hasSize(2).last().isEqualTo(new Intent.OpenBlockDialog(ADDRESS));
        assertThat(cards()).isZero();
    }

    private void press(String address) {
        waitFor(asyncFx(() -> notices.block(address)));
    }

    private UUID asked() {
        return ((Intent.Block) intents.getFirst()).id();
    }

    /** What is ordered once all nodes would do it. */
    private UUID ordered() {
        answered(node -> receipt(asked(), node, Receipt.State.CHECKED));
        Intent.Block order = (Intent.Block) intents.getLast();
        assertThat(order.dryRun()).isFalse();
        assertThat(order.prefixes()).hasToString("[" + ADDRESS + "]");
        return order.id();
    }

    private void answered(Function<String, Receipt> answers) {
        press(ADDRESS);
        assertThat(((Intent.Block) intents.getFirst()).dryRun()).isTrue();
        offer(new Update.Sent(asked(), "ask", true, scenario.nodeIds(), scenario.nowNanos(), 1));
        scenario.nodeIds().forEach(node -> {
            assertThat(intents).as("nothing before all have answered").hasSize(1);
            offer(answer(answers.apply(node)));
        });
        assertThat(intents).hasSize(2);
    }

    private Receipt checked(String node, double part) {
        BlastRadius blast = new BlastRadius(
                List.of(new BlastRadius.Share(Dimension.REQUESTS, part, 1_000)), Optional.empty(), 0, List.of());
        return receipt(asked(), node, Receipt.State.CHECKED).hitting(Optional.of(blast));
    }

    private static Receipt receipt(UUID id, String node, Receipt.State state) {
        return new Receipt(id, nodeId(node), state, state == Receipt.State.APPLIED, 800, Optional.empty());
    }

    private Update answer(Receipt receipt) {
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

    private int cards() {
        return waitFor(asyncFx(() -> notices.getChildren().size()));
    }

    private String text(String selector) {
        return waitFor(asyncFx(() -> notices.lookup(selector) instanceof Labeled told ? told.getText() : ""));
    }
}
