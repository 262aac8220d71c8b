// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;

import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javafx.scene.Node;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What the line at the foot says of the last order, and of what the console lost. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class StatusBarTest {
    private final UUID id = UUID.randomUUID();
    private Scenario scenario;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        scenario.run(5);
        Stages.show(stage, new StatusBar(scenario.model), 1600, 40);
    }

    @Test
    void receiptsAreCountedWhateverTheySay(FxRobot robot) {
        sent(false);
        assertThat(text(robot, "#status-command-note")).isEqualTo("· 0/6 receipts");
        answer(4, Receipt.State.APPLIED, true, Optional.empty());
        answer(6, Receipt.State.REFUSED, false, Optional.of(new Refusal(Refusal.Code.NEVER_BLOCK, "no")));
        assertThat(text(robot, "#status-command-note")).startsWith("· 6/6 receipts, 2 refused");
        assertThat(tone(robot)).contains("tone-bad");
    }

    @Test
    void whatNoKernelHasConfirmedIsNotGreen(FxRobot robot) {
        sent(false);
        answer(6, Receipt.State.APPLIED, false, Optional.empty());
        assertThat(text(robot, "#status-command-note")).startsWith("· 6/6 receipts, 6 not verified in kernel");
        assertThat(tone(robot)).contains("tone-warn");
    }

    @Test
    void aQuestionIsNoOrder(FxRobot robot) {
        sent(true);
        answer(6, Receipt.State.CHECKED, false, Optional.empty());
        assertThat(text(robot, "#status-command-value")).isEqualTo("none yet");
    }

    @Test
    void whatCouldNotBeSentIsSaidInRed(FxRobot robot) {
        offer(new Update.Unsent(id, "block 198.51.100.9", "Not sent: no link.", 1));
        assertThat(text(robot, "#status-command-value")).isEqualTo("block 198.51.100.9");
        assertThat(text(robot, "#status-command-note")).isEqualTo("· Not sent: no link.");
        assertThat(tone(robot)).contains("tone-bad");
    }

    @Test
    void aLeaderSaysNothingOfRegionsThatWereToldOfLongAgo(FxRobot robot) {
        offer(new Update.Leader("orch-1", 3, 600_000, scenario.nowNanos()));
        assertThat(text(robot, "#status-failover-value")).isEqualTo("unknown");
        assertThat(text(robot, "#status-failover-note")).isEqualTo("· regions not told yet · leader orch-1");
        List<RegionStanding> out = List.of(new RegionStanding("apac", "OUT", 0, List.of()));
        offer(new Update.Steered(out, List.of(), "", scenario.nowNanos()));
        assertThat(text(robot, "#status-failover-value")).isEqualTo("apac out");
        assertThat(text(robot, "#status-failover-note")).isEqualTo("· leader orch-1");
        waitFor(asyncFx(() -> scenario.silence(20)));
        assertThat(text(robot, "#status-failover-value")).isEqualTo("apac out");
        assertThat(text(robot, "#status-failover-note")).isEqualTo("· told 20 s ago · leader orch-1");
        waitFor(asyncFx(() -> scenario.silence(60)));
        assertThat(text(robot, "#status-failover-value")).isEqualTo("unknown");
        assertThat(text(robot, "#status-failover-note")).isEqualTo("· told 80 s ago · leader orch-1");
    }

    @Test
    void updatesThatWereDroppedAreCountedInSight(FxRobot robot) {
        Node item = robot.lookup("#status-lost").query();
        assertThat(item.isVisible()).isFalse();
        while (scenario.inbox.refused() < 1_500) {
            scenario.inbox.offer(new Update.Unsent(id, "block", "", 1));
        }
        waitFor(asyncFx(scenario::drain));
        assertThat(item.isVisible()).isTrue();
        assertThat(text(robot, "#status-lost-value")).isEqualTo("1,500");
        assertThat(robot.lookup("#status-lost-value").query().getStyleClass()).contains("tone-warn");
    }

    private void sent(boolean dryRun) {
        offer(new Update.Sent(id, "block 198.51.100.9", dryRun, scenario.nodeIds(), scenario.nowNanos(), 1));
    }

    private void answer(int upTo, Receipt.State state, boolean readBack, Optional<Refusal> refusal) {
        for (String node : scenario.nodeIds().subList(0, upTo)) {
            int slash = node.indexOf('/');
            NodeId from = NodeId.of(node.substring(0, slash), node.substring(slash + 1));
            offer(new Update.Answered(new Receipt(id, from, state, readBack, 800, refusal), scenario.nowNanos() + 9));
        }
    }

    private void offer(Update update) {
        scenario.inbox.offer(update);
        waitFor(asyncFx(scenario::drain));
    }

    private static List<String> tone(FxRobot robot) {
        return robot.lookup("#status-command-value").query().getStyleClass();
    }
}
