// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import static dev.secbeat.console.testing.Looked.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.PastRates;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The chart asks, draws, zooms, pauses, compares and exports; and says so when there is nothing to draw. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class ThroughputViewTest {
    private final List<RateQuestion> questions = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private final List<WritableImage> pictures = new ArrayList<>();
    private Scenario scenario;
    private ThroughputView view;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        view = new ThroughputView(
                scenario.model,
                intent -> questions.add(((Intent.AskRates) intent).question()),
                tables::add,
                pictures::add);
        scenario.run(3);
        Stages.show(stage, view, 940, 640);
    }

    @Test
    void itAsksAtOnceAndDrawsWhatComesGapsAndAll(FxRobot robot) {
        assertThat(text(robot, "#throughput-notice-title")).isEqualTo("Asking Prometheus…");
        assertThat(questions).hasSize(1);
        RateQuestion asked = questions.getFirst();
        assertThat(asked.toMillis()).isBetween(scenario.epochMillis() - asked.stepMillis(), scenario.epochMillis());
        assertThat(asked.toMillis() - asked.fromMillis()).isBetween(895_000L, 910_000L);
        answer(PastRates::withAGap);
        assertThat(robot.lookup("#throughput-notice").query().isVisible()).isFalse();
        assertThat(text(robot, "#throughput-subtitle"))
                .startsWith("newest ")
                .endsWith("each point between two samples");
        assertThat(legend(robot)).contains("clean", "blocked_exact", "syn_cookie (answered)");
        assertThat(picture("throughput-gap")).isGreaterThan(60);
    }

    @Test
    void itGoesOnAskingOnlyWhileItIsShownAndNotPaused(FxRobot robot) {
        answer(PastRates::steady);
        run(4);
        assertThat(questions).as("not before five seconds are over").hasSize(1);
        run(2);
        assertThat(questions).hasSize(2);
        answer(PastRates::steady);
        robot.clickOn("#throughput-pause");
        answer(PastRates::steady);
        int before = questions.size();
        run(30);
        assertThat(questions).hasSize(before);
        assertThat(text(robot, "#throughput-subtitle")).startsWith("held at ");
        robot.clickOn("#throughput-pause");
        answer(PastRates::steady);
        waitFor(asyncFx(() -> view.getScene().setRoot(new Pane())));
        before = questions.size();
        run(30);
        assertThat(questions).hasSize(before);
    }

    @Test
    void anAnswerNobodyWaitsForIsPassedOver(FxRobot robot) {
        RateQuestion old = questions.getFirst();
        robot.clickOn("#throughput-range-6h");
        offer(PastRates.steady(old));
        assertThat(text(robot, "#throughput-notice-title")).isEqualTo("Asking Prometheus…");
        answer(PastRates::steady);
        assertThat(questions.getLast().count()).isGreaterThan(2_000);
        assertThat(text(robot, "#throughput-subtitle")).endsWith("each point a mean over 60 s");
        picture("throughput-6h");
    }

    @Test
    void aDragZoomsAndADoubleClickGoesBack(FxRobot robot) {
        answer(PastRates::withAGap);
        Bounds chart = robot.lookup("#throughput-chart")
                .query()
                .localToScreen(robot.lookup("#throughput-chart").query().getLayoutBounds());
        robot.moveTo(chart.getMinX() + 300, chart.getMinY() + 150).press(MouseButton.PRIMARY);
        robot.moveTo(chart.getMinX() + 500, chart.getMinY() + 160);
        picture("throughput-selecting");
        robot.release(MouseButton.PRIMARY);
        waitForFxEvents();
        RateQuestion zoomed = questions.getLast();
        assertThat(zoomed.toMillis() - zoomed.fromMillis()).isBetween(195_000L, 225_000L);
        assertThat(robot.lookup("#throughput-live").query().isVisible()).isTrue();
        answer(PastRates::withAGap);
        picture("throughput-zoomed");
        int before = questions.size();
        run(30);
        assertThat(questions).as("what is chosen does not move").hasSize(before);
        robot.clickOn("#throughput-live");
        assertThat(questions).hasSize(before + 1);
        assertThat(robot.lookup("#throughput-live").query().isVisible()).isFalse();
    }

    @Test
    void theCrosshairTellsFiguresAndCallsTheUnknownUnknown(FxRobot robot) {
        answer(PastRates::withAGap);
        robot.moveTo("#throughput-chart");
        waitForFxEvents();
        assertThat(robot.lookup("#throughput-readout").query().isVisible()).isTrue();
        assertThat(readout(robot)).contains("passed clean", "dropped blocked_exact", "unknown", "no node was heard");
        picture("throughput-crosshair");
        robot.moveBy(-300, 0);
        waitForFxEvents();
        assertThat(readout(robot)).contains("6 of 6 nodes heard").doesNotContain("unknown");
    }

    @Test
    void keysMoveTheCrosshairAndZoom(FxRobot robot) {
        answer(PastRates::steady);
        waitFor(asyncFx(() -> robot.lookup("#throughput-chart").query().requestFocus()));
        robot.press(KeyCode.LEFT).release(KeyCode.LEFT);
        waitForFxEvents();
        assertThat(robot.lookup("#throughput-readout").query().isVisible()).isTrue();
        int before = questions.size();
        robot.press(KeyCode.ADD).release(KeyCode.ADD);
        waitForFxEvents();
        assertThat(questions).hasSize(before + 1);
        robot.press(KeyCode.ESCAPE).release(KeyCode.ESCAPE);
        waitForFxEvents();
        assertThat(questions.getLast().toMillis() - questions.getLast().fromMillis())
                .isGreaterThan(800_000);
    }

    @Test
    void linesAreSwitchedOffAndStayOff(FxRobot robot) {
        answer(PastRates::steady);
        Node first = robot.lookup("#throughput-line-DROPPED-blocked_exact").query();
        robot.clickOn(first);
        run(6);
        answer(PastRates::steady);
        assertThat(((ToggleButton) robot.lookup("#throughput-line-DROPPED-blocked_exact")
                                .query())
                        .isSelected())
                .isFalse();
        robot.clickOn("#throughput-csv");
        assertThat(tables.getLast()).contains("passed_per_second clean").doesNotContain("blocked_exact");
    }

    @Test
    void anEarlierDayIsDrawnBesideAndExported(FxRobot robot) {
        answer(PastRates::steady);
        waitFor(asyncFx(() -> {
            ComboBox<?> compare =
                    (ComboBox<?>) robot.lookup("#throughput-compare").query();
            compare.getSelectionModel().select(2);
        }));
        assertThat(questions.getLast().backMillis()).isEqualTo(86_400_000);
        answer(PastRates::compared);
        robot.moveTo("#throughput-chart");
        waitForFxEvents();
        picture("throughput-compared");
        robot.clickOn("#throughput-csv");
        assertThat(tables.getLast()).contains("\"passed_per_second clean earlier\"");
        assertThat(tables.getLast().lines().count()).isGreaterThan(170);
        robot.clickOn("#throughput-png");
        assertThat(pictures).hasSize(1);
        assertThat(pictures.getFirst().getWidth()).isEqualTo(940);
    }

    @Test
    void regionsAreComparedAndOneIsChosen(FxRobot robot) {
        robot.clickOn("#throughput-by-region");
        assertThat(questions.getLast().split()).isEqualTo(RateQuestion.Split.REGION);
        answer(PastRates::regions);
        assertThat(legend(robot)).contains("us-east", "eu-west", "apac");
        picture("throughput-regions");
        waitFor(asyncFx(() -> view.choose("apac")));
        assertThat(questions.getLast().region()).hasValue("apac");
    }

    @Test
    void fiftyRegionsShowTheBusiestAndOfferTheRest(FxRobot robot) {
        robot.clickOn("#throughput-by-region");
        answer(PastRates::fiftyRegions);
        long on = robot.lookup(".legend-line").queryAll().stream()
                .filter(node -> ((ToggleButton) node).isSelected())
                .count();
        assertThat(on).isEqualTo(16);
        assertThat(robot.lookup(".legend-line").queryAll()).hasSize(100);
        picture("throughput-fifty");
    }

    @Test
    void aFailureKeepsTheLastChartAndSaysSo(FxRobot robot) {
        answer(PastRates::steady);
        run(6);
        offer(RateAnswer.failed(
                questions.getLast(), scenario.epochMillis(), "Prometheus at x gives no rates (refused)."));
        assertThat(text(robot, "#throughput-notice-title")).isEqualTo("The chart could not be renewed");
        assertThat(text(robot, "#throughput-notice-text")).contains("refused");
        assertThat(text(robot, "#throughput-subtitle")).startsWith("as of ");
        picture("throughput-error");
        int before = questions.size();
        robot.clickOn("#throughput-retry");
        assertThat(questions).hasSize(before + 1);
        answer(PastRates::steady);
        assertThat(robot.lookup("#throughput-notice").query().isVisible()).isFalse();
    }

    @Test
    void anEmptyPrometheusAndNoneAtAllAreToldApart(FxRobot robot) {
        answer(PastRates::nothing);
        assertThat(text(robot, "#throughput-notice-title")).contains("holds no packet counts");
        picture("throughput-empty");
        scenario.inbox.offer(new Update.Prometheus(ConnectionState.OFF));
        run(1);
        assertThat(text(robot, "#throughput-notice-title")).isEqualTo("No Prometheus is configured");
        picture("throughput-off");
    }

    @Test
    void telemetryThatStoppedIsCalledStale(FxRobot robot) {
        answer(PastRates::stopped);
        assertThat(text(robot, "#throughput-subtitle")).startsWith("stale: newest ");
        assertThat(robot.lookup("#throughput-chart").query().getStyleClass()).contains("is-stale");
        picture("throughput-chart-stale");
    }

    @Test
    void anAnswerThatComesOnTheWayToAHeldMomentIsNotTheLast() {
        answer(PastRates::steady);
        long target = scenario.epochMillis() + 9_000;
        waitFor(asyncFx(() -> {
            hold(target - 1); // it played; held, it goes on for what was under way
            questions.clear();
            while (scenario.epochMillis() < target) {
                scenario.run(1);
                if (scenario.epochMillis()
                        == target - 3_000) { // one question is out by now: answered between two steps
                    scenario.inbox.offer(new Update.Rated(PastRates.steady(questions.getLast())));
                }
            }
            hold(target);
        }));
        assertThat(questions).as("one on the way, one of where it stands").hasSize(2);
        long step = questions.getLast().stepMillis();
        assertThat(questions.getLast().toMillis()).isBetween(target - step + 1, target);
        answer(PastRates::steady);
        assertThat(questions).as("asked of this moment already").hasSize(2);
    }

    @Test
    void aQuestionOfAnEarlierMomentIsFollowedByOneOfTheHeldMoment() {
        answer(PastRates::steady);
        run(5); // asked
        RateQuestion under = questions.getLast();
        waitFor(asyncFx(() -> {
            hold(scenario.epochMillis());
            scenario.run(2);
            hold(scenario.epochMillis());
        }));
        assertThat(questions.getLast()).as("its answer is still to come").isEqualTo(under);
        offer(PastRates.steady(under)); // after the last step: nothing ticks any more
        assertThat(questions.getLast().number()).isEqualTo(under.number() + 1);
    }

    @Test
    void aReplayOnItsWayToAMomentIsNotAskedOfThoseItPasses() {
        answer(PastRates::steady);
        int before = questions.size();
        waitFor(asyncFx(() -> {
            scenario.model.incident().show(replay(0, true));
            scenario.run(60);
        }));
        assertThat(questions).hasSize(before);
        waitFor(asyncFx(() -> hold(scenario.epochMillis())));
        assertThat(questions).hasSize(before + 1);
    }

    private void hold(long epochMillis) {
        scenario.model.incident().show(replay(epochMillis, false));
    }

    private static ReplayState replay(long epochMillis, boolean seeking) {
        return new ReplayState("a.sbi", 0, Long.MAX_VALUE, epochMillis, 1, false, seeking, "");
    }

    private interface Past {
        RateAnswer of(RateQuestion question);
    }

    private void answer(Past past) {
        offer(past.of(questions.getLast()));
    }

    private void offer(RateAnswer answer) {
        scenario.inbox.offer(new Update.Rated(answer));
        waitFor(asyncFx(scenario::drain));
        waitForFxEvents();
    }

    private void run(int seconds) {
        waitFor(asyncFx(() -> scenario.run(seconds)));
        waitForFxEvents();
    }

    private static List<String> legend(FxRobot robot) {
        return robot.lookup(".legend-line").queryAll().stream()
                .map(node -> ((Labeled) node).getText().replaceAll("  .*", ""))
                .toList();
    }

    private static List<String> readout(FxRobot robot) {
        return robot.lookup("#throughput-readout").query().lookupAll(".label").stream()
                .map(node -> ((Labeled) node).getText())
                .toList();
    }

    private long picture(String name) {
        return waitFor(asyncFx(() -> Pictures.take(view, name)));
    }
}
