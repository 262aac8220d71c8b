// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.CanaryState;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Origins;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The dialogs of limits, trials and drills: what they send, what has to come before it, and what they show of it. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class OrderPanesTest {
    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private Stage stage;

    @Start
    void start(Stage shown) {
        stage = shown;
        scenario = new Scenario();
        scenario.run(60);
    }

    @Test
    void aLimitSaysWhomItHoldsAndIsSentAsItWasWritten(FxRobot robot) {
        Scope apac = new Scope.Region(new RegionId("apac"));
        show(() -> new LimitPane(scenario.model, "203.0.113.42", apac, intents::add, () -> {}));
        assertThat(text(robot, "#limit-holds")).contains("1 counted sources, 1 of them over it now", "2 nodes in 1");
        assertThat(node(robot, "#limit-canary").isVisible())
                .as("only for the fleet")
                .isFalse();
        type(robot, "#limit-most", "1,000,000");
        choose(robot, "#limit-window-ten_seconds");
        choose(robot, "#limit-block-hour");
        assertThat(text(robot, "#limit-holds")).contains("0 of them over it now");
        fire(robot, "#limit-send");

        Intent.Limit sent = (Intent.Limit) intents.getLast();
        assertThat(sent.rule().within()).hasToString("Optional[203.0.113.42]");
        assertThat(sent.rule().dimension()).isEqualTo(Dimension.REQUESTS);
        assertThat(sent.rule().most()).isEqualTo(1_000_000);
        assertThat(sent.rule().windowMillis()).isEqualTo(10_000);
        assertThat(sent.rule().blockSeconds()).isEqualTo(3_600);
        assertThat(sent.ttl()).isEqualTo(Duration.ofHours(1));
        assertThat(sent.scope()).isEqualTo(apac);
        assertThat(sent.dryRun()).isFalse();
    }

    @Test
    void whatALimitWouldHaveDroppedIsShownBeforeItIsSent(FxRobot robot) throws TimeoutException {
        offer(new Update.Located(new Origins(true, Map.of(), "")));
        show(() -> new LimitPane(scenario.model, "198.51.100.0/24", new Scope.Fleet(), this::take, () -> {}));
        type(robot, "#limit-most", "50");
        until(robot, "It would have hit 1 of the busiest sources.");
        assertThat(table(robot))
                .as("by region, of what was seen there; by country and network as soon as they are known")
                .contains("apac", "us-east", "198.51.100.9");
        Intent.AskOrigins asked = (Intent.AskOrigins) intents.getLast();
        assertThat(asked.sources()).contains("198.51.100.9");
        Map<String, String> known = new HashMap<>();
        asked.sources().forEach(source -> known.put(source, source.startsWith("198.51.") ? "NL AS64500" : "US"));
        offer(new Update.Located(new Origins(true, known, "")));
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, () -> table(robot).containsAll(List.of("NL", "AS64500")));

        type(robot, "#limit-most", "1,000");
        until(robot, "It would have hit none of the busiest sources.");
        type(robot, "#limit-of", "192.0.2.0/24");
        type(robot, "#limit-most", "1");
        until(robot, "It would have hit none of the busiest sources.");
        type(robot, "#limit-most", "no number");
        assertThat(text(robot, "#whatif-text")).as("there is nothing to try").doesNotContain("It would have hit");
    }

    private void take(Intent intent) {
        intents.add(intent);
    }

    private static void until(FxRobot robot, String told) throws TimeoutException {
        WaitForAsyncUtils.waitFor(
                20, TimeUnit.SECONDS, () -> text(robot, "#whatif-text").startsWith(told));
    }

    private static List<String> table(FxRobot robot) {
        return waitFor(asyncFx(() -> robot.lookup("#whatif-table .label").queryAll().stream()
                .map(label -> ((Labeled) label).getText())
                .toList()));
    }

    @Test
    void aLimitOnAllTakesTheNodesWordAndTypingAgain(FxRobot robot) {
        show(() -> new LimitPane(scenario.model, "all", new Scope.Fleet(), intents::add, () -> {}));
        assertThat(node(robot, "#limit-send").isDisabled()).isTrue();
        type(robot, "#limit-confirm", "all");
        assertThat(node(robot, "#limit-send").isDisabled())
                .as("nobody was asked")
                .isTrue();
        fire(robot, "#limit-check");
        Intent.Limit asked = (Intent.Limit) intents.getLast();
        assertThat(asked.dryRun()).isTrue();
        sent(asked.id(), true, scenario.nodeIds(), Receipt.State.CHECKED);
        assertThat(node(robot, "#limit-send").isDisabled()).isFalse();
        type(robot, "#limit-most", "7");
        assertThat(node(robot, "#limit-send").isDisabled())
                .as("that was of another limit")
                .isTrue();
    }

    @Test
    void nonsenseIsExplained(FxRobot robot) {
        show(() -> new LimitPane(scenario.model, "203.0.113.42", new Scope.Fleet(), intents::add, () -> {}));
        for (String wrong : List.of("", "0", "many", "-3")) {
            type(robot, "#limit-most", wrong);
            assertThat(node(robot, "#limit-send").isDisabled()).as(wrong).isTrue();
            assertThat(text(robot, "#limit-problem")).as(wrong).isNotEmpty();
        }
        type(robot, "#limit-most", "5");
        type(robot, "#limit-of", "203.0.113.1 203.0.113.2");
        assertThat(text(robot, "#limit-problem")).startsWith("One address or prefix at a time");
    }

    @Test
    void aTrialShowsItsStagesAndOnlyWhatTheFleetHasIsUndone(FxRobot robot) {
        show(() -> new BlockPane(scenario.model, "198.51.100.9", intents::add, () -> {}));
        region(robot, "#block-canary-region", 3);
        fire(robot, "#block-send");
        Intent.TryFirst act = (Intent.TryFirst) intents.getLast();
        assertThat(act.order()).isInstanceOf(Intent.Block.class);
        assertThat(act.watch()).isEqualTo(Duration.ofSeconds(10));
        UUID tried = UUID.randomUUID();
        UUID last = UUID.randomUUID();
        CanaryState watching =
                CanaryState.begun(act.id(), act.region()).trying(tried).watchedUntil(scenario.epochMillis() + 4_000);
        offer(new Update.Sent(act.id(), "try", false, List.of(), scenario.nowNanos(), 1));
        sent(tried, false, of(act.region()), Receipt.State.APPLIED);
        offer(new Update.Tried(watching));
        assertThat(text(robot, "#canary-headline")).isEqualTo(act.region() + " has it and is watched · 4 s left");
        assertThat(text(robot, "#canary-tried")).startsWith("In kernel on 2/2");
        assertThat(node(robot, "#block-undo").isDisabled())
                .as("it ends by itself")
                .isTrue();
        waitFor(asyncFx(() -> scenario.run(3)));
        assertThat(text(robot, "#canary-headline")).endsWith("1 s left");

        sent(last, false, scenario.nodeIds(), Receipt.State.APPLIED);
        offer(new Update.Tried(watching.ending(last).in(CanaryState.Phase.GONE_ON)));
        assertThat(text(robot, "#canary-headline")).isEqualTo("Nothing was wrong: the fleet has it");
        assertThat(text(robot, "#receipts-headline")).startsWith("In kernel on 6/6");
        fire(robot, "#block-undo");
        assertThat(((Intent.Undo) intents.getLast()).command()).isEqualTo(last);
    }

    @Test
    void aTrialThatWasTakenBackSaysWhyAndLeavesTheDialogAsItWas(FxRobot robot) {
        show(() -> new BlockPane(scenario.model, "198.51.100.9", intents::add, () -> {}));
        region(robot, "#block-canary-region", 1);
        fire(robot, "#block-send");
        Intent.TryFirst act = (Intent.TryFirst) intents.getLast();
        offer(new Update.Sent(act.id(), "try", false, List.of(), scenario.nowNanos(), 1));
        offer(new Update.Tried(CanaryState.begun(act.id(), act.region())
                .noted("the backend fails")
                .in(CanaryState.Phase.TAKEN_BACK)));
        assertThat(text(robot, "#canary-headline")).startsWith("Taken back in " + act.region());
        assertThat(text(robot, ".canary-note")).isEqualTo("the backend fails");
        assertThat(node(robot, "#block-send").isVisible()).isTrue();
        assertThat(node(robot, "#block-undo").isVisible()).isFalse();
        assertThat(node(robot, "#block-prefix").isDisabled()).isFalse();
    }

    @Test
    void aDrillSendsWhatIsChosenWhereItWasTyped(FxRobot robot) {
        show(() -> new DrillPane(scenario.model, new Scope.Fleet(), intents::add, () -> {}));
        type(robot, "#drill-confirm", "all");
        choose(robot, "#drill-kind-drain");
        assertThat(text(robot, "#drill-ask")).isEqualTo("A drain is of one region: choose it above.");
        assertThat(node(robot, "#drill-send").isDisabled()).isTrue();
        region(robot, "#drill-scope", 1);
        type(robot, "#drill-confirm", "all");
        assertThat(node(robot, "#drill-send").isDisabled()).as("not its name").isTrue();
        String region = scenario.model.regions().getFirst().id();
        type(robot, "#drill-confirm", region);
        fire(robot, "#drill-send");
        Intent.Drill sent = (Intent.Drill) intents.getLast();
        assertThat(sent.name()).isEqualTo("drain");
        assertThat(sent.scope()).hasToString("region." + region);
        assertThat(text(robot, "#drill-result")).isEmpty();
    }

    @Test
    void whoMayOnlyReadIsToldWhyAndCanSendNothing(FxRobot robot) {
        offer(new Update.Rights(Access.readOnly("guest", "Read-only: this profile has no operator key.")));
        show(() -> new LimitPane(scenario.model, "203.0.113.42", new Scope.Fleet(), intents::add, () -> {}));
        assertThat(text(robot, "#limit-read-only")).contains("no operator key");
        assertThat(node(robot, "#limit-send").isDisabled()).isTrue();
        assertThat(node(robot, "#limit-check").isDisabled()).isTrue();
        show(() -> new DrillPane(scenario.model, new Scope.Fleet(), intents::add, () -> {}));
        type(robot, "#drill-confirm", "all");
        assertThat(text(robot, "#drill-read-only")).contains("no operator key");
        assertThat(node(robot, "#drill-send").isDisabled()).isTrue();
        assertThat(intents).isEmpty();
    }

    private List<String> of(RegionId region) {
        return scenario.nodeIds().stream()
                .filter(node -> node.startsWith(region + "/"))
                .toList();
    }

    private void sent(UUID id, boolean dryRun, List<String> nodes, Receipt.State state) {
        offer(new Update.Sent(id, "order", dryRun, nodes, scenario.nowNanos(), 1, !dryRun, Optional.empty()));
        for (String node : nodes) {
            int slash = node.indexOf('/');
            NodeId from = NodeId.of(node.substring(0, slash), node.substring(slash + 1));
            Receipt receipt = new Receipt(id, from, state, state == Receipt.State.APPLIED, 800, Optional.empty());
            offer(new Update.Answered(receipt, scenario.nowNanos() + 31_000_000));
        }
    }

    private void show(Supplier<Parent> pane) {
        waitFor(asyncFx(() -> Stages.show(stage, pane.get(), 560, 760)));
    }

    private void offer(Update update) {
        waitFor(asyncFx(() -> {
            scenario.inbox.offer(update);
            scenario.drain();
        }));
    }

    private static void region(FxRobot robot, String box, int index) {
        waitFor(asyncFx(
                () -> robot.lookup(box).<ComboBox<?>>query().getSelectionModel().select(index)));
    }

    private static void choose(FxRobot robot, String toggle) {
        waitFor(asyncFx(() -> robot.lookup(toggle).<ToggleButton>query().fire()));
    }

    private static void fire(FxRobot robot, String button) {
        waitFor(asyncFx(() -> robot.lookup(button).queryButton().fire()));
    }

    private static void type(FxRobot robot, String field, String text) {
        waitFor(asyncFx(() -> robot.lookup(field).<TextField>query().setText(text)));
    }

    private static Node node(FxRobot robot, String selector) {
        return robot.lookup(selector).query();
    }

    private static String text(FxRobot robot, String selector) {
        return robot.lookup(selector).<Labeled>query().getText();
    }
}
