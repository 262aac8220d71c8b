// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.map.RegionMapView;
import dev.secbeat.console.view.shell.Scaled;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.console.view.throughput.ThroughputColumn;
import dev.secbeat.console.view.widget.AlertMark;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
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

    private Wallboard(FleetModel model, Preferences preferences) {
        this.model = model;
        content = new Scaled(page(), LARGER * preferences.scalePercent() / 100, 640, 400);
    }

    /** Opens it over this model; Escape closes it. */
    static Wallboard open(FleetModel model, String name, Preferences preferences) {
        Wallboard board = new Wallboard(model, preferences);
        Rectangle2D bounds = Screen.getScreens().getLast().getVisualBounds();
        Scene scene = new Scene(board.content, bounds.getWidth(), bounds.getHeight());
        Theme.apply(scene, preferences.look(), preferences.scalePercent());
        scene.addEventHandler(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                board.close();
            }
        });
        board.stage.setTitle("SecBeat · " + name + " · " + Messages.of("app.wallboard"));
        board.stage.setScene(scene);
        board.stage.setX(bounds.getMinX());
        board.stage.setY(bounds.getMinY());
        board.stage.setFullScreenExitHint("");
        board.stage.setFullScreen(Screen.getScreens().size() > 1);
        board.stage.setOnHidden(event -> board.content.release());
        board.stage.show();
        return board;
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
        ThroughputColumn tiles = new ThroughputColumn(model, intent -> {});
        tiles.setPrefWidth(SIDE);
        page.setTop(head());
        page.setCenter(new RegionMapView(model, intent -> {}).node());
        page.setRight(tiles);
        return page;
    }

    private HBox head() {
        Label clock = Texts.label("", "figure", "wallboard-clock");
        clock.setId("wallboard-clock");
        HBox alerts = new HBox(18);
        alerts.setId("wallboard-alerts");
        alerts.setAlignment(Pos.CENTER_LEFT);
        Shown.follow(clock, model.now(), now -> clock.setText(Times.ofDayInZone(now.longValue())));
        Shown.follow(alerts, model.alerts(), () -> alerts.getChildren().setAll(lines()));
        HBox head = Texts.row(18, alerts, Texts.spacer(), clock);
        head.getStyleClass().add("wallboard-head");
        return head;
    }

    private List<HBox> lines() {
        if (model.alerts().isEmpty()) {
            return List.of(Texts.row(8, Texts.label(Messages.of("app.wallboard.calm"), "wallboard-calm")));
        }
        return model.alerts().stream().limit(MOST_ALERTS).map(Wallboard::line).toList();
    }

    private static HBox line(Alert alert) {
        AlertMark mark = new AlertMark();
        mark.show(alert.kind());
        Label title = Texts.label(alert.title(), "strong");
        Label since = Texts.label(Messages.of("shell.alerts.since", Times.ofDay(alert.sinceEpochMillis())), "muted");
        return Texts.row(8, mark, new VBox(title, since));
    }
}
