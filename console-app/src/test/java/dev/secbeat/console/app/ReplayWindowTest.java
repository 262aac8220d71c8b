// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.incident.RecordedAttack;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.TimelineEntry;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole window over a recording: unmistakably a replay, at any moment asked for, and it acts on nothing. */
@SuppressWarnings("NullAway.Init") // opened before each test
class ReplayWindowTest {
    @TempDir
    private Path folder;

    private final List<Intent.OfFleet> acts = new ArrayList<>();
    private final Stage stage = Fx.call(Stage::new);
    private ReplaySession session;
    private ConsoleWindow window;

    @BeforeEach
    void open() {
        open(IncidentSource.of(RecordedAttack.in(folder)));
    }

    @AfterEach
    void close() {
        Fx.run(() -> {
            session.close();
            stage.close();
        });
    }

    @Test
    void aMomentIsShownOnEveryPage() throws IOException {
        hold();
        seek(45_000);
        picture("replay-first-screen", 1600, 1000);
        assertThat(text("#replay-mark")).isEqualTo("REPLAY");
        assertThat(text("#replay-file")).isEqualTo("attack.sbincident");
        assertThat(text("#top-profile")).isEqualTo("attack.sbincident · read-only");
        assertThat(Fx.call(() -> session.model().sources().getFirst().source())).isEqualTo(RecordedAttack.SOURCE);

        seek(20_000);
        assertThat(Fx.call(() -> session.model().sources().stream()
                        .noneMatch(row -> row.source().equals(RecordedAttack.SOURCE))))
                .isTrue();

        fire("#nav-incident");
        picture("replay-incident", 1600, 1000);
        picture("replay-incident-small", 1000, 700);
        assertThat(text("#incident-detect")).isEqualTo("2.0 s");
        assertThat(text("#incident-mitigate")).isEqualTo("40 ms");
        assertThat(Fx.call(() -> node("#replay-mark").isVisible())).isTrue();
    }

    @Test
    void aLineOfTheTimelineLeadsToItsMoment() {
        hold();
        fire("#nav-incident");
        Fx.run(() -> {
            ListView<?> list = (ListView<?>) node("#incident-timeline");
            int at = 0;
            while (((TimelineEntry) list.getItems().get(at)).kind() != TimelineEntry.Kind.ACT) {
                at++;
            }
            list.getSelectionModel().select(at);
            list.requestFocus();
            press(list, KeyCode.ENTER);
        });
        Fx.until("the order is shown", () -> position() == 50_000);
        assertThat(Fx.call(() -> session.model().actions().commands().getFirst().summary()))
                .isEqualTo("block 198.18.0.1 60 s");
    }

    @Test
    void playPauseSpeedAndSteps() {
        Fx.until("it plays by itself", () -> position() > 1_000);
        hold();
        long held = Fx.call(this::position);
        fire("#replay-next");
        Fx.until("the first thing that matters", () -> position() > held && position() == 30_000);
        fire("#replay-next");
        Fx.until("the second", () -> position() == 32_000);
        fire("#replay-previous");
        Fx.until("back", () -> position() == 30_000);
        Fx.run(() -> speeds().setValue(16));
        Fx.until("faster", () -> session.model().incident().replay().get().speed() == 16);
        fire("#replay-play");
        Fx.until(
                "at its end it stops",
                () -> position() == 90_000
                        && !session.model().incident().replay().get().isPlaying());
        fire("#replay-play");
        Fx.until("from the start again", () -> position() < 60_000);
    }

    @Test
    void theScrubBarShowsAnotherMoment() {
        hold();
        Fx.run(() -> ((Slider) node("#replay-scrub")).setValue((double) (70_000 - beginMillis())));
        Fx.until("scrubbed", () -> Math.abs(position() - 70_000) <= 1);
        assertThat(Fx.call(() -> session.model().actions().leader().get().orchestrator()))
                .isEqualTo("orch-2");
    }

    @Test
    void nothingActsInAReplay() {
        hold();
        Fx.run(() -> window.carryOut(new Intent.OpenBlockDialog("203.0.113.9")));
        assertThat(Fx.call(() -> session.model().actions().access().get().reason()))
                .contains("recording");
        assertThat(Fx.call(() -> window.root().lookup("#block-send")))
                .isNotNull()
                .matches(Node::isDisabled);
        assertThat(acts).isEmpty();
    }

    @Test
    void theShippedIncidentIsTheDemosAttack() throws IOException {
        close();
        open(IncidentSource.sample());
        hold();
        fire("#nav-incident");
        Fx.run(() -> session.carryOut(
                new Intent.SeekReplay(session.model().incident().replay().get().endMillis())));
        Fx.until(
                "its end",
                () -> session.model().incident().replay().get().positionMillis()
                        == session.model().incident().replay().get().endMillis());
        picture("replay-sample", 1600, 1000);
        assertThat(Fx.call(() -> session.model().regions().stream()
                        .map(region -> region.id())
                        .toList()))
                .containsExactlyInAnyOrder("us-east", "eu-west", "apac");
        assertThat(Fx.call(() -> session.model().incident().story().get().entries().stream()
                        .anyMatch(entry -> entry.title().contains(RecordedAttack.SOURCE))))
                .isTrue();
        assertThat(Fx.call(() -> session.model().incident().replay().get().notice()))
                .isEmpty();
        fire("#nav-map");
        picture("replay-sample-map", 1600, 1000);
    }

    @Test
    void kindsAreFiltered() {
        hold();
        fire("#nav-incident");
        int all = Fx.call(
                () -> ((ListView<?>) node("#incident-timeline")).getItems().size());
        Fx.run(() -> ((ToggleButton) node("#incident-show-detection")).fire());
        assertThat(Fx.call(() ->
                        ((ListView<?>) node("#incident-timeline")).getItems().size()))
                .isEqualTo(all - 1);
    }

    @Test
    void theReportNeedsNothingElse() throws IOException {
        hold();
        seek(90_000);
        String page = Fx.call(() -> IncidentDesk.page(session));
        Files.createDirectories(Path.of("target", "snapshots"));
        Files.writeString(Path.of("target", "snapshots", "report.html"), page);
        assertThat(page)
                .contains(
                        "<svg", "Time to detect", "<b>2.0 s</b>", "<b>40 ms</b>", "block 198.18.0.1 60 s", "1 missing")
                .contains("203.0.113.42", "apac/node-1", "@media print")
                .doesNotContain("http://", "https://", "<script", "src=");
    }

    @Test
    void aFileThatIsNoRecordingSaysSo() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "no recording, though long enough to be one");
        close();
        Fx.run(() -> session = new ReplaySession(IncidentSource.of(notes)));
        open(session);
        Fx.until("told", () -> ((Labeled) node("#replay-notice")).getText().contains("is no recording"));
        assertThat(Fx.call(() -> node("#replay-play").isDisabled())).isTrue();
    }

    private long beginMillis() {
        return session.model().incident().replay().get().beginMillis() - RecordedAttack.START_MILLIS;
    }

    private void open(IncidentSource source) {
        open(Fx.call(() -> new ReplaySession(source)));
        Fx.until("opened", () -> session.model().incident().replay().get().endMillis() > 0);
    }

    private void open(ReplaySession opened) {
        session = opened;
        Fx.run(() -> {
            IncidentDesk desk = new IncidentDesk(() -> stage, source -> {}, moment -> {});
            window = new ConsoleWindow(
                    session.model(),
                    new AlertLog(session.model(), "tester", alert -> {}),
                    acts::add,
                    session::carryOut,
                    wish -> desk.carryOut(session, wish),
                    List.of());
            Scene scene = OffScreen.scene(window.root(), 1600, 1000);
            Theme.apply(scene);
            stage.setScene(scene);
            stage.show();
            session.start();
        });
    }

    private void hold() {
        Fx.run(() -> session.carryOut(new Intent.PlayReplay(false)));
        Fx.until("held", () -> !session.model().incident().replay().get().isPlaying());
    }

    private void seek(long millis) {
        Fx.run(() -> session.carryOut(new Intent.SeekReplay(RecordedAttack.START_MILLIS + millis)));
        Fx.until("moment " + millis, () -> position() == millis);
    }

    private long position() {
        return session.model().incident().replay().get().positionMillis() - RecordedAttack.START_MILLIS;
    }

    @SuppressWarnings("unchecked")
    private ComboBox<Integer> speeds() {
        return (ComboBox<Integer>) node("#replay-speed");
    }

    private static void press(Node target, KeyCode key) {
        target.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, false, false, false, false));
    }

    private void fire(String selector) {
        Fx.run(() -> ((Button) node(selector)).fire());
    }

    private String text(String selector) {
        return Fx.call(() -> ((Labeled) node(selector)).getText());
    }

    private Node node(String selector) {
        Node node = window.root().lookup(selector);
        assertThat(node).as(selector).isNotNull();
        return node;
    }

    private void picture(String name, int width, int height) throws IOException {
        Fx.run(() -> OffScreen.resize(window.root(), width, height));
        Fx.until("laid out", () -> window.root().getLayoutBounds().getWidth() == width);
        WritableImage image = Fx.call(() -> Snapshots.draw(window.root()));
        Path pictures = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(image, pictures.resolve("window-" + name + ".png"));
    }
}
