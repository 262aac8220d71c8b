// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.model.Trend;
import dev.secbeat.console.view.widget.Dimensions;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Spark;
import dev.secbeat.console.view.widget.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Tooltip;

/** The columns of the table, each knowing how to draw and how to compare. */
final class SourceColumns {
    /** Columns that may be squeezed, and how far. */
    private static final Set<String> FLEXIBLE = Set.of("limit", "trend");

    private static final String NONE = "–";
    private static final double LEAST_SHARE = 0.8;
    private static final int LOUDEST = 3;

    /** Width of a letter of the figures' font at the table's size, and of what is left and right of them; pixels. */
    private static final double LETTER = 7.5;

    private static final double CELL_EDGES = 16;

    /** Before packets dropped, where a count would stand. */
    private static final String DROPPED_MARK = "✕";

    /** Rates below are shown as none. */
    private static final double LEAST_SHOWN = 0.05;

    private SourceColumns() {}

    /** A column of text. */
    static SourceColumn text(
            String id, String title, double width, Function<SourceRow, String> text, String... styles) {
        SourceColumn column = column(id, title, width);
        column.getStyleClass().addAll(styles);
        column.ordered(Comparator.comparing(text));
        column.setCellFactory(any -> new SourceCell((cell, row) -> cell.setText(text.apply(row))));
        return column;
    }

    /**
     * What is counted over all regions; a dash where nothing of it reaches a counter, or, while the column of what is
     * dropped has no room, that behind a cross.
     */
    static SourceColumn global(BooleanSupplier droppedShown) {
        SourceColumn column = column("global", Messages.of("counters.column.global"), 72);
        column.getStyleClass().addAll("figure-column", "strong-column", "right");
        column.ordered(Comparator.comparingDouble(SourceRow::globalPerSecond));
        column.setCellFactory(any -> {
            Tooltip tooltip = new Tooltip();
            return new SourceCell((cell, row) -> {
                boolean instead = !droppedShown.getAsBoolean()
                        && !isSome(row.globalPerSecond())
                        && isSome(row.droppedPerSecond());
                cell.setText(instead ? DROPPED_MARK + figure(row.droppedPerSecond()) : figure(row.globalPerSecond()));
                cell.setDropped(instead);
                tooltip.setText(Messages.of(
                        "counters.tip.counted", Dimensions.word(row.dimension()), span(row.windowMillis())));
                cell.setTooltip(row.windowMillis() > 0 ? tooltip : null);
            });
        });
        return column;
    }

    /** What its block drops before it can be counted: packets, in the colour of dropped packets everywhere. */
    static SourceColumn dropped() {
        SourceColumn column = column("dropped", Messages.of("counters.column.dropped"), 96);
        column.getStyleClass().addAll("figure-column", "right");
        column.ordered(Comparator.comparingDouble(SourceRow::droppedPerSecond));
        column.setCellFactory(any -> {
            Tooltip tooltip = new Tooltip();
            return new SourceCell((cell, row) -> {
                boolean some = isSome(row.droppedPerSecond());
                cell.setText(some ? Messages.of("counters.dropped-rate", figure(row.droppedPerSecond())) : NONE);
                if (some) {
                    tooltip.setText(Messages.of("counters.tip.dropped", figure(row.droppedPerSecond())));
                }
                cell.setTooltip(some ? tooltip : null);
                cell.setDropped(some);
            });
        });
        return column;
    }

    /**
     * A region's column: what it counts; where that is nothing and its block drops packets, those behind a cross, in the
     * colour of dropped packets; a dash where there is neither, a question mark where it is not known.
     */
    static SourceColumn region(String id, ToDoubleFunction<SourceRow> counted, ToDoubleFunction<SourceRow> dropped) {
        SourceColumn column = column("region-" + id, id, 66);
        column.getStyleClass().addAll("figure-column", "right");
        column.setCellFactory(any -> {
            Tooltip tooltip = new Tooltip();
            return new SourceCell((cell, row) -> {
                double drops = dropped.applyAsDouble(row);
                double counts = counted.applyAsDouble(row);
                boolean some = isSome(drops);
                boolean instead = some && !isSome(counts);
                cell.setText(instead ? DROPPED_MARK + figure(drops) : figure(counts));
                if (some) {
                    tooltip.setText(Messages.of("counters.tip.dropped-in", figure(drops), id));
                }
                cell.setTooltip(some ? tooltip : null);
                cell.setDropped(instead);
            });
        });
        column.ordered(Comparator.comparingDouble(counted).thenComparingDouble(dropped));
        return column;
    }

    /** Where a source is loudest, of many regions: the first three, or as many as fit, and how many more; all of them when pointed at. */
    static SourceColumn loudest() {
        SourceColumn column = column("regions", Messages.of("counters.column.regions"), 200);
        column.setPrefWidth(470);
        column.getStyleClass().addAll("figure-column", "muted-column");
        column.ordered(Comparator.comparingDouble(SourceColumns::loudestRegion));
        column.widthProperty()
                .map(width -> (int) (width.doubleValue() / LETTER))
                .subscribe((before, now) -> Optional.ofNullable(column.getTableView())
                        .filter(table -> !now.equals(before))
                        .ifPresent(table -> table.getItems().forEach(SourceLine::redraw)));
        column.setCellFactory(any -> {
            Tooltip tooltip = new Tooltip();
            return new SourceCell((cell, row) -> {
                List<String> regions = byLoudness(row);
                cell.setText(regions.isEmpty() ? NONE : fitting(regions, column.getWidth()));
                tooltip.setText(String.join("\n", regions));
                cell.setTooltip(regions.isEmpty() ? null : tooltip);
            });
        });
        return column;
    }

    /** {@code apac 100 · us-east 9 +3}: the loudest three, or fewer where that is cut short; one at least. */
    static String fitting(List<String> regions, double width) {
        int letters = (int) ((width - CELL_EDGES) / LETTER);
        String text = "";
        for (int named = Math.min(LOUDEST, regions.size()); named > 0; named--) {
            String more = regions.size() > named ? " +" + (regions.size() - named) : "";
            text = String.join(" · ", regions.subList(0, named)) + more;
            if (text.length() <= letters) {
                break;
            }
        }
        return text;
    }

    private static double loudestRegion(SourceRow row) {
        return row.perRegion().values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    /** {@code apac 100}, the loudest first; what is only dropped comes after what is counted, behind a cross. */
    private static List<String> byLoudness(SourceRow row) {
        List<String> regions = new ArrayList<>();
        byValue(row.perRegion()).forEach(region -> regions.add(region.getKey() + " " + figure(region.getValue())));
        byValue(row.droppedPerRegion())
                .filter(region -> !isSome(row.perRegion().getOrDefault(region.getKey(), 0.0)))
                .forEach(region -> regions.add(region.getKey() + " " + DROPPED_MARK + figure(region.getValue())));
        return regions;
    }

    private static Stream<Map.Entry<String, Double>> byValue(Map<String, Double> regions) {
        return regions.entrySet().stream()
                .filter(region -> isSome(region.getValue()))
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()));
    }

    /** How much of its limit a source uses. */
    static SourceColumn limit() {
        SourceColumn column = column("limit", Messages.of("counters.column.limit"), 86);
        column.ordered(Comparator.comparingDouble(SourceRow::limitShare));
        column.setCellFactory(any -> {
            LimitBar bar = new LimitBar();
            return new SourceCell((cell, row) -> cell.setGraphic(bar.show(row)));
        });
        return column;
    }

    /** The last minute: what is counted of it; of a blocked source what is dropped. */
    static SourceColumn trend() {
        SourceColumn column = column("trend", "60 s", 80);
        column.setSortable(false);
        column.setCellFactory(any -> {
            Spark spark = new Spark(Trend.CAPACITY, "spark-trend");
            spark.setMaxHeight(14);
            spark.setPrefSize(72, 14);
            Tooltip tooltip = new Tooltip();
            return new SourceCell((cell, row) -> {
                boolean blocked = row.standing() == SourceRow.Standing.BLOCKED;
                Trend trend = blocked ? row.droppedTrend() : row.trend();
                Texts.style(spark, "spark", "spark-trend", "tone-" + tone(row.standing()));
                spark.show(trend.size(), trend::at);
                tooltip.setText(
                        blocked
                                ? Messages.of("counters.tip.dropped-trend")
                                : Messages.of("counters.tip.trend", Dimensions.word(row.dimension())));
                cell.setGraphic(spark);
                cell.setTooltip(tooltip);
            });
        });
        return column;
    }

    /** Passing, watching or blocked. */
    static SourceColumn state() {
        SourceColumn column = column("state", Messages.of("counters.column.state"), 84);
        column.ordered(Comparator.comparing(SourceRow::standing));
        column.setCellFactory(any -> {
            Pill pill = new Pill();
            return new SourceCell((cell, row) -> {
                pill.show(word(row.standing()), tone(row.standing()));
                cell.setGraphic(pill);
            });
        });
        return column;
    }

    /** Time left of a block, counting down. */
    static SourceColumn left(FleetModel model) {
        Function<SourceRow, String> text = row -> leftText(row, model);
        SourceColumn column = text("left", Messages.of("counters.column.left"), 54, text);
        column.setCellFactory(any -> {
            SourceCell countdown = new SourceCell((cell, row) -> cell.setText(text.apply(row)));
            Shown.follow(countdown, model.now(), now -> countdown.redraw()); // between two boards nothing else changes
            return countdown;
        });
        column.getStyleClass().addAll("figure-column", "muted-column", "right");
        column.ordered(Comparator.comparingLong(SourceRow::expiresAtMillis));
        return column;
    }

    /** What can be done about it. */
    static SourceColumn action(FleetModel model, Consumer<SourceRow> act) {
        SourceColumn column = column("action", "", 82);
        column.setSortable(false);
        column.setCellFactory(any -> {
            Hyperlink link = new Hyperlink();
            link.getStyleClass().add("row-action");
            link.disableProperty().bind(model.actions().access().map(access -> !access.canAct()));
            return new SourceCell((cell, row) -> {
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
            case GONE -> "gone";
        };
    }

    /** A standing as people call it. */
    static String word(SourceRow.Standing standing) {
        return switch (standing) {
            case PASSING -> Messages.of("counters.passing");
            case WATCHING -> Messages.of("counters.watching");
            case BLOCKED -> Messages.of("counters.blocked");
            case GONE -> Messages.of("counters.gone");
        };
    }

    private static String leftText(SourceRow row, FleetModel model) {
        return row.expiresAtMillis() == 0
                ? NONE
                : Figures.timeLeft(row.expiresAtMillis(), model.now().get());
    }

    /** {@code 1 s}, {@code 0.5 s}, {@code 0,5 s} in German. */
    static String span(int millis) {
        return Figures.decimal(millis / 1e3) + " s";
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
        return value < 0.95 ? Figures.tenths(value) : Figures.compact(value);
    }

    private static SourceColumn column(String id, String title, double width) {
        return new SourceColumn(id, title, width, FLEXIBLE.contains(id) ? width * LEAST_SHARE : width);
    }
}
