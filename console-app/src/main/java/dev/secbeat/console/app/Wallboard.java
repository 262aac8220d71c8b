// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.map.RegionMapView;
import dev.secbeat.console.view.shell.ConnectionChip;
import dev.secbeat.console.view.shell.Scaled;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.console.view.throughput.ThroughputColumn;
import dev.secbeat.console.view.widget.AlertMark;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Screen;
import javafx.stage.Stage;

/**
 * The fleet for a room: map, tiles and the alerts that last, in large type, on the second screen where there is one.
 * Nothing can be done from here. FX thread only.
 */
final class Wallboard {
    /** So much larger than the console, to be read from across a room. */
    private static final double LARGER = 1.5;

    private static final double SIDE = 300;
    private static final int MOST_ALERTS = 3;

    private final FleetModel model;
    private final Stage stage = new Stage();
    private final Scaled content;
    private final ThroughputColumn tiles;

    private Wallboard(FleetModel model, Preferences preferences) {
        this.model = model;
        tiles = new ThroughputColumn(model, intent -> {});
        content = new Scaled(page(), LARGER * preferences.scalePercent() / 100, 640, 400);
    }

    /**
     * Opens it over this model; Escape closes it, F11 gives it the screen or takes it back.
     *
     * @param before how it was left, if it was open before
     */
    static Wallboard open(FleetModel model, String name, Preferences preferences, Optional<Layout.Wall> before) {
        Wallboard board = new Wallboard(model, preferences);
        Layout.Wall wall = before.filter(left -> LayoutKeeper.isVisible(left.place()))
                .orElseGet(() -> standard(before.map(Layout.Wall::tiles).orElse(List.of())));
        board.tiles.setOrder(wall.tiles());
        Scene scene =
                new Scene(board.content, wall.place().width(), wall.place().height());
        Theme.apply(scene, preferences.look(), preferences.scalePercent());
        scene.addEventHandler(KeyEvent.KEY_PRESSED, board::press);
        board.stage.setTitle("SecBeat · " + name + " · " + Messages.of("app.wallboard"));
        board.stage.setScene(scene);
        LayoutKeeper.put(board.stage, wall.place());
        board.stage.setFullScreenExitHint("");
        board.stage.setFullScreenExitKeyCombination(KeyCombination.NO_MATCH); // Escape does more, see press
        board.stage.setFullScreen(wall.fullScreen());
        board.stage.setOnHidden(event -> board.content.release());
        board.stage.show();
        return board;
    }

    /** The whole of the last screen, and full screen where that is not the console's. */
    private static Layout.Wall standard(List<String> tiles) {
        Rectangle2D bounds = Screen.getScreens().getLast().getVisualBounds();
        Layout.Place place =
                new Layout.Place(bounds.getMinX(), bounds.getMinY(), bounds.getWidth(), bounds.getHeight(), false);
        return new Layout.Wall(true, place, Screen.getScreens().size() > 1, tiles);
    }

    private void press(KeyEvent key) {
        if (key.getCode() == KeyCode.ESCAPE) {
            close();
        } else if (key.getCode() == KeyCode.F11) {
            stage.setFullScreen(!stage.isFullScreen());
        }
    }

    /** How it is now, or was when it was closed. */
    Layout.Wall wall() {
        Layout.Place place =
                new Layout.Place(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), stage.isMaximized());
        return new Layout.Wall(stage.isShowing(), place, stage.isFullScreen(), tiles.order());
    }

    /** Another theme or size from now on. */
    void restyle(Preferences preferences) {
        Theme.apply(content.getScene(), preferences.look(), preferences.scalePercent());
        content.rescale(LARGER * preferences.scalePercent() / 100);
    }

    boolean isOpen() {
        return stage.isShowing();
    }

    Parent root() {
        return content;
    }

    void close() {
        stage.close();
        content.release(); // else the model would go on drawing it
    }

    private BorderPane page() {
        BorderPane page = new BorderPane();
        page.setId("wallboard");
        page.getStyleClass().addAll("console", "wallboard");
        tiles.setPrefWidth(SIDE);
        tiles.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER); // nobody is there to scroll
        page.setTop(head());
        page.setCenter(new RegionMapView(model, intent -> {}).node());
        page.setRight(tiles);
        return page;
    }

    private HBox head() {
        Label clock = Texts.label("", "figure", "wallboard-clock");
        clock.setId("wallboard-clock");
        clock.setMinWidth(Region.USE_PREF_SIZE);
        HBox alerts = new HBox(18);
        alerts.setId("wallboard-alerts");
        alerts.setAlignment(Pos.CENTER_LEFT);
        Shown.follow(clock, model.now(), now -> clock.setText(Times.ofDayInZone(now.longValue())));
        Shown.follow(alerts, model.alerts(), () -> alerts.getChildren().setAll(lines()));
        Shown.follow(alerts, model.nats(), state -> alerts.getChildren().setAll(lines()));
        Shown.follow(alerts, model.prometheus(), state -> alerts.getChildren().setAll(lines()));
        Label replay = Texts.label(Messages.of("app.wallboard.replay"), "wallboard-replay");
        replay.setId("wallboard-replay");
        Shown.follow(replay, model.incident().replay(), state -> {
            replay.setVisible(state.isReplay());
            replay.setManaged(state.isReplay());
        });
        HBox.setHgrow(alerts, Priority.ALWAYS);
        HBox head = Texts.row(
                18,
                replay,
                alerts,
                new ConnectionChip("wallboard-nats", "NATS", model.nats()),
                new ConnectionChip("wallboard-prometheus", "Prometheus", model.prometheus()),
                clock);
        head.getStyleClass().add("wallboard-head");
        return head;
    }

    private List<HBox> lines() {
        if (!model.alerts().isEmpty()) {
            List<HBox> lines = model.alerts().stream()
                    .limit(MOST_ALERTS)
                    .map(Wallboard::line)
                    .toList();
            lines.getFirst().setMinWidth(Region.USE_PREF_SIZE); // the worst keeps its words where room is short
            return lines;
        }
        return List.of(Texts.row(
                8,
                isFresh()
                        ? Texts.label(Messages.of("app.wallboard.calm"), "wallboard-calm")
                        : Texts.label(Messages.of("app.wallboard.unknown"), "wallboard-unknown")));
    }

    /** Nothing may be called well of which nothing new is heard; a link that is not wanted need not be there. */
    private boolean isFresh() {
        List<ConnectionState> wanted = Stream.of(
                        model.nats().get(), model.prometheus().get())
                .filter(link -> link.phase() != ConnectionState.Phase.OFF)
                .toList();
        return !wanted.isEmpty() && wanted.stream().allMatch(link -> link.trust() == Freshness.Level.FRESH);
    }

    private static HBox line(Alert alert) {
        AlertMark mark = new AlertMark();
        mark.show(alert.kind());
        Label title = Texts.wrapped(alert.title(), "strong");
        title.setMinHeight(Region.USE_PREF_SIZE);
        Label since = Texts.label(Messages.of("shell.alerts.since", Times.ofDay(alert.sinceEpochMillis())), "muted");
        return Texts.row(8, mark, new VBox(title, since));
    }
}
