// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.testing.PastRates;
import dev.secbeat.console.view.settings.PreferencesPane;
import dev.secbeat.console.view.shell.ShortcutSheet;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page and its states as a picture for the documents, with words that can be read in every theme. */
class GalleryTest {
    private static final double WIDE = 1920;
    private static final double TALL = 1080;
    private static final Map<Look, List<Picture>> THEMES = Map.of(
            Look.DARK,
                    List.of(Picture.FIRST_SCREEN, Picture.COUNTERS, Picture.BLOCKS, Picture.FAILOVER, Picture.INCIDENT),
            Look.LIGHT,
                    List.of(
                            Picture.FIRST_SCREEN_LIGHT,
                            Picture.COUNTERS_LIGHT,
                            Picture.BLOCKS_LIGHT,
                            Picture.FAILOVER_LIGHT,
                            Picture.INCIDENT_LIGHT),
            Look.CONTRAST,
                    List.of(
                            Picture.FIRST_SCREEN_CONTRAST,
                            Picture.COUNTERS_CONTRAST,
                            Picture.BLOCKS_CONTRAST,
                            Picture.FAILOVER_CONTRAST,
                            Picture.INCIDENT_CONTRAST));

    @TempDir
    private Path folder;

    @AfterEach
    void speakEnglishAgain() {
        Desk.speakEnglish();
    }

    static Desk open(Look look, double width, double height) {
        return open(look, width, height, Exhibits::steering);
    }

    private static Desk open(Look look, double width, double height, Consumer<Exhibits> steering) {
        Desk desk = Desk.open(look, 1, width, height);
        Fx.run(() -> {
            Exhibits exhibits = new Exhibits(desk.fleet.lively());
            exhibits.limits();
            desk.fleet.run(220);
            steering.accept(exhibits);
            desk.fleet.run(19);
            exhibits.events();
            exhibits.again();
            exhibits.audit();
            exhibits.orders();
            desk.fleet.sample();
            desk.fleet.run(1);
        });
        return desk;
    }

    static void go(Desk desk, String place) {
        Fx.run(((Button) desk.node("#nav-" + place))::fire);
    }

    static void offer(Desk desk, Update update) {
        Fx.run(() -> {
            desk.fleet.offer(update);
            desk.fleet.drain();
        });
    }

    @ParameterizedTest
    @EnumSource
    void theMainPagesInEveryTheme(Look look) throws IOException {
        double width = look == Look.DARK ? WIDE : 1440;
        double height = look == Look.DARK ? TALL : 900;
        List<Picture> pictures = THEMES.getOrDefault(look, List.of());
        try (Desk desk = open(look, width, height)) {
            Gallery.hang(pictures.get(0), desk, look);
            go(desk, "counters");
            chooseFirstSource(desk);
            Gallery.hang(pictures.get(1), desk, look);
            go(desk, "blocks");
            Gallery.hang(pictures.get(2), desk, look);
            go(desk, "failover");
            Gallery.hang(pictures.get(3), desk, look);
        }
        replay(pictures.get(4), look, width, height);
    }

    private static void chooseFirstSource(Desk desk) {
        Fx.run(() -> {
            TableView<?> table = (TableView<?>) desk.node("#counters-table");
            table.getSelectionModel().select(0);
        });
        Fx.run(() -> {
            new Exhibits(desk.fleet).parts();
            desk.fleet.drain();
        });
    }

    private static void replay(Picture picture, Look look, double width, double height) throws IOException {
        try (Screening screening = Screening.open(IncidentSource.sample(), look, width, height)) {
            screening.middle();
            Gallery.hang(picture, screening.root(), look);
        }
    }

    @Test
    void theSmallestWindow() throws IOException {
        try (Desk desk = open(Look.DARK, 1000, 700)) {
            Gallery.hang(Picture.SMALLEST, desk, Look.DARK);
            go(desk, "counters");
            Gallery.hang(Picture.COUNTERS_SMALL, desk, Look.DARK);
            go(desk, "blocks");
            Gallery.hang(Picture.BLOCKS_SMALL, desk, Look.DARK);
            rates(desk, PastRates::steady);
            Gallery.hang(Picture.THROUGHPUT_SMALL, desk, Look.DARK);
        }
        replay(Picture.INCIDENT_SMALL, Look.DARK, 1000, 700);
    }

    static RateQuestion rates(Desk desk, Function<RateQuestion, RateAnswer> answer) {
        go(desk, "throughput");
        RateQuestion asked = desk.acts.stream()
                .filter(Intent.AskRates.class::isInstance)
                .map(intent -> ((Intent.AskRates) intent).question())
                .reduce((earlier, later) -> later)
                .orElseThrow();
        offer(desk, new Update.Rated(answer.apply(asked)));
        return asked;
    }

    @Test
    void throughputInItsStates() throws IOException {
        try (Desk desk = open(Look.DARK, WIDE, TALL)) {
            rates(desk, PastRates::withAGap);
            Gallery.hang(Picture.THROUGHPUT, desk, Look.DARK);
        }
        try (Desk desk = open(Look.LIGHT, 1440, 900)) {
            go(desk, "throughput");
            Fx.run(() -> ((ComboBox<?>) desk.node("#throughput-compare"))
                    .getSelectionModel()
                    .select(2)); // a day earlier
            rates(desk, PastRates::compared);
            Gallery.hang(Picture.THROUGHPUT_LIGHT, desk, Look.LIGHT);
        }
        try (Desk desk = open(Look.DARK, 1280, 800)) {
            go(desk, "throughput");
            Gallery.hang(Picture.THROUGHPUT_LOADING, desk, Look.DARK);
            rates(
                    desk,
                    asked -> RateAnswer.failed(
                            asked,
                            asked.toMillis(),
                            Messages.of("feed.range.failed", "127.0.0.1:9090", "Connection refused")));
            Gallery.hang(Picture.THROUGHPUT_ERROR, desk, Look.DARK);
        }
    }

    @Test
    void theMapWhenNotAllIsWell() throws IOException {
        try (Desk desk = Desk.over(Fx.call(SampleFleet::new), Look.DARK, 1280, 800)) {
            Fx.run(() -> {
                desk.fleet.connecting();
                desk.fleet.silence(3);
            });
            Gallery.hang(Picture.CONNECTING, desk, Look.DARK);
        }
        try (Desk desk = open(Look.DARK, 1280, 800)) {
            Fx.run(() -> {
                desk.fleet.takeDown("apac");
                desk.fleet.run(40);
            });
            Gallery.hang(Picture.REGION_DOWN, desk, Look.DARK);
        }
        try (Desk desk = open(Look.DARK, 1280, 800)) {
            Fx.run(() -> desk.fleet.silence(12));
            Gallery.hang(Picture.STALE, desk, Look.DARK);
            go(desk, "counters");
            Gallery.hang(Picture.COUNTERS_STALE, desk, Look.DARK);
            go(desk, "map");
            Fx.run(() -> {
                desk.fleet.connected(false);
                desk.fleet.silence(60);
            });
            Gallery.hang(Picture.DISCONNECTED, desk, Look.DARK);
        }
    }

    @Test
    void fiftyRegions() throws IOException {
        SampleFleet fleet = Fx.call(() -> SampleFleet.manyRegions(50, 20));
        try (Desk desk = Desk.over(fleet, Look.DARK, 1600, 1000)) {
            Fx.run(() -> fleet.run(40));
            Gallery.hang(Picture.FIFTY_REGIONS, desk, Look.DARK);
        }
    }

    @Test
    void actingAndNotBeingAllowedTo() throws IOException {
        try (Desk desk = open(Look.DARK, 1280, 800)) {
            go(desk, "blocks");
            Fx.run(() -> desk.window.carryOut(new Intent.OpenBlockDialog("198.51.100.0/24")));
            Gallery.hang(Picture.BLOCK_DIALOG, desk, Look.DARK);
            Fx.run(desk.window.shell()::closeSheet);
            Fx.run(() -> {
                new Exhibits(desk.fleet).missingReceipts();
                desk.fleet.run(4);
            });
            Gallery.hang(Picture.RECEIPTS_MISSING, desk, Look.DARK);
            offer(desk, new Update.Rights(Access.readOnly("guest", Messages.of("link.no-key"))));
            Gallery.hang(Picture.BLOCKS_READ_ONLY, desk, Look.DARK);
        }
    }

    @Test
    void aPlanBeforeTheAct() throws IOException {
        try (Desk desk = open(Look.DARK, 1280, 1000, exhibits -> {})) {
            Fx.run(() -> {
                desk.fleet.takeDown("apac");
                desk.fleet.run(40);
                new Exhibits(desk.fleet).lost();
            });
            go(desk, "failover");
            Fx.run(() -> desk.window.carryOut(new Intent.OpenFailoverDialog("apac")));
            Fx.run(((Button) desk.node("#failover-ask"))::fire);
            Intent.Act asked = (Intent.Act) desk.acts.getLast();
            offer(desk, new Exhibits(desk.fleet).plan(asked.id()));
            Fx.run(() -> {
                ((TextField) desk.node("#failover-reason")).setText("power is out in Singapore");
                ((TextField) desk.node("#failover-confirm")).setText("apac");
            });
            Gallery.hang(Picture.FAILOVER_PLAN, desk, Look.DARK);
        }
    }

    @Test
    void theOtherPages() throws IOException {
        try (Desk desk = open(Look.DARK, 1440, 900)) {
            go(desk, "samples");
            offer(desk, Exhibits.node());
            Fx.run(() -> ((TableView<?>) desk.node("#samples-table"))
                    .getSelectionModel()
                    .select(6));
            Gallery.hang(Picture.SAMPLES, desk, Look.DARK);
            go(desk, "audit");
            chooseFirstOrder(desk);
            Gallery.hang(Picture.AUDIT, desk, Look.DARK);
            go(desk, "node");
            Gallery.hang(Picture.NODE, desk, Look.DARK);
            go(desk, "map");
            Fx.run(() -> desk.window.carryOut(new Intent.OpenRegion("apac", "")));
            Gallery.hang(Picture.REGION, desk, Look.DARK);
        }
        try (Desk desk = open(Look.LIGHT, 1280, 800)) {
            go(desk, "audit");
            chooseFirstOrder(desk);
            Gallery.hang(Picture.AUDIT_LIGHT, desk, Look.LIGHT);
        }
        try (Desk desk = Desk.open(1280, 800).run(3)) {
            go(desk, "audit");
            Gallery.hang(Picture.AUDIT_READING, desk, Look.DARK);
            go(desk, "incident");
            Gallery.hang(Picture.INCIDENT_LIVE, desk, Look.DARK);
            offer(desk, Exhibits.nodeElsewhere());
            go(desk, "node");
            Gallery.hang(Picture.NODE_ELSEWHERE, desk, Look.DARK);
        }
    }

    @Test
    void aFleetAsItWas() throws IOException {
        try (Desk live = open(Look.DARK, 1280, 800);
                Screening then = Screening.past(
                        Fx.call(() -> new LookBack(IncidentSource.sample(), 0, live.alerts)), Look.DARK, 1280, 800)) {
            then.middle();
            Fx.run(((Button) then.root().lookup("#nav-map"))::fire);
            Gallery.hang(Picture.LOOK_BACK, then.root(), Look.DARK);
        }
    }

    private static void chooseFirstOrder(Desk desk) {
        Fx.run(() ->
                ((TableView<?>) desk.node("#audit-table")).getSelectionModel().select(1));
    }

    @Test
    void aroundThePages() throws IOException {
        try (Desk desk = open(Look.DARK, 1280, 800)) {
            go(desk, "failover");
            Fx.run(() -> {
                desk.window.actions().run("search");
                ((TextField) desk.node("#top-search")).setText("block");
            });
            Fx.until("offers", () -> desk.window.root().lookup(".palette").isVisible());
            Gallery.hang(Picture.PALETTE, desk, Look.DARK);
            Fx.run(((TextField) desk.node("#top-search"))::clear);
            Fx.run(() -> desk.window.actions().run("alerts"));
            Gallery.hang(Picture.ALERTS, desk, Look.DARK);
            Fx.run(desk.window.shell()::closeSheet); // keys reach nothing below a sheet
            Fx.run(() -> desk.window.actions().run(ShortcutSheet.ACTION));
            Gallery.hang(Picture.SHORTCUTS, desk, Look.DARK);
            Fx.run(() -> desk.window
                    .shell()
                    .openSheet(Messages.of("settings.title"), new PreferencesPane(Preferences.STANDARD, next -> {})));
            Gallery.hang(Picture.PREFERENCES, desk, Look.DARK);
            Wallboard board = Fx.call(
                    () -> Wallboard.open(desk.fleet.model, "production", Preferences.STANDARD, Optional.empty()));
            Fx.run(() -> desk.fleet.run(1));
            Fx.run(() -> {
                Parent root = board.root();
                Pane pane = new Pane();
                root.getScene().setRoot(pane);
                pane.getChildren().add(root);
                OffScreen.resize(root, 1600, 900);
            });
            Fx.until("laid out", () -> board.root().getLayoutBounds().getWidth() == 1600);
            Fx.until("laid out", () -> board.root().lookup("#map-region-apac") != null);
            Gallery.hang(Picture.WALLBOARD, board.root(), Look.DARK);
            Fx.run(board::close);
        }
        Messages.speak(Locale.GERMAN);
        try (Desk desk = open(Look.DARK, 1280, 800)) {
            Gallery.hang(Picture.GERMAN, desk, Look.DARK);
        }
    }

    @Test
    void withoutAFleet() throws IOException {
        Stage stage = Fx.call(Stage::new);
        Workplace place = Fx.call(() -> {
            Theme.load();
            ConsoleOptions options = ConsoleOptions.parse(List.of(), folder.resolve("no-demo.json"));
            Workplace made =
                    new Workplace(stage, options, new SettingsHome(folder), Optional.empty(), Clock.systemUTC());
            made.open(false);
            stage.setWidth(1000);
            stage.setHeight(760);
            stage.show();
            return made;
        });
        try (place) {
            Gallery.hang(Picture.WELCOME, Fx.call(place::root), Look.DARK);
            Fx.run(place::openProfiles);
            Gallery.hang(Picture.PROFILES, Fx.call(place::root), Look.DARK);
        } finally {
            Fx.run(stage::hide);
        }
    }

    @Test
    void thePageShowsEveryPictureThereIs() throws IOException {
        Path page = Gallery.DOCUMENTS.resolve("README.md");
        if (Gallery.WRITES) {
            Files.writeString(page, Picture.document());
        }
        assertThat(page).hasContent(Picture.document());
        for (Picture picture : Picture.values()) {
            assertThat(Gallery.WRITES || Files.exists(Gallery.DOCUMENTS.resolve(picture.file())))
                    .as(picture.file())
                    .isTrue();
        }
    }
}
