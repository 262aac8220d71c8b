// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.incident.RecordedAttack;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.node.api.FleetEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that ask a fleet, over a recording that has none: each says what the recording holds, and none waits for ever. */
@SuppressWarnings("NullAway.Init") // opened before each test
class ReplayPagesTest {
    @TempDir
    private Path folder;

    private final Stage stage = Fx.call(Stage::new);
    private ReplaySession session;
    private ConsoleWindow window;

    @BeforeEach
    void open() {
        session = Fx.call(() -> new ReplaySession(IncidentSource.of(RecordedAttack.in(folder))));
        Fx.run(() -> {
            window = new ConsoleWindow(
                    session.model(),
                    new AlertLog(session.model(), "tester", alert -> {}),
                    session::carryOut,
                    session::carryOut,
                    session::carryOut,
                    List.of());
            Scene scene = OffScreen.scene(window.root(), 1600, 1000);
            Theme.apply(scene);
            stage.setScene(scene);
            stage.show();
            session.start();
        });
        Fx.until("opened", () -> session.model().incident().replay().get().endMillis() > 0);
        Fx.run(() -> session.carryOut(new Intent.PlayReplay(false)));
        Fx.until("held", () -> !session.model().incident().replay().get().isPlaying());
    }

    @AfterEach
    void close() {
        Fx.run(() -> {
            session.close();
            stage.close();
        });
    }

    @Test
    void throughputIsDrawnFromWhatHeartbeatsTold() throws IOException {
        seek(60_000);
        go("nav-throughput");
        Fx.until("answered", () -> isAnswered(60_000));
        RateLine dropped = Fx.call(() -> answer().lines().stream()
                .filter(line -> line.verdict() == RateLine.Verdict.DROPPED)
                .findFirst()
                .orElseThrow());
        assertThat(dropped.peak()).as("three nodes drop 500 each").isBetween(1_000.0, 1_501.0);
        assertThat(Fx.call(() -> node(".chart-notice").isVisible())).isFalse();
        Desk.picture(window.root(), "replay-throughput");
        seek(20_000);
        Fx.until("asked anew of an earlier moment", () -> isAnswered(20_000));
        assertThat(Fx.call(() -> answer().lines().getLast().peak()))
                .as("nothing of later")
                .isZero();
    }

    @Test
    void whatIsNotRecordedIsSaid() {
        seek(60_000);
        go("nav-audit");
        Fx.until("the trail", () -> text("#audit-problem").contains("this is a recording"));
        Fx.until("nothing is being read", () -> text("#audit-nothing").equals("Nothing was read yet."));
        seek(30_000);
        Fx.until("also after another moment", () -> text("#audit-problem").contains("this is a recording"));
        go("nav-samples");
        Fx.until("packets", () -> text("#samples-subtitle").startsWith("not in this recording"));
        go("nav-counters");
        Fx.run(() -> ((ToggleButton) node("#counters-all")).fire());
        Fx.until("all sources", () -> text("#counters-held").startsWith("Not in this recording"));
    }

    @Test
    void goingBackAndForthTellsEachEventOnce() {
        seek(60_000);
        List<FleetEvent> once = events();
        assertThat(once).isNotEmpty();
        seek(20_000);
        assertThat(events()).as("before it happened").isEmpty();
        seek(60_000);
        assertThat(events()).isEqualTo(once);
        seek(70_000);
        assertThat(events()).isEqualTo(once);
    }

    @Test
    void theReportIsOfTheWholeRecordingWhereverItStands() {
        seek(90_000);
        String atTheEnd = Fx.call(() -> IncidentDesk.page(session));
        seek(10_000);
        assertThat(Fx.call(() -> session.model().actions().commands())).isEmpty();
        assertThat(Fx.call(() -> IncidentDesk.page(session)))
                .isEqualTo(atTheEnd)
                .contains("block 198.18.0.1 60 s");
    }

    private List<FleetEvent> events() {
        return Fx.call(
                () -> List.copyOf(session.model().region("apac").orElseThrow().events()));
    }

    private boolean isAnswered(long millis) {
        return session.model()
                .asked()
                .rates()
                .get()
                .filter(known -> known.isAnswered() && known.answeredMillis() == RecordedAttack.START_MILLIS + millis)
                .isPresent();
    }

    private RateAnswer answer() {
        return session.model().asked().rates().get().orElseThrow();
    }

    private void go(String place) {
        Fx.run(() -> ((Button) node("#" + place)).fire());
    }

    private void seek(long millis) {
        long moment = RecordedAttack.START_MILLIS + millis;
        Fx.run(() -> session.carryOut(new Intent.SeekReplay(moment)));
        Fx.until(
                "moment " + millis,
                () -> session.model().incident().replay().get().positionMillis() == moment);
    }

    private String text(String selector) {
        return node(selector) instanceof Labeled labeled ? labeled.getText() : "";
    }

    private Node node(String selector) {
        Node node = window.root().lookup(selector);
        assertThat(node).as(selector).isNotNull();
        return node;
    }
}
