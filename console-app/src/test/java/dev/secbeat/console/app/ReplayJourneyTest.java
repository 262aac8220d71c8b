// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.incident.RecordedAttack;
import dev.secbeat.console.model.ChartSpan;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.settings.LayoutBook;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings as one person comes to them: from the command line, the welcome page, the menu. */
class ReplayJourneyTest {
    @TempDir
    private Path folder;

    private final Stage stage = Fx.call(Stage::new);
    private Optional<Workplace> opened = Optional.empty();

    @AfterEach
    void end() {
        Fx.run(stage::hide);
        opened.ifPresent(Workplace::close);
        Desk.speakEnglish();
    }

    private Workplace open(String... words) {
        Workplace desk = Fx.call(() -> {
            Theme.load();
            ConsoleOptions options = ConsoleOptions.parse(List.of(words), folder.resolve("no-demo.json"));
            Workplace made =
                    new Workplace(stage, options, new SettingsHome(folder), Optional.empty(), Clock.systemUTC());
            made.open(ConsoleOptions.nameFleet(List.of(words)));
            stage.show();
            return made;
        });
        opened = Optional.of(desk);
        return desk;
    }

    private static Preferences german(Preferences now) {
        return new Preferences(
                Locale.GERMAN,
                now.look(),
                now.scalePercent(),
                now.wholeFigures(),
                now.sounds(),
                now.zone(),
                now.rules());
    }

    private Node node(String selector) {
        return stage.getScene().getRoot().lookup(selector);
    }

    private String text(String selector) {
        return node(selector) instanceof Labeled labeled ? labeled.getText() : "";
    }

    private static ReplayState replay(Workplace desk) {
        return desk.model().orElseThrow().incident().replay().get();
    }

    @Test
    void aFileNamedAtTheStartIsShownInPlaceOfAFleet() {
        Workplace desk = open("--replay", RecordedAttack.in(folder).toString());
        Fx.until("it plays", () -> replay(desk).endMillis() > 0);
        Fx.until("nothing can be done", () -> text("#top-profile").equals("attack.sbincident · read-only"));
        assertThat(Fx.call(stage::getTitle)).endsWith("SecBeat · replay of attack.sbincident");
        Fx.run(() -> desk.prefer(german(desk.preferences())));
        Fx.until("it speaks German", () -> text("#replay-mark").equals("WIEDERGABE"));
        assertThat(Fx.call(() -> replay(desk).isReplay())).isTrue();
        Fx.run(stage::hide);
        desk.close();
        assertThat(LayoutBook.in(folder).load().value().layouts())
                .as("a recording is no profile")
                .isEmpty();
    }

    @Test
    void whileItIsHeldChartsAreAnsweredAndNothingAges() {
        Workplace desk = open("--replay", RecordedAttack.in(folder).toString());
        Fx.until("it plays", () -> replay(desk).endMillis() > 0 && replay(desk).positionMillis() > 0);
        Fx.run(() -> desk.window().orElseThrow().carryOut(new Intent.PlayReplay(false)));
        Fx.until("it is held", () -> !replay(desk).isPlaying());
        long held = Fx.call(() -> desk.model().orElseThrow().now().get());
        ChartSpan span = new ChartSpan(held - 60_000, held);
        RateQuestion question = RateQuestion.over(1, 1, Optional.empty(), RateQuestion.Split.REASON, span, 8, 0);
        Fx.run(() -> desk.window().orElseThrow().carryOut(new Intent.AskRates(question)));
        Fx.until(
                "the chart is drawn from what heartbeats told",
                () -> desk.model()
                        .orElseThrow()
                        .asked()
                        .rates()
                        .get()
                        .filter(answer -> answer.question().equals(question) && answer.isAnswered())
                        .isPresent());
        assertThat(Fx.call(() -> desk.model().orElseThrow().now().get())).isEqualTo(held);
    }

    @Test
    void theWelcomePageLeadsToTheSampleAndBack() throws IOException {
        Workplace desk = open();
        Desk.picture(desk.root(), "welcome-incident");
        Fx.run(((Button) node("#welcome-incident-open-sample"))::fire);
        Fx.until("it is read", () -> desk.model().isPresent() && replay(desk).endMillis() > 0);
        assertThat(Fx.call(() -> node("#replay-mark").isVisible())).isTrue();
        Fx.run(desk::leave);
        assertThat(Fx.call(() -> node("#welcome"))).isNotNull();
    }

    @Test
    void besideAFleetARecordingHasAWindowOfItsOwn() {
        Workplace desk = open("--prometheus", "http://127.0.0.1:1");
        Fx.run(() -> assertThat(desk.window().orElseThrow().actions().run("incident-open-sample"))
                .isTrue());
        ReplayWindow beside = Fx.call(() -> desk.replays().getFirst());
        Fx.until(
                "it says what it is", () -> beside.root().lookup("#replay-mark").isVisible());
        assertThat(Fx.call(() -> replay(desk).isReplay()))
                .as("the fleet is still watched")
                .isFalse();
        assertThat(Fx.call(() -> node("#replay-bar").isManaged())).isFalse();
        Fx.run(stage::hide);
        assertThat(Fx.call(beside::isOpen)).isFalse();
    }

    @Test
    void recordingIsInTheFileMenu() {
        Workplace desk = open("--prometheus", "http://127.0.0.1:1", "--recordings", folder.toString());
        List<String> file = Fx.call(() -> desk.window().orElseThrow().actions().all().stream()
                .filter(action -> action.menu() == ConsoleAction.Menu.FILE)
                .map(ConsoleAction::id)
                .toList());
        assertThat(file).contains("incident-open", "incident-open-sample", "record", "incident-report");
        Fx.until("it may record", () -> desk.window().orElseThrow().actions().run("record"));
        Fx.until(
                "it records",
                () -> desk.model().orElseThrow().incident().recording().get().isOn());
        Fx.run(() -> desk.window().orElseThrow().actions().run("record"));
        Fx.until(
                "no longer",
                () -> !desk.model().orElseThrow().incident().recording().get().isOn());
    }
}
