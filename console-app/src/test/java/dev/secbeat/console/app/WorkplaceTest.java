// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.settings.LayoutBook;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.settings.ProfileBook;
import dev.secbeat.console.testing.LiveFleet;
import dev.secbeat.console.testing.Needed;
import dev.secbeat.console.testing.Until;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
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

/** The console as one person's: welcome, profiles, preferences, layouts, windows; against a real fleet. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class WorkplaceTest {
    private static final Set<String> OF_A_SESSION = Set.of("fleet-connection", "model-pump", "prometheus-feed");

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
        desk.close();
        Desk.speakEnglish();
    }

    private void open() {
        Fx.call(() -> {
            Theme.load();
            ConsoleOptions options = ConsoleOptions.parse(List.of(), folder.resolve("no-demo.json"));
            desk = new Workplace(stage, options, new SettingsHome(folder), Optional.empty(), Clock.systemUTC());
            desk.open(false);
            desk.placeWindow();
            stage.setX(0);
            stage.setY(0);
            stage.show();
            return true;
        });
    }

    private void close() {
        Fx.run(() -> stage.hide());
        desk.close();
    }

    private void profile(String name, String key, String operatorKey) {
        fill("#profile-name", name);
        fill("#profile-nats", fleet.natsUrl());
        fill("#profile-key", fleet.key(key).toString());
        fill("#profile-operator-key", operatorKey);
        fill("#profile-prometheus", fleet.prometheusUrl().toString());
    }

    /** Typing is tried elsewhere; long paths would take minutes. */
    private void fill(String field, String text) {
        Fx.run(() -> ((TextField) node(field)).setText(text));
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

    private void click(FxRobot robot, String selector) {
        until(selector, () -> visible(selector) && !node(selector).isDisabled());
        robot.clickOn(selector);
    }

    private void picture(String name) throws IOException {
        Desk.picture(desk.root(), name);
    }

    private void connect(FxRobot robot, String name, String key, String operatorKey) {
        click(robot, "#profile-new");
        profile(name, key, operatorKey);
        click(robot, "#profile-use");
        until("all nodes are heard", () -> text("#status-nodes-value").equals("6/6 nodes enforcing"));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long sessionThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> OF_A_SESSION.contains(thread.getName()))
                .count();
    }

    @Test
    void fromTheWelcomePageToAFleetAndFromItToAnother(FxRobot robot) throws IOException {
        open();
        until("it asks for a fleet", () -> visible("#welcome"));
        picture("welcome");
        click(robot, "#welcome-profiles");
        until("the dialog is open", () -> visible("#profiles-pane"));
        profile("test fleet", "viewer", fleet.key("operator").toString());
        click(robot, "#profile-test");
        until(
                "three findings",
                () -> node("#profile-findings").lookupAll(".finding").size() == 3);
        picture("profiles-tested");
        assertThat(Fx.call(() -> node("#profile-findings").lookupAll(".finding.tone-good")))
                .hasSize(3);
        click(robot, "#profile-use");
        until("all nodes are heard", () -> text("#status-nodes-value").equals("6/6 nodes enforcing"));
        until("it can act", () -> text("#top-profile").equals("test fleet · operator"));
        picture("connected");
        Fx.run(() -> stage.hide());

        desk.close();
        assertThat(ProfileBook.in(folder).load().value().last()).contains("test fleet");
        open();
        until("it is used again", () -> text("#top-profile").startsWith("test fleet"));

        Set<String> before = threads();
        Fx.run(desk::openProfiles);
        connect(robot, "only watching", "viewer", "");
        until("it only reads", () -> text("#top-profile").equals("only watching · read-only"));
        Until.holds("one session has its threads, the other none", () -> sessionThreads() == OF_A_SESSION.size());
        Fx.run(desk::leave);
        until("it asks again", () -> visible("#welcome-profile-1"));
        Until.holds("no session has a thread", () -> sessionThreads() == 0);
        Until.holds(
                "nor has its link",
                () -> threads().stream()
                        .filter(name -> name.startsWith("nats") && !before.contains(name))
                        .findAny()
                        .isEmpty());
    }

    @Test
    void whatIsWrongWithAProfileIsSaidBeforeAndFoundByTheTest(FxRobot robot) throws IOException {
        open();
        Fx.run(desk::openProfiles);
        until("the dialog is open", () -> visible("#profiles-pane"));
        fill("#profile-name", "wrong");
        fill("#profile-nats", "http://x");
        until("it is no such address", () -> text("#profile-problem").contains("nats://host:port"));
        fill("#profile-nats", "127.0.0.1:1");
        until("a key is missing", () -> text("#profile-problem").contains("known keys only"));
        assertThat(Fx.call(() -> node("#profile-use").isDisabled())).isTrue();
        fill("#profile-key", folder.resolve("nowhere.nk").toString());
        fill("#profile-prometheus", "http://127.0.0.1:1");
        until("it is whole", () -> !node("#profile-test").isDisabled());
        click(robot, "#profile-test");
        until(
                "three findings",
                () -> node("#profile-findings").lookupAll(".finding").size() == 3);
        assertThat(Fx.call(() -> node("#profile-findings").lookupAll(".finding.tone-bad")))
                .hasSize(2);
        picture("profiles-wrong");
    }

    @Test
    void languageThemeAndSizeChangeWhileItRuns(FxRobot robot) throws IOException {
        open();
        Fx.run(desk::openProfiles);
        connect(robot, "test fleet", "viewer", "");
        FleetModel model = Fx.call(() -> desk.model().orElseThrow());
        Fx.run(desk::openPreferences);
        until("the form is open", () -> visible("#preferences-pane"));
        picture("preferences");
        Fx.run(() -> this.<Locale>choice("#preferences-language").setValue(Locale.GERMAN));
        until("it speaks German", () -> text("#nav-map").equals("Karte"));
        until("the form is still open", () -> text("#sheet-title").equals("Einstellungen"));
        picture("preferences-german");
        assertThat(Fx.call(() -> desk.model().orElseThrow()))
                .as("the session goes on")
                .isSameAs(model);
        until("with all it knew", () -> text("#status-nodes-value").equals("6/6 Knoten filtern"));
        robot.type(KeyCode.ESCAPE);
        Fx.run(() -> desk.window().orElseThrow().actions().run("theme"));
        until("it is light", () -> stage.getScene().getStylesheets().stream().anyMatch(s -> s.contains("light.css")));
        Fx.run(() -> desk.window().orElseThrow().actions().run("zoom-in"));
        picture("preferences-light-110");
        close();
        Preferences kept = Preferences.in(folder).load().value();
        assertThat(kept.language()).isEqualTo(Locale.GERMAN);
        assertThat(kept.look()).isEqualTo(Look.LIGHT);
        assertThat(kept.scalePercent()).isEqualTo(110);
    }

    @SuppressWarnings("unchecked")
    private <T> ComboBox<T> choice(String selector) {
        return (ComboBox<T>) node(selector);
    }

    @Test
    void theWindowComesBackAsItWasLeft(FxRobot robot) {
        open();
        Fx.run(desk::openProfiles);
        connect(robot, "test fleet", "viewer", "");
        until("the tiles are there", () -> visible("#tile-apac"));
        Fx.run(() -> {
            desk.window().orElseThrow().tiles().setOrder(List.of("apac"));
            desk.window().orElseThrow().shell().panes().setDivider(0.4);
            desk.window().orElseThrow().actions().run("toggle-table");
            desk.window().orElseThrow().actions().run("nav-samples");
            desk.window().orElseThrow().actions().run("toggle-side");
            stage.setHeight(860);
        });
        close();
        Layout kept = LayoutBook.in(folder).load().value().of("test fleet");
        assertThat(kept.page()).isEqualTo("nav-samples");
        assertThat(kept.tables().get("samples-table"))
                .extracting(Layout.Column::id)
                .contains("samples-source");
        assertThat(kept.window().orElseThrow().height()).isEqualTo(860);
        Fx.run(() -> stage.setHeight(900));
        open();
        assertThat(Fx.call(() -> stage.getHeight())).isEqualTo(860);
        until("it is at the samples", () -> visible("#samples-view"));
        assertThat(Fx.call(() -> node("#throughput-column"))).isNull();
        Fx.run(() -> desk.window().orElseThrow().actions().run("nav-map"));
        assertThat(Fx.call(() -> node("#counters-view")))
                .as("the table stays hidden")
                .isNull();
        assertThat(Fx.call(() -> desk.window().orElseThrow().tiles().order())).containsExactly("apac");
        assertThat(Fx.call(() -> desk.window().orElseThrow().shell().panes().divider()))
                .isEqualTo(0.4);
    }

    @Test
    void theWallboardShowsTheFleetAndLetsNobodyAct(FxRobot robot) throws IOException {
        open();
        Fx.run(desk::openProfiles);
        connect(robot, "test fleet", "viewer", fleet.key("operator").toString());
        Fx.run(desk::openWallboard);
        Wallboard board = Fx.call(() -> desk.wallboard().orElseThrow());
        until(
                "it shows the regions",
                () -> board.root().lookup("#map-region-apac") != null
                        && board.root().lookup("#tile-apac") != null);
        Desk.picture(board.root(), "wallboard");
        assertThat(Fx.call(() -> board.root().lookupAll(".row-action"))).isEmpty();
        assertThat(Fx.call(() -> board.root().lookup("#counters-view"))).isNull();
        Fx.run(desk::leave);
        assertThat(Fx.call(board::isOpen)).as("it goes with its fleet").isFalse();
    }

    @Test
    void theWallboardComesBackAsItWasLeft(FxRobot robot) throws IOException {
        open();
        Fx.run(desk::openProfiles);
        connect(robot, "test fleet", "viewer", "");
        Fx.run(desk::openWallboard);
        close();
        Layout kept = LayoutBook.in(folder).load().value().of("test fleet");
        Layout.Place place = new Layout.Place(60, 40, 800, 600, false);
        LayoutBook.in(folder)
                .save(new LayoutBook(
                        Map.of("test fleet", kept.with(Optional.of(new Layout.Wall(true, place, false, List.of()))))));
        assertThat(kept.wall().orElseThrow().shown()).as("it was open").isTrue();
        open();
        until(
                "it is open again",
                () -> desk.wallboard().filter(Wallboard::isOpen).isPresent());
        assertThat(Fx.call(() -> desk.wallboard().orElseThrow().wall().place())).isEqualTo(place);
        Fx.run(() -> desk.wallboard().orElseThrow().close());
        close();
        Layout.Wall left =
                LayoutBook.in(folder).load().value().of("test fleet").wall().orElseThrow();
        assertThat(left.shown()).isFalse();
        assertThat(left.place()).as("for when it is opened again").isEqualTo(place);
        open();
        until("the fleet is there", () -> desk.hasVisit());
        assertThat(Fx.call(() -> desk.wallboard())).isEmpty();
    }

    @Test
    void damagedSettingsAreSaidAndKeptAside() throws IOException {
        Files.writeString(folder.resolve("preferences.json"), "{broken");
        open();
        until("it says so", () -> text("#notice").contains("preferences.json.damaged"));
        assertThat(folder.resolve("preferences.json.damaged")).hasContent("{broken");
    }
}
