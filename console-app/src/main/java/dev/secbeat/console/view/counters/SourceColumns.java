// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
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

    /** Before packets dropped, where a count would stand. */
    private static final String DROPPED_MARK = "✕";

    /** Rates below are shown as none. */
    private static final double LEAST_SHOWN = 0.05;

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
     * What is counted over all regions; a dash where nothing of it reaches a counter, or, while the column of what is
     * dropped has no room, that behind a cross.
     */
    static TableColumn<SourceRow, SourceRow> global(BooleanSupplier droppedShown) {
        TableColumn<SourceRow, SourceRow> column = column("global", Messages.of("counters.column.global"), 72);
        column.getStyleClass().addAll("figure-column", "strong-column", "right");
        column.setComparator(Comparator.comparingDouble(SourceRow::globalPerSecond));
        column.setCellFactory(any -> {
            Tooltip tooltip = new Tooltip();
            return new Cell((cell, row) -> {
                boolean instead = !droppedShown.getAsBoolean()
                        && !isSome(row.globalPerSecond())
                        && isSome(row.droppedPerSecond());
                cell.setText(instead ? DROPPED_MARK + figure(row.droppedPerSecond()) : figure(row.globalPerSecond()));
                cell.pseudoClassStateChanged(DROPPED, instead);
                tooltip.setText(Messages.of("counters.tip.counted", row.dimension(), span(row.windowMillis())));
                cell.setTooltip(row.windowMillis() > 0 ? tooltip : null);
            });
        });
        return column;
    }

    /** What its block drops before it can be counted: packets, in the colour of dropped packets everywhere. */
    static TableColumn<SourceRow, SourceRow> dropped() {
        TableColumn<SourceRow, SourceRow> column = column("dropped", Messages.of("counters.column.dropped"), 96);
        column.getStyleClass().addAll("figure-column", "right");
        column.setComparator(Comparator.comparingDouble(SourceRow::droppedPerSecond));
        column.setCellFactory(any -> {
            Tooltip tooltip = new Tooltip();
            return new Cell((cell, row) -> {
                boolean some = isSome(row.droppedPerSecond());
                cell.setText(some ? figure(row.droppedPerSecond()) + " pkt/s" : NONE);
                tooltip.setText(Messages.of("counters.tip.dropped", figure(row.droppedPerSecond())));
                cell.setTooltip(some ? tooltip : null);
                cell.pseudoClassStateChanged(DROPPED, some);
            });
        });
        return column;
    }

    /**
     * A region's column: what it counts; where that is nothing and its block drops packets, those behind a cross, in the
     * colour of dropped packets; a dash where there is neither, a question mark where it is not known.
     */
    static TableColumn<SourceRow, SourceRow> region(
            String id, ToDoubleFunction<SourceRow> counted, ToDoubleFunction<SourceRow> dropped) {
        TableColumn<SourceRow, SourceRow> column = column("region-" + id, id, 66);
        column.getStyleClass().addAll("figure-column", "right");
        column.setCellFactory(any -> {
            Tooltip tooltip = new Tooltip();
            return new Cell((cell, row) -> {
                String drops = figure(dropped.applyAsDouble(row));
                boolean some = isSome(dropped.applyAsDouble(row));
                boolean instead = some && !isSome(counted.applyAsDouble(row));
                cell.setText(instead ? DROPPED_MARK + drops : figure(counted.applyAsDouble(row)));
                tooltip.setText(Messages.of("counters.tip.dropped-in", drops, id));
                cell.setTooltip(some ? tooltip : null);
                cell.pseudoClassStateChanged(DROPPED, instead);
            });
        });
        column.setComparator(Comparator.comparingDouble(counted).thenComparingDouble(dropped));
        return column;
    }

    /** How much of its limit a source uses. */
    static TableColumn<SourceRow, SourceRow> limit() {
        TableColumn<SourceRow, SourceRow> column = column("limit", Messages.of("counters.column.limit"), 86);
        column.setComparator(Comparator.comparingDouble(SourceRow::limitShare));
        column.setCellFactory(any -> {
            LimitBar bar = new LimitBar();
            return new Cell((cell, row) -> cell.setGraphic(bar.show(row)));
        });
        return column;
    }

    /** The last minute: what is counted of it; of a blocked source what is dropped. */
    static TableColumn<SourceRow, SourceRow> trend() {
        TableColumn<SourceRow, SourceRow> column = column("trend", "60 s", 80);
        column.setSortable(false);
        column.setCellFactory(any -> {
            Spark spark = new Spark(Trend.CAPACITY, "spark-trend");
            spark.setMaxHeight(14);
            spark.setPrefSize(72, 14);
            Tooltip tooltip = new Tooltip();
            return new Cell((cell, row) -> {
                boolean blocked = row.standing() == SourceRow.Standing.BLOCKED;
                Trend trend = blocked ? row.droppedTrend() : row.trend();
                Texts.style(spark, "spark", "spark-trend", "tone-" + tone(row.standing()));
                spark.show(trend.size(), trend::at);
                tooltip.setText(
                        blocked
                                ? Messages.of("counters.tip.dropped-trend")
                                : Messages.of("counters.tip.trend", row.dimension()));
                cell.setGraphic(spark);
                cell.setTooltip(tooltip);
            });
        });
        return column;
    }

    /** Passing, watching or blocked. */
    static TableColumn<SourceRow, SourceRow> state() {
        TableColumn<SourceRow, SourceRow> column = column("state", Messages.of("counters.column.state"), 84);
        column.setComparator(Comparator.comparing(SourceRow::standing));
        column.setCellFactory(any -> {
            Pill pill = new Pill();
            return new Cell((cell, row) -> {
                pill.show(word(row.standing()), tone(row.standing()));
                cell.setGraphic(pill);
            });
        });
        return column;
    }

    /** Time left of a block, counting down. */
    static TableColumn<SourceRow, SourceRow> left(FleetModel model) {
        TableColumn<SourceRow, SourceRow> column =
                text("left", Messages.of("counters.column.left"), 54, row -> leftText(row, model));
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
                link.setText(Messages.of(blocked ? "counters.unblock" : "counters.block"));
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

    /** A standing as people call it. */
    static String word(SourceRow.Standing standing) {
        return switch (standing) {
            case PASSING -> Messages.of("counters.passing");
            case WATCHING -> Messages.of("counters.watching");
            case BLOCKED -> Messages.of("counters.blocked");
        };
    }

    private static String leftText(SourceRow row, FleetModel model) {
        return row.expiresAtMillis() == 0
                ? NONE
                : Figures.timeLeft(row.expiresAtMillis(), model.now().get());
    }

    /** {@code 1 s}, {@code 0.5 s}. */
    static String span(int millis) {
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis / 1e3 + " s";
    }

    private static boolean isSome(double value) {
        return value >= LEAST_SHOWN;
    }

    private static String figure(double value) {
        if (Double.isNaN(value)) {
            return "?";
        }
        if (value < LEAST_SHOWN) {
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
