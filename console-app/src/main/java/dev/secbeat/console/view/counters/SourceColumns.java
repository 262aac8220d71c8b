// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.model.Trend;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Spark;
import dev.secbeat.console.view.widget.Texts;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.Tooltip;

/** The columns of the table, each knowing how to draw and how to compare. */
final class SourceColumns {
    /** Columns that may be squeezed, and how far. */
    private static final Set<String> FLEXIBLE = Set.of("limit", "trend");

    private static final PseudoClass DROPPED = PseudoClass.getPseudoClass("dropped");
    private static final String NONE = "–";
    private static final double LEAST_SHARE = 0.8;

    private SourceColumns() {}

    /** A column of text. */
    static TableColumn<SourceRow, SourceRow> text(
            String id, String title, double width, Function<SourceRow, String> text, String... styles) {
        TableColumn<SourceRow, SourceRow> column = column(id, title, width);
        column.getStyleClass().addAll(styles);
        column.setComparator(Comparator.comparing(text));
        column.setCellFactory(any -> new Cell((cell, row) -> cell.setText(text.apply(row))));
        return column;
    }

    /**
     * A column of rates; a dash where there is none, a question mark where it is not known. Where some of it is dropped
     * the figure has the colour of dropped packets, and a tooltip says how much.
     */
    static TableColumn<SourceRow, SourceRow> rate(
            String id,
            String title,
            double width,
            Function<SourceRow, Double> rate,
            Function<SourceRow, Double> dropped,
            String... styles) {
        TableColumn<SourceRow, SourceRow> column = column(id, title, width);
        column.getStyleClass().addAll(styles);
        column.getStyleClass().addAll("figure-column", "right");
        column.setCellFactory(any -> {
            Tooltip tooltip = new Tooltip();
            return new Cell((cell, row) -> {
                String drops = figure(dropped.apply(row));
                boolean some = !drops.equals(NONE);
                cell.setText(figure(rate.apply(row)));
                tooltip.setText(drops + " packets dropped per second by its block");
                cell.setTooltip(some ? tooltip : null);
                cell.pseudoClassStateChanged(DROPPED, some);
            });
        });
        column.setComparator(Comparator.comparing(rate));
        return column;
    }

    /** How much of its limit a source uses. */
    static TableColumn<SourceRow, SourceRow> limit() {
        TableColumn<SourceRow, SourceRow> column = column("limit", "of limit", 86);
        column.setComparator(Comparator.comparingDouble(SourceRow::limitShare));
        column.setCellFactory(any -> {
            LimitBar bar = new LimitBar();
            return new Cell((cell, row) -> cell.setGraphic(bar.show(row)));
        });
        return column;
    }

    /** The last minute. */
    static TableColumn<SourceRow, SourceRow> trend() {
        TableColumn<SourceRow, SourceRow> column = column("trend", "60 s", 80);
        column.setSortable(false);
        column.setCellFactory(any -> {
            Spark spark = new Spark(Trend.CAPACITY, "spark-trend");
            spark.setMaxHeight(14);
            spark.setPrefSize(72, 14);
            return new Cell((cell, row) -> {
                Texts.style(spark, "spark", "spark-trend", "tone-" + tone(row.standing()));
                spark.show(row.trend().size(), row.trend()::at);
                cell.setGraphic(spark);
            });
        });
        return column;
    }

    /** Passing, watching or blocked. */
    static TableColumn<SourceRow, SourceRow> state() {
        TableColumn<SourceRow, SourceRow> column = column("state", "State", 84);
        column.setComparator(Comparator.comparing(SourceRow::standing));
        column.setCellFactory(any -> {
            Pill pill = new Pill();
            return new Cell((cell, row) -> {
                pill.show(row.standing().name().toLowerCase(Locale.ROOT), tone(row.standing()));
                cell.setGraphic(pill);
            });
        });
        return column;
    }

    /** Time left of a block, counting down. */
    static TableColumn<SourceRow, SourceRow> left(FleetModel model) {
        TableColumn<SourceRow, SourceRow> column = text("left", "Left", 54, row -> leftText(row, model));
        column.getStyleClass().addAll("figure-column", "muted-column", "right");
        column.setComparator(Comparator.comparingLong(SourceRow::expiresAtMillis));
        return column;
    }

    /** What can be done about it. */
    static TableColumn<SourceRow, SourceRow> action(FleetModel model, Consumer<SourceRow> act) {
        TableColumn<SourceRow, SourceRow> column = column("action", "", 68);
        column.setSortable(false);
        column.setCellFactory(any -> {
            Hyperlink link = new Hyperlink();
            link.getStyleClass().add("row-action");
            link.disableProperty().bind(model.actions().access().map(access -> !access.canAct()));
            return new Cell((cell, row) -> {
                boolean blocked = row.standing() == SourceRow.Standing.BLOCKED;
                link.setText(blocked ? "Unblock" : "Block…");
                link.setId((blocked ? "unblock-" : "block-") + Texts.idOf(row.source()));
                link.setOnAction(click -> act.accept(row));
                cell.setGraphic(link);
            });
        });
        return column;
    }

    /** A colour for a standing, as the theme names it. */
    static String tone(SourceRow.Standing standing) {
        return switch (standing) {
            case PASSING -> "good";
            case WATCHING -> "warn";
            case BLOCKED -> "bad";
        };
    }

    private static String leftText(SourceRow row, FleetModel model) {
        return row.expiresAtMillis() == 0
                ? NONE
                : Figures.timeLeft(row.expiresAtMillis(), model.now().get());
    }

    private static String figure(double value) {
        if (Double.isNaN(value)) {
            return "?";
        }
        if (value < 0.05) {
            return NONE;
        }
        return value < 0.95 ? String.format(Locale.ROOT, "%.1f", value) : Figures.compact(value);
    }

    private static TableColumn<SourceRow, SourceRow> column(String id, String title, double width) {
        TableColumn<SourceRow, SourceRow> column = new TableColumn<>(title);
        column.setId("counters-" + id);
        column.setPrefWidth(width);
        column.setMinWidth(FLEXIBLE.contains(id) ? width * LEAST_SHARE : width);
        column.setReorderable(true);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        return column;
    }

    /** A cell that is drawn by a function of its row. */
    private static final class Cell extends TableCell<SourceRow, SourceRow> {
        private final BiConsumer<TableCell<SourceRow, SourceRow>, SourceRow> draw;

        Cell(BiConsumer<TableCell<SourceRow, SourceRow>, SourceRow> draw) {
            this.draw = draw;
        }

        @Override
        protected void updateItem(SourceRow row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setText(null);
                setGraphic((Node) null);
                setTooltip(null);
                pseudoClassStateChanged(DROPPED, false);
            } else {
                draw.accept(this, row);
            }
        }
    }
}
