// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.samples;

import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.SampleRow;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Frames;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SampledPacket;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Packets are listed, filtered, held still, looked into, and their source is offered to be blocked. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class SamplesViewTest {
    private static final NodeId APAC = NodeId.of("apac", "apac-node-1");
    private static final NodeId EAST = NodeId.of("us-east", "us-east-node-2");
    private static final String ATTACKER = "203.0.113.42";
    private static final String SERVICE = "198.51.100.1";

    private final List<Intent> intents = new ArrayList<>();
    private Scenario scenario;
    private SamplesView view;
    private StackPane root;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        scenario.run(3);
        view = new SamplesView(scenario.model, intents::add);
        root = new StackPane(view);
        Stages.show(stage, root, 1000, 720);
    }

    private SampledPacket packet(String action, String reason, byte[] frame) {
        return Frames.packet(action, reason, scenario.epochMillis(), frame);
    }

    private void mixed() {
        waitFor(asyncFx(() -> {
            for (int i = 0; i < 4; i++) {
                offer(
                        APAC,
                        packet("drop", "blocked_exact", Frames.tcp(ATTACKER, SERVICE, 51_000 + i, 443, Frames.SYN)),
                        packet("drop", "malformed", new byte[20]),
                        packet("pass", "clean", Frames.tcp("198.18.7.31", SERVICE, 40_000, 443, Frames.ACK)));
                offer(
                        EAST,
                        packet("drop", "amplification", Frames.udp("198.18.91.12", SERVICE, 53, 31_337)),
                        packet("drop", "blocked_prefix", Frames.ping("2001:db8:42:7::9", "2001:db8::1")),
                        packet(
                                "answered",
                                "syn_cookie",
                                Frames.tagged(Frames.tcp("198.18.22.104", SERVICE, 2_000 + i, 443, Frames.SYN), 100)));
                scenario.run(1);
            }
            reportsOnly();
        }));
        waitForFxEvents();
    }

    private void offer(NodeId node, SampledPacket... packets) {
        scenario.inbox.offer(Frames.report(node, scenario.nowNanos(), 40, packets));
    }

    /** Nodes report also when they saw nothing. */
    private void reportsOnly() {
        offer(APAC);
        offer(EAST);
        scenario.drain();
    }

    @Test
    void nodesAreAskedWhileTheViewIsShownAndNoLonger() {
        assertThat(intents).containsExactly(new Intent.WatchSamples(true));
        waitFor(asyncFx(() -> root.getChildren().clear()));
        assertThat(intents).endsWith(new Intent.WatchSamples(false));
        mixed();
        assertThat(waitFor(asyncFx(() -> view.lookup("#samples-table") instanceof TableView<?> table
                        ? table.getItems().size()
                        : -1)))
                .as("a view that is not shown does nothing")
                .isZero();
        waitFor(asyncFx(() -> root.getChildren().setAll(view)));
        assertThat(intents).endsWith(new Intent.WatchSamples(true));
    }

    @Test
    void theNewestStandFirstAndTellWhatTheyAre(FxRobot robot) {
        assertThat(text(robot, "#samples-placeholder")).contains("asking the nodes");
        mixed();
        assertThat(rows(robot)).hasSize(24);
        assertThat(rows(robot).getFirst().packet().reason()).isEqualTo("syn_cookie");
        assertThat(rows(robot).getFirst().headers().vlans()).containsExactly(100);
        assertThat(text(robot, "#samples-subtitle")).startsWith("2 nodes show").contains("24 shown", "400 left out");
        choose(robot, 5);
        assertThat(text(robot, "#samples-detail-title")).isEqualTo("drop · blocked_exact");
        assertThat(picture("samples")).isGreaterThan(60);
    }

    @Test
    void aReasonAndWordsNarrowTheList(FxRobot robot) {
        mixed();
        waitFor(asyncFx(
                () -> robot.lookup("#samples-reason").<ComboBox<String>>query().setValue("malformed")));
        assertThat(rows(robot)).hasSize(4).allMatch(row -> row.packet().reason().equals("malformed"));
        assertThat(rows(robot).getFirst().headers().oddity()).isEmpty();
        waitFor(asyncFx(
                () -> robot.lookup("#samples-reason").<ComboBox<String>>query().setValue("All reasons")));
        assertThat(filtered(robot, ":443 syn")).isEqualTo(8);
        assertThat(filtered(robot, "203.0.113.0/24")).isEqualTo(4);
        assertThat(filtered(robot, "us-east/us-east-node-2 icmpv6")).isEqualTo(4);
        assertThat(filtered(robot, "2001:db8::/32 apac")).isZero();
        assertThat(text(robot, "#samples-placeholder")).contains("No sample matches");
        assertThat(filtered(robot, "203.0.113.0/99")).isEqualTo(24);
        assertThat(text(robot, "#samples-filter-problem")).contains("prefix length");
    }

    @Test
    void pausedTheListHoldsStillAndSaysWhatItMisses(FxRobot robot) {
        mixed();
        ToggleButton pause = robot.lookup("#samples-pause").query();
        waitFor(asyncFx(pause::fire));
        SampleRow first = rows(robot).getFirst();
        mixed();
        assertThat(rows(robot)).hasSize(24);
        assertThat(rows(robot).getFirst()).isSameAs(first);
        assertThat(pause.getText()).isEqualTo("Resume · 24 new");
        assertThat(filtered(robot, "syn_cookie"))
                .as("what is held can be filtered")
                .isEqualTo(4);
        assertThat(picture("samples-paused")).isGreaterThan(60);
        waitFor(asyncFx(pause::fire));
        assertThat(rows(robot)).hasSize(8);
        assertThat(pause.getText()).isEqualTo("Pause");
    }

    @Test
    void theChosenPacketStaysChosenAndItsSourceCanBeBlocked(FxRobot robot) {
        mixed();
        choose(robot, 5);
        SampleRow chosen = rows(robot).get(5);
        mixed();
        assertThat(table(robot).getSelectionModel().getSelectedItem()).isSameAs(chosen);
        assertThat(table(robot).getSelectionModel().getSelectedIndex()).isEqualTo(29);
        robot.clickOn("#samples-block");
        assertThat(intents).endsWith(new Intent.OpenBlockDialog(ATTACKER));
    }

    @Test
    void withoutASourceOrTheRightNothingCanBeBlocked(FxRobot robot) {
        mixed();
        choose(robot, 4);
        assertThat(rows(robot).get(4).packet().reason()).isEqualTo("malformed");
        Button block = robot.lookup("#samples-block").queryButton();
        assertThat(block.isDisabled()).isTrue();
        assertThat(block.getTooltip().getText()).contains("no source address");
        choose(robot, 5);
        assertThat(block.isDisabled()).isFalse();
        waitFor(asyncFx(() -> {
            scenario.inbox.offer(new Update.Rights(Access.readOnly("guest", "Read-only: no operator key.")));
            scenario.drain();
        }));
        assertThat(block.isDisabled()).isTrue();
        assertThat(block.getTooltip().getText()).contains("no operator key");
    }

    @Test
    void silenceAndTroubleLookLikeWhatTheyAre(FxRobot robot) {
        waitFor(asyncFx(() -> {
            String why = "'secbeat capture' on this host reads the samples now; they come back at its end";
            scenario.inbox.offer(Frames.trouble(APAC, scenario.nowNanos(), why));
            scenario.inbox.offer(
                    Frames.trouble(EAST, scenario.nowNanos(), "xdp.sample_publish is 0 in its configuration"));
            scenario.drain();
        }));
        assertThat(text(robot, "#samples-subtitle")).isEqualTo("2 nodes answer and none shows packets");
        assertThat(text(robot, "#samples-placeholder"))
                .contains("apac/apac-node-1: 'secbeat capture'", "us-east/us-east-node-2: xdp.sample_publish is 0");
        picture("samples-trouble");
        mixed();
        waitFor(asyncFx(() -> scenario.silence(5)));
        assertThat(view.getStyleClass()).contains("is-stale");
        assertThat(text(robot, "#samples-subtitle")).contains("ago");
        picture("samples-stale");
    }

    private int filtered(FxRobot robot, String words) {
        waitFor(asyncFx(
                () -> robot.lookup("#samples-filter").queryAs(TextField.class).setText(words)));
        return rows(robot).size();
    }

    private void choose(FxRobot robot, int row) {
        waitFor(asyncFx(() -> table(robot).getSelectionModel().clearAndSelect(row)));
    }

    private long picture(String name) {
        waitForFxEvents();
        return waitFor(asyncFx(() -> Pictures.take(root, name)));
    }

    private static TableView<SampleRow> table(FxRobot robot) {
        return robot.lookup("#samples-table").query();
    }

    private static List<SampleRow> rows(FxRobot robot) {
        return List.copyOf(table(robot).getItems());
    }
}
