// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.incident.Recorder;
import dev.secbeat.console.incident.RecorderSettings;
import dev.secbeat.console.incident.SoFar;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.testing.LiveFleet;
import dev.secbeat.console.testing.Needed;
import dev.secbeat.console.testing.Until;
import dev.secbeat.console.view.incident.ReplayBar;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.node.api.NodeStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.Slider;
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

/** Somebody looks back at a fleet that goes on: the past shows unmistakably, what is live is not touched, one key returns. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class LookBackTest {
    @TempDir
    static Path fleetFolder;

    private static LiveFleet fleet;

    @TempDir
    Path folder;

    private Stage stage;
    private Workplace desk;

    @BeforeAll
    static void startFleet() throws Exception {
        Needed.servers(LiveFleet.isPossible(), "nats-server or prometheus is not installed");
        fleet = LiveFleet.start(fleetFolder);
    }

    @AfterAll
    static void stopFleet() {
        if (LiveFleet.isPossible()) {
            fleet.close();
        }
    }

    @Start
    void start(Stage given) {
        stage = given;
    }

    @AfterEach
    void end() {
        Fx.run(() -> stage.hide());
        Optional.ofNullable(desk).ifPresent(Workplace::close);
    }

    @Test
    void onePressGoesBackAndOneReturnsWhileTheFleetGoesOn(FxRobot robot) throws IOException {
        open();
        go("nav-incident");
        FleetModel live = Fx.call(() -> desk.model().orElseThrow());
        robot.targetWindow(stage).press(KeyCode.F9).release(KeyCode.F9);
        until("it is past", () -> text("#replay-mark").equals("PAST") && replay().endMillis() > 0);
        assertThat(Fx.call(() -> replay().isPlaying())).as("held").isFalse();
        assertThat(Fx.call(() -> visible("#incident-view")))
                .as("on the same page")
                .isTrue();
        assertThat(Fx.call(stage::getTitle)).endsWith("PAST");
        assertThat(Fx.call(() -> shown().actions().access().get().canAct())).isFalse();
        scrub(1);
        long end = Fx.call(() -> replay().endMillis());
        until("its newest moment", () -> replay().positionMillis() >= end - 1_000 && !replay().isSeeking());
        assertThat(Fx.call(() -> shown().region("apac").orElseThrow().nodes())).hasSize(2);
        Desk.picture(desk.root(), "look-back");

        long was = Fx.call(() -> live.now().get());
        until("the fleet goes on", () -> live.now().get() > was + 1_000);
        assertThat(Fx.call(() -> desk.model().orElseThrow())).isSameAs(live);
        long begin = Fx.call(() -> replay().beginMillis());
        scrub(0);
        until("another moment", () -> replay().positionMillis() == begin && !replay().isSeeking());
        assertThat(Fx.call(() -> shown().now().get())).as("held there").isEqualTo(begin);

        robot.targetWindow(stage).press(KeyCode.F9).release(KeyCode.F9);
        until("it is live", () -> !visible("#replay-bar"));
        assertThat(Fx.call(stage::getTitle)).doesNotContain("PAST");
        assertThat(Fx.call(() -> visible("#incident-view")))
                .as("still on the same page")
                .isTrue();
        assertThat(Fx.call(() -> shown())).isSameAs(live);
    }

    @Test
    void whileARecordingGrowsItIsLookedAtFromItsBeginning() {
        open();
        go("nav-incident");
        FleetModel live = Fx.call(() -> desk.model().orElseThrow());
        Fx.run(() -> desk.window().orElseThrow().carryOut(new Intent.RecordIncident(true)));
        until("it is recorded", () -> live.incident().recording().get().isOn());
        press("#incident-look-back");
        until("it is past", () -> replay().isReplay() && replay().endMillis() > 0);
        long bytes = Fx.call(() -> live.incident().recording().get().bytes());
        until("it grows", () -> live.incident().recording().get().bytes() > bytes);
        press("#replay-live");
        until("it is live", () -> !visible("#replay-bar"));
        assertThat(Fx.call(() -> live.incident().recording().get().isOn())).isTrue();
    }

    @Test
    void leavingTheFleetLeavesItsPast() {
        open();
        Fx.run(() -> desk.window().orElseThrow().carryOut(new Intent.LookBack(0)));
        until("it is past", () -> replay().isReplay() && replay().endMillis() > 0);
        assertThat(Fx.call(() -> replay().positionMillis()))
                .as("what is too long ago is the beginning")
                .isEqualTo(Fx.call(() -> replay().beginMillis()));
        Fx.run(desk::leave);
        until("it asks for a fleet", () -> visible("#welcome"));
        assertThat(Fx.call(() -> desk.moments().canChange())).isFalse();
    }

    @Test
    void theFileOfAPastGoesWithIt() throws Exception {
        CompletableFuture<SoFar> held = new CompletableFuture<>();
        try (Recorder recorder = Recorder.start(RecorderSettings.in(folder, false), Clock.systemUTC(), update -> {})) {
            recorder.soFar(held::complete);
            IncidentSource source = IncidentSource.of(held.get(30, TimeUnit.SECONDS));
            Path file = source.open();
            assertThat(file).isRegularFile();
            source.close();
            assertThat(file).doesNotExist();
            assertThat(file.getParent()).doesNotExist();
        }
    }

    @Test
    void whatIsGoingOnMeanwhileIsCountedInThePast() {
        SampleFleet sample = Fx.call(SampleFleet::new);
        Fx.run(() -> {
            AlertLog live = new AlertLog(sample.model, "tester", alert -> {});
            LookBack past = new LookBack(IncidentSource.sample(), 0, live);
            ReplayBar bar = new ReplayBar(past.session().model(), intent -> {});
            assertThat(new Scene(bar).getRoot()).isSameAs(bar); // what is in no scene follows nothing
            Button back = (Button) bar.lookup("#replay-live");
            assertThat(back.getText()).isEqualTo("Back to live · F9");
            sample.region("apac", 2, 50_000, 9_000, NodeStatus.Health.MITIGATING);
            sample.connected(true);
            sample.run(3);
            assertThat(live.pending()).isNotEmpty();
            assertThat(back.getText())
                    .isEqualTo("Back to live · F9 · " + live.pending().size() + " alerts");
            live.acknowledgeAll();
            assertThat(back.getText()).isEqualTo("Back to live · F9");
            past.close();
        });
    }

    private void open() {
        Fx.call(() -> {
            Theme.load();
            ConsoleOptions options = ConsoleOptions.parse(List.of(
                    "--nats",
                    fleet.natsUrl(),
                    "--key",
                    fleet.key("viewer").toString(),
                    "--operator-key",
                    fleet.key("operator").toString(),
                    "--recordings",
                    folder.resolve("recordings").toString()));
            desk = new Workplace(stage, options, new SettingsHome(folder), Optional.empty(), Clock.systemUTC());
            desk.open(true);
            stage.show();
            return true;
        });
        until("all nodes are heard", () -> text("#status-nodes-value").equals("6/6 nodes enforcing"));
        until(
                "some seconds are held",
                () -> shown().incident().recording().get().preRollMillis() > 2_000);
    }

    /** What the window shows, live or past. */
    private FleetModel shown() {
        return desk.window().orElseThrow().model();
    }

    private ReplayState replay() {
        return shown().incident().replay().get();
    }

    private void go(String place) {
        Fx.run(() -> desk.window().orElseThrow().shell().choose(place));
    }

    private void scrub(int share) {
        Fx.run(() -> {
            Slider slider = (Slider) node("#replay-scrub");
            slider.setValue(share * slider.getMax());
        });
    }

    private void press(String selector) {
        Fx.run(() -> ((Button) node(selector)).fire());
    }

    private Node node(String selector) {
        return stage.getScene().getRoot().lookup(selector);
    }

    private boolean visible(String selector) {
        Node node = node(selector);
        return node != null && node.isVisible();
    }

    private String text(String selector) {
        return node(selector) instanceof Labeled labeled ? labeled.getText() : "";
    }

    private static void until(String what, Callable<Boolean> holds) {
        Until.holds(what, () -> Fx.call(holds));
    }
}
