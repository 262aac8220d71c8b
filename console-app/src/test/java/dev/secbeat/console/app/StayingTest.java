// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.settings.Look;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What stays under a person's hands while theme, size and words change, in all windows. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class StayingTest {
    @TempDir
    private Path folder;

    private Stage stage;
    private Workplace desk;

    @Start
    void start(Stage given) {
        stage = given;
    }

    @BeforeEach
    void open() {
        Fx.run(() -> {
            Theme.load();
            ConsoleOptions options = options();
            desk = new Workplace(stage, options, new SettingsHome(folder), Optional.empty(), Clock.systemUTC());
            desk.open(true);
            stage.show();
        });
        Fx.until(
                "opened",
                () -> desk.model().orElseThrow().incident().replay().get().endMillis() > 0);
    }

    private static ConsoleOptions options() {
        try {
            return ConsoleOptions.parse(List.of("--replay-sample"));
        } catch (UsageException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        Fx.run(() -> stage.hide());
        desk.close();
        Desk.speakEnglish();
    }

    @Test
    void themeAndSizeLeaveASheetAndWhatIsTypedAsTheyAre() throws IOException {
        ConsoleWindow window = Fx.call(() -> desk.window().orElseThrow());
        Fx.run(() -> {
            window.shell().choose("nav-blocks");
            ((TextField) window.root().lookup("#blocks-filter")).setText("203.0.113");
            TextField plan = new TextField("half a plan");
            plan.setId("plan");
            window.shell().openSheet("A plan", plan);
        });
        assertThat(Fx.call(() -> window.actions().run("theme"))).isTrue();
        assertThat(Fx.call(() -> window.actions().run("zoom-in"))).isTrue();
        assertThat(Fx.call(() -> desk.window().orElseThrow())).isSameAs(window);
        assertThat(Fx.call(() -> ((TextField) desk.root().lookup("#plan")).getText()))
                .isEqualTo("half a plan");
        assertThat(Fx.call(() -> ((TextField) desk.root().lookup("#blocks-filter")).getText()))
                .isEqualTo("203.0.113");
        assertThat(stage.getScene().getStylesheets()).anyMatch(sheet -> sheet.contains("light.css"));
        assertThat(Fx.call(() -> window.root().getLocalToSceneTransform().getMxx()))
                .isEqualTo(1.1);
        Fx.until("laid out", () -> {
            double tall = window.root().getLayoutBounds().getHeight() * 1.1;
            return Math.abs(tall - stage.getScene().getHeight()) < 1.5;
        });
        Desk.picture(desk.root(), "staying-light-110");
        assertThat(Fx.call(desk::preferences).look()).isEqualTo(Look.LIGHT);
    }

    @Test
    void theFormOfPreferencesShowsWhatAKeyHasChanged() {
        Fx.run(desk::openPreferences);
        Fx.run(() -> desk.window().orElseThrow().actions().run("zoom-in"));
        Fx.until(
                "the form shows it",
                () -> desk.root().lookup("#preferences-scale-editor") instanceof TextField editor
                        && editor.getText().equals("110"));
    }

    @Test
    void aWindowOfARecordingFollowsThemeSizeAndWords() {
        Fx.run(() -> desk.replay(IncidentSource.sample()));
        ReplayWindow beside = Fx.call(() -> desk.replays().getFirst());
        Fx.run(() -> desk.window().orElseThrow().actions().run("theme"));
        assertThat(Fx.call(() -> beside.root().getScene().getStylesheets()))
                .anyMatch(sheet -> sheet.contains("light.css"));
        Fx.run(() -> ((javafx.scene.control.Button) beside.root().lookup("#nav-failover")).fire());
        Fx.run(() -> desk.prefer(new Preferences(
                Locale.GERMAN, Look.DARK, 120, false, true, Optional.of(ZoneId.of("Asia/Tokyo")), Map.of())));
        assertThat(Fx.call(() -> label(beside.root().lookup("#nav-map")))).isEqualTo("Karte");
        assertThat(Fx.call(() -> beside.root().lookup("#failover-view")))
                .as("at the page one was at")
                .isNotNull();
        assertThat(Fx.call(() -> label(beside.root().lookup("#top-clock")))).endsWith("JST");
        Fx.run(beside::close);
    }

    private static String label(Node node) {
        return node instanceof Labeled labeled ? labeled.getText() : "";
    }
}
