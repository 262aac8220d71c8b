// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.transformation.SortedList;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;

/** Active blocks, counting down. */
final class BlockTable extends TableView<BlockRow> {
    private static final double ROW_HEIGHT = 27;

    private final FleetModel model;
    private long shownSecond;

    BlockTable(FleetModel model, Consumer<BlockRow> unblock) {
        this.model = model;
        setId("blocks-table");
        setAccessibleText("Blocks");
        setFixedCellSize(ROW_HEIGHT);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        setPlaceholder(new Label("No block is active."));
        SortedList<BlockRow> sorted = new SortedList<>(model.actions().blocks());
        sorted.comparatorProperty().bind(comparatorProperty());
        setItems(sorted);
        getColumns().add(column("prefix", "Prefix", 108, 200, BlockRow::prefix, "figure-column"));
        getColumns().add(column("origin", "Origin", 74, 100, BlockRow::origin, "muted-column"));
        getColumns().add(column("cause", "Cause", 98, 130, Causes::brief, Causes::full, "muted-column"));
        getColumns()
                .add(column("hits", "Packets dropped", 50, 130, row -> Figures.grouped((double) row.hits()), "right"));
        getColumns().add(column("kernel", "In kernel on", 94, 140, BlockRow::kernelText, "figure-column"));
        getColumns()
                .add(column("missing", "Missing on", 50, 180, row -> String.join(", ", row.missing()), "bad-column"));
        getColumns().add(column("left", "Left", 54, 80, this::left, "right"));
        getColumns().add(action(unblock));
        Shown.follow(this, model.now(), millis -> tick(millis.longValue() / 1000));
    }

    private void tick(long second) {
        if (second != shownSecond && getScene() != null && !getItems().isEmpty()) {
            shownSecond = second;
            refresh();
        }
    }

    private String left(BlockRow row) {
        return Figures.timeLeft(row.expiresAtMillis(), model.now().get());
    }

    /** Its tooltip repeats the text, which may not fit. */
    private static TableColumn<BlockRow, BlockRow> column(
            String id, String title, double least, double width, Function<BlockRow, String> text, String style) {
        return column(id, title, least, width, text, text, style);
    }

    private static TableColumn<BlockRow, BlockRow> column(
            String id,
            String title,
            double least,
            double width,
            Function<BlockRow, String> text,
            Function<BlockRow, String> tip,
            String style) {
        TableColumn<BlockRow, BlockRow> column = empty(id, title, least, width);
        column.getStyleClass().add(style);
        column.setComparator(Comparator.comparing(text));
        column.setCellFactory(any -> new TableCell<>() {
            @Override
            protected void updateItem(BlockRow row, boolean empty) {
                super.updateItem(row, empty);
                String told = empty || row == null ? "" : tip.apply(row);
                setText(empty || row == null ? null : text.apply(row));
                setTooltip(told.isEmpty() ? null : new Tooltip(told));
            }
        });
        return column;
    }

    private TableColumn<BlockRow, BlockRow> action(Consumer<BlockRow> unblock) {
        TableColumn<BlockRow, BlockRow> column = empty("action", "", 66, 90);
        column.setSortable(false);
        column.setCellFactory(any -> new TableCell<>() {
            private final Hyperlink link = new Hyperlink("Unblock");

            {
                link.disableProperty().bind(model.actions().access().map(access -> !access.canAct()));
            }

            @Override
            protected void updateItem(BlockRow row, boolean empty) {
                super.updateItem(row, empty);
                setGraphic(empty || row == null ? null : link);
                if (row != null) {
                    link.setId("blocks-unblock-" + Texts.idOf(row.prefix()));
                    link.setOnAction(click -> unblock.accept(row));
                }
            }
        });
        return column;
    }

    /** @param least what its figures need: where there is no room for all, what is long or mostly empty gives way */
    private static TableColumn<BlockRow, BlockRow> empty(String id, String title, double least, double width) {
        TableColumn<BlockRow, BlockRow> column = new TableColumn<>(title);
        column.setId("blocks-" + id);
        column.setMinWidth(least);
        column.setPrefWidth(width);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        return column;
    }
}
