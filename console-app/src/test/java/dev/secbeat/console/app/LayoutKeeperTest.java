// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.view.shell.Theme;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableColumnBase;
import javafx.scene.control.TableView;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Columns and tiles stay where a person has put them. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set by each test
class LayoutKeeperTest {
    private static final List<String> WANTED = List.of(
            "counters-source", "counters-region-apac", "counters-global", "counters-region-us-east", "counters-state");

    private Desk desk;

    @Start
    void start(Stage stage) {
        Theme.load(); // each test opens the window it needs
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void regionsThatAreHeardLaterTakeThePlacesTheyHad() {
        desk = Desk.open(1600, 1000);
        List<Layout.Column> columns =
                WANTED.stream().map(id -> new Layout.Column(id, 90, true)).toList();
        Fx.run(() -> LayoutKeeper.apply(
                new Layout(
                        "nav-map",
                        0.6,
                        true,
                        true,
                        true,
                        Optional.empty(),
                        Map.of("counters-table", columns),
                        List.of(),
                        Optional.empty()),
                desk.window));
        desk.run(3);
        Fx.until(
                "all are there, in order",
                () -> ids().stream().filter(WANTED::contains).toList().equals(WANTED));
    }

    @Test
    void whatWasMovedStaysAfterAnotherPage() {
        desk = Desk.open(1600, 1000).run(3);
        Fx.run(() -> {
            List<TableColumn<?, ?>> moved = new java.util.ArrayList<>(table().getColumns());
            moved.add(1, moved.remove(ids().indexOf("counters-region-us-east")));
            order(table(), moved);
        });
        List<String> before = Fx.call(this::ids);
        assertThat(before.get(1)).isEqualTo("counters-region-us-east");
        Fx.run(() -> desk.window.shell().choose("nav-blocks"));
        Fx.run(() -> desk.window.shell().choose("nav-counters"));
        desk.run(2);
        assertThat(Fx.call(this::ids)).isEqualTo(before);
    }

    @Test
    void aTileFollowsThePointerInALargerWindow() {
        desk = Desk.open(Look.DARK, 1.5, 1600, 1000).run(3);
        Node tile = Fx.call(() -> desk.node("#tile-eu-west"));
        Fx.run(() -> mouse(tile, MouseEvent.MOUSE_PRESSED, 500));
        Fx.run(() -> mouse(tile, MouseEvent.MOUSE_DRAGGED, 410));
        assertThat(Fx.call(tile::getTranslateY)).as("90 of the screen's pixels").isBetween(-60.1, -59.9);
    }

    private static void mouse(Node tile, EventType<MouseEvent> type, double sceneY) {
        tile.fireEvent(new MouseEvent(
                type,
                1_400,
                sceneY,
                1_400,
                sceneY,
                MouseButton.PRIMARY,
                1,
                false,
                false,
                false,
                false,
                true,
                false,
                false,
                false,
                false,
                false,
                new PickResult(tile, 1_400, sceneY)));
    }

    @SuppressWarnings("unchecked")
    private static <T> void order(TableView<T> table, List<TableColumn<?, ?>> columns) {
        table.getColumns()
                .setAll(columns.stream()
                        .map(column -> (TableColumn<T, ?>) column)
                        .toList());
    }

    private TableView<?> table() {
        return (TableView<?>) desk.node("#counters-table");
    }

    private List<String> ids() {
        return table().getColumns().stream().map(TableColumnBase::getId).toList();
    }
}
