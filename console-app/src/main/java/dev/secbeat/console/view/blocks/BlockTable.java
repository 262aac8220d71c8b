// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.util.Subscription;

/** Active blocks, counting down. What is chosen stays chosen while figures change. */
final class BlockTable extends TableView<BlockRow> {
    private static final double ROW_HEIGHT = 27;
    private static final double SCROLL_BAR = 12;
    private static final List<String> EXPENDABLE = List.of("missing", "origin", "hits", "cause");

    private final FleetModel model;
    private final ObservableList<BlockRow> shown = FXCollections.observableArrayList();
    private final Label nothing = Texts.label("", "muted");
    private BlockFilter filter = BlockFilter.parse("");

    BlockTable(FleetModel model, Consumer<BlockRow> unblock) {
        this.model = model;
        setId("blocks-table");
        setAccessibleText(Messages.of("blocks.title"));
        setFixedCellSize(ROW_HEIGHT);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        nothing.setId("blocks-nothing");
        nothing.setWrapText(true);
        setPlaceholder(nothing);
        getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        setItems(shown);
        addColumns();
        getColumns().add(action(unblock));
        setSortPolicy(table -> {
            arrange();
            return true;
        });
        widthProperty().subscribe(this::fit);
        Shown.run(this, this::listen);
    }

    private void addColumns() {
        text(
                "prefix",
                Messages.of("blocks.column.prefix"),
                154,
                190,
                BlockRow::prefix,
                BlockRow::prefix,
                "figure-column");
        text("origin", Messages.of("blocks.column.origin"), 74, 80, BlockRow::origin, BlockRow::origin, "muted-column");
        text("cause", Messages.of("blocks.column.cause"), 98, 190, BlockTable::why, BlockTable::told, "plain-column");
        number("hits", Messages.of("blocks.column.hits"), 72, row -> Figures.grouped((double) row.hits()))
                .setComparator(Comparator.comparingLong(BlockRow::hits));
        text(
                        "kernel",
                        Messages.of("blocks.column.kernel"),
                        94,
                        110,
                        BlockRow::kernelText,
                        BlockRow::kernelText,
                        "figure-column")
                .setComparator(Comparator.comparingInt(BlockRow::nodesInKernel));
        text(
                "missing",
                Messages.of("blocks.column.missing"),
                60,
                120,
                BlockTable::missing,
                BlockTable::missing,
                "bad-column");
        TableColumn<BlockRow, BlockRow> left = number("left", Messages.of("blocks.column.left"), 66, this::left);
        left.setComparator(Comparator.comparingLong(BlockRow::expiresAtMillis));
        left.setCellFactory(any -> {
            TextCell countdown = new TextCell(this::left, this::left);
            Shown.follow(countdown, model.now(), now -> countdown.draw()); // between two boards nothing else changes
            return countdown;
        });
    }

    /** Shows those that the filter accepts. */
    void filter(BlockFilter next) {
        filter = next;
        arrange();
    }

    /** Prefixes of the chosen rows, from top to bottom. */
    List<String> chosen() {
        return getSelectionModel().getSelectedItems().stream()
                .filter(row -> row != null)
                .map(BlockRow::prefix)
                .toList();
    }

    private Subscription listen() {
        InvalidationListener onBlocks = changed -> model.pace().soon(this, this::arrange);
        model.actions().blocks().addListener(onBlocks);
        arrange();
        Subscription rights = model.actions().access().subscribe(access -> refresh());
        return rights.and(() -> model.actions().blocks().removeListener(onBlocks));
    }

    private void arrange() {
        List<BlockRow> next = new ArrayList<>(
                model.actions().blocks().stream().filter(filter.accepts()).toList());
        Comparator<BlockRow> order = getComparator();
        if (order != null) {
            next.sort(order);
        }
        nothing.setText(
                model.actions().blocks().isEmpty()
                        ? Messages.of("blocks.nothing.active")
                        : Messages.of("blocks.nothing.matches"));
        if (samePrefixes(next)) {
            for (int i = 0; i < next.size(); i++) {
                if (!next.get(i).equals(shown.get(i))) {
                    shown.set(i, next.get(i));
                }
            }
            return;
        }
        Set<String> kept = new HashSet<>(chosen());
        shown.setAll(next);
        getSelectionModel().clearSelection();
        for (int i = 0; i < next.size() && !kept.isEmpty(); i++) {
            if (kept.remove(next.get(i).prefix())) {
                getSelectionModel().select(i);
            }
        }
    }

    private boolean samePrefixes(List<BlockRow> next) {
        if (next.size() != shown.size()) {
            return false;
        }
        for (int i = 0; i < next.size(); i++) {
            if (!next.get(i).prefix().equals(shown.get(i).prefix())) {
                return false;
            }
        }
        return true;
    }

    /** In a narrow window what says least goes first; the detail beside has all of it. */
    private void fit() {
        double needed =
                getColumns().stream().mapToDouble(TableColumn::getMinWidth).sum();
        for (String id : EXPENDABLE) {
            for (TableColumn<BlockRow, ?> column : getColumns()) {
                if (("blocks-" + id).equals(column.getId())) {
                    boolean hide = getWidth() > 0 && needed > getWidth() - SCROLL_BAR;
                    column.setVisible(!hide);
                    needed -= hide ? column.getMinWidth() : 0;
                }
            }
        }
    }

    private static String missing(BlockRow row) {
        return String.join(", ", row.missing());
    }

    /** What an operator said, where one is known to have said something; else the cause. */
    private static String why(BlockRow row) {
        String cause = Causes.brief(row);
        return row.reason().isEmpty() ? cause : cause.isEmpty() ? row.reason() : cause + " · " + row.reason();
    }

    private static String told(BlockRow row) {
        String causes = Causes.full(row);
        String by = row.by().isEmpty() ? "" : Messages.of("blocks.ordered-by", row.by()) + ": " + row.reason();
        return by.isEmpty() || causes.isEmpty() ? causes + by : causes + "\n" + by;
    }

    private String left(BlockRow row) {
        return Figures.timeLeft(row.expiresAtMillis(), model.now().get());
    }

    private TableColumn<BlockRow, BlockRow> number(
            String id, String title, double width, Function<BlockRow, String> text) {
        return text(id, title, width, width + 20, text, text, "right");
    }

    /** @param tip repeats the text, which may not fit, or says more */
    private TableColumn<BlockRow, BlockRow> text(
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
        column.setCellFactory(any -> new TextCell(text, tip));
        getColumns().add(column);
        return column;
    }

    private static final class TextCell extends TableCell<BlockRow, BlockRow> {
        private final Function<BlockRow, String> text;
        private final Function<BlockRow, String> tip;

        TextCell(Function<BlockRow, String> text, Function<BlockRow, String> tip) {
            this.text = text;
            this.tip = tip;
            hoverProperty().subscribe(hovered -> tell());
        }

        @Override
        protected void updateItem(BlockRow row, boolean empty) {
            super.updateItem(row, empty);
            draw();
        }

        void draw() {
            Optional<BlockRow> row = Optional.ofNullable(isEmpty() ? null : getItem());
            setText(row.map(text).orElse(null));
            tell();
        }

        /** A tooltip is a window: only what the pointer has been over has one. */
        private void tell() {
            if (isHover() || getTooltip() != null) {
                Texts.tip(this, isEmpty() || getItem() == null ? "" : tip.apply(getItem()));
            }
        }
    }

    private TableColumn<BlockRow, BlockRow> action(Consumer<BlockRow> unblock) {
        TableColumn<BlockRow, BlockRow> column = empty("action", "", 74, 90);
        column.setSortable(false);
        column.setCellFactory(any -> new TableCell<>() {
            private final Hyperlink link = new Hyperlink(Messages.of("blocks.unblock"));

            @Override
            protected void updateItem(BlockRow row, boolean empty) {
                super.updateItem(row, empty);
                setGraphic(empty || row == null ? null : link);
                link.setDisable(!model.actions().access().get().canAct());
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
