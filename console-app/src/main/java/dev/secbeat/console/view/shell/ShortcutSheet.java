// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** All shortcuts, by menu: written from the actions themselves. */
public final class ShortcutSheet extends ScrollPane {
    /** The action that shows it. */
    public static final String ACTION = "shortcuts";

    private static final double TALLEST = 600;
    private static final double HALF = 400;

    /** The sheet of these actions. */
    public ShortcutSheet(Actions actions) {
        setId("shortcut-sheet");
        getStyleClass().addAll("shortcut-sheet", Sheets.WIDE);
        setAccessibleText(Messages.of("shell.shortcuts.title"));
        setFitToWidth(true);
        setMaxHeight(TALLEST);
        VBox left = new VBox(16);
        VBox right = new VBox(16);
        for (ConsoleAction.Menu menu : ConsoleAction.Menu.values()) {
            List<ConsoleAction> keyed = actions.of(menu).stream()
                    .filter(action -> !action.shortcut().isEmpty())
                    .toList();
            if (!keyed.isEmpty()) {
                VBox column = rows(left) <= rows(right) ? left : right;
                column.getChildren().add(new VBox(6, Texts.label(menu.text(), "strong"), grid(keyed)));
            }
        }
        VBox column = rows(left) <= rows(right) ? left : right;
        column.getChildren().add(new VBox(6, Texts.label(Messages.of("shell.shortcuts.places"), "strong"), places()));
        HBox groups = new HBox(36, left, right);
        for (VBox half : List.of(left, right)) {
            half.setPrefWidth(HALF);
            HBox.setHgrow(half, Priority.ALWAYS);
        }
        groups.getStyleClass().add("sheet-body");
        setContent(groups);
    }

    /** How long a column is so far. */
    private static int rows(VBox column) {
        return column.getChildrenUnmodifiable().stream()
                .flatMap(group -> ((VBox) group).getChildrenUnmodifiable().stream())
                .mapToInt(part -> part instanceof GridPane grid ? grid.getRowCount() : 1)
                .sum();
    }

    private static GridPane grid(List<ConsoleAction> actions) {
        GridPane grid = columns();
        actions.forEach(action -> add(grid, action.text(), Keys.text(action.shortcut())));
        return grid;
    }

    /** Keys that work where the cursor is. */
    private static GridPane places() {
        GridPane grid = columns();
        add(grid, Messages.of("shell.shortcuts.this-sheet"), "?");
        add(grid, Messages.of("shell.shortcuts.menu-bar"), Keys.text("F10"));
        add(grid, Messages.of("shell.shortcuts.context"), Keys.text("Shift+F10"));
        add(grid, Messages.of("shell.shortcuts.open"), Keys.text("Enter"));
        add(grid, Messages.of("shell.shortcuts.nodes"), Keys.text("Shift+Enter"));
        add(grid, Messages.of("shell.shortcuts.move-tile"), Keys.text("Alt+Up") + "  " + Keys.text("Alt+Down"));
        add(grid, Messages.of("shell.shortcuts.close"), Keys.text("Esc"));
        return grid;
    }

    private static GridPane columns() {
        GridPane grid = new GridPane(20, 5);
        ColumnConstraints words = new ColumnConstraints();
        words.setHgrow(Priority.ALWAYS);
        ColumnConstraints keys = new ColumnConstraints();
        keys.setHalignment(HPos.RIGHT);
        grid.getColumnConstraints().setAll(words, keys);
        return grid;
    }

    private static void add(GridPane grid, String what, String keys) {
        Label hint = Texts.label(keys, "key-hint");
        hint.setMinWidth(USE_PREF_SIZE);
        grid.addRow(grid.getRowCount(), Texts.label(what), hint);
    }
}
