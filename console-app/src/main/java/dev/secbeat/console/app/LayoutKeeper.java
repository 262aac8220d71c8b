// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.view.shell.Panes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.stage.Screen;
import javafx.stage.Stage;

/** Reads a window's layout off its controls, and gives it back. FX thread only. */
final class LayoutKeeper {
    private LayoutKeeper() {}

    /** How the window is now; what was never shown keeps what {@code before} says. */
    static Layout capture(ConsoleWindow window, Stage stage, Layout before) {
        Panes panes = window.shell().panes();
        Map<String, List<Layout.Column>> tables = new TreeMap<>(before.tables());
        panes.views().forEach(view -> tables(view, table -> tables.put(table.getId(), columns(table))));
        return new Layout(
                panes.place(),
                panes.divider(),
                panes.isShown(Panes.Part.LIST),
                panes.isShown(Panes.Part.SIDE),
                panes.isShown(Panes.Part.TABLE),
                place(stage, before.window()),
                tables,
                window.tiles().order(),
                before.wall());
    }

    /** Gives a window this layout; tables get theirs when they are first shown. */
    static void apply(Layout layout, ConsoleWindow window) {
        Panes panes = window.shell().panes();
        panes.setDivider(layout.divider());
        panes.show(Panes.Part.LIST, layout.listShown());
        panes.show(Panes.Part.SIDE, layout.sideShown());
        panes.show(Panes.Part.TABLE, layout.tableShown());
        panes.onFirstShown(view ->
                tables(view, table -> arrange(table, layout.tables().getOrDefault(table.getId(), List.of()))));
        window.tiles().setOrder(layout.tiles());
        window.shell().choose(layout.page());
    }

    /** Where the window was, if some screen still shows a good part of it. */
    static void place(Layout layout, Stage stage) {
        layout.window().filter(LayoutKeeper::isVisible).ifPresent(place -> put(stage, place));
    }

    /** Puts a window there, wherever that is. */
    static void put(Stage stage, Layout.Place place) {
        stage.setX(place.x());
        stage.setY(place.y());
        stage.setWidth(place.width());
        stage.setHeight(place.height());
        stage.setMaximized(place.maximized());
    }

    /** Whether some screen shows a good part of what was there. */
    static boolean isVisible(Layout.Place place) {
        return place.width() > 0
                && Screen.getScreens().stream()
                        .map(Screen::getVisualBounds)
                        .anyMatch(screen -> shared(screen, place) > 0.25 * place.width() * place.height());
    }

    private static double shared(Rectangle2D screen, Layout.Place place) {
        double wide = Math.min(screen.getMaxX(), place.x() + place.width()) - Math.max(screen.getMinX(), place.x());
        double tall = Math.min(screen.getMaxY(), place.y() + place.height()) - Math.max(screen.getMinY(), place.y());
        return Math.max(0, wide) * Math.max(0, tall);
    }

    /** The window's own size is kept for when it is no longer maximized. */
    private static Optional<Layout.Place> place(Stage stage, Optional<Layout.Place> before) {
        if (stage.isIconified() || Double.isNaN(stage.getX()) || Double.isNaN(stage.getWidth())) {
            return before;
        }
        if (stage.isMaximized() && before.isPresent()) {
            Layout.Place own = before.get();
            return Optional.of(new Layout.Place(own.x(), own.y(), own.width(), own.height(), true));
        }
        return Optional.of(
                new Layout.Place(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), stage.isMaximized()));
    }

    private static void tables(Node view, Consumer<TableView<?>> each) {
        if (view instanceof TableView<?> table) {
            if (table.getId() != null) {
                each.accept(table);
            }
        } else if (view instanceof Parent parent) {
            List.copyOf(parent.getChildrenUnmodifiable()).forEach(child -> tables(child, each));
        }
    }

    private static List<Layout.Column> columns(TableView<?> table) {
        List<Layout.Column> columns = new ArrayList<>();
        for (TableColumn<?, ?> column : table.getColumns()) {
            if (column.getId() != null) {
                columns.add(new Layout.Column(column.getId(), column.getWidth(), column.isVisible()));
            }
        }
        return columns;
    }

    private static <T> void arrange(TableView<T> table, List<Layout.Column> kept) {
        List<String> order = kept.stream().map(Layout.Column::id).toList();
        List<TableColumn<T, ?>> columns = new ArrayList<>(table.getColumns());
        if (order.isEmpty()) {
            return;
        }
        columns.sort(Comparator.comparingInt(column -> {
            int at = order.indexOf(column.getId());
            return at < 0 ? order.size() : at;
        }));
        if (!columns.equals(table.getColumns())) {
            table.getColumns().setAll(columns);
        }
        dress(table, columns, kept);
        table.getColumns().addListener((ListChangeListener<TableColumn<T, ?>>) change -> {
            List<TableColumn<T, ?>> added = new ArrayList<>();
            while (change.next()) {
                added.addAll(change.getAddedSubList());
                added.removeAll(change.getRemoved());
            }
            if (added.stream().anyMatch(column -> order.contains(column.getId()))) {
                Platform.runLater(() -> join(table, added, kept)); // a list may not change while it tells of a change
            }
        });
    }

    /** Columns that come later, as those of regions do, take the place they had. */
    private static <T> void join(TableView<T> table, List<TableColumn<T, ?>> added, List<Layout.Column> kept) {
        List<String> order = kept.stream().map(Layout.Column::id).toList();
        List<TableColumn<T, ?>> next = new ArrayList<>(table.getColumns());
        for (TableColumn<T, ?> column : added) {
            int place = order.indexOf(column.getId());
            if (place >= 0 && next.remove(column)) {
                int at = 0;
                while (at < next.size() && order.indexOf(next.get(at).getId()) <= place) {
                    at++;
                }
                next.add(at, column);
            }
        }
        if (!next.equals(table.getColumns())) {
            table.getColumns().setAll(next);
        }
        dress(table, added, kept);
    }

    private static <T> void dress(TableView<T> table, List<TableColumn<T, ?>> columns, List<Layout.Column> kept) {
        for (TableColumn<T, ?> column : columns) {
            kept.stream()
                    .filter(known -> known.id().equals(column.getId()))
                    .findFirst()
                    .ifPresent(known -> {
                        column.setPrefWidth(Math.clamp(known.width(), column.getMinWidth(), column.getMaxWidth()));
                        if (table.isTableMenuButtonVisible()) { // else the table itself decides what a narrow window
                            // shows
                            column.setVisible(known.visible());
                        }
                    });
        }
    }
}
