// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Origins;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.SourceQuery;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/** The virtualised table: rows of one height, calm order, a column for each region. */
final class SourceTable extends TableView<SourceRow> {
    private static final double ROW_HEIGHT = 27;

    /** Of so many changed rows the table is told one by one; of more at once, for it does much at each. */
    private static final int FEW = 50;

    /** With more regions than this there is one column of where a source is loudest instead of one of each. */
    private static final int FITTING_REGIONS = 5;

    private static final double SCROLL_BAR = 12;
    private static final int MOST_ORIGINS = 10_000;
    private static final String REGION = "counters-region-";
    private static final List<String> EXPENDABLE = List.of("trend", "limit", "dimension", "kernel", "left", "dropped");

    private final FleetModel model;
    private final Map<String, TableColumn<SourceRow, SourceRow>> regionColumns = new HashMap<>();
    private final TableColumn<SourceRow, SourceRow> loudest = SourceColumns.loudest();
    private final Label nothing = new Label(Messages.of("counters.empty"));
    private final Map<String, String> origins = new HashMap<>();
    private boolean all;
    private SourceFilter filter = SourceFilter.parse("", List.of());

    /**
     * @param act takes the row whose action was chosen
     * @param onSort is run when all sources are shown and are to be sorted otherwise
     */
    SourceTable(FleetModel model, Consumer<SourceRow> act, Runnable onSort) {
        this.model = model;
        setId("counters-table");
        setAccessibleText(Messages.of("counters.title"));
        setFixedCellSize(ROW_HEIGHT);
        setPlaceholder(nothing);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        getColumns()
                .add(SourceColumns.text(
                        "source", Messages.of("counters.column.source"), 164, SourceRow::source, "figure-column"));
        getColumns()
                .add(SourceColumns.text(
                        "dimension", Messages.of("counters.column.counted"), 68, SourceRow::dimension, "muted-column"));
        TableColumn<SourceRow, SourceRow> origin =
                SourceColumns.text("origin", Messages.of("counters.column.origin"), 104, this::origin, "muted-column");
        origin.setVisible(false);
        getColumns().add(1, origin);
        Shown.follow(this, model.asked().origins(), next -> locate(origin, next));
        TableColumn<SourceRow, SourceRow> dropped = SourceColumns.dropped();
        getColumns().add(SourceColumns.global(dropped::isVisible));
        getColumns().add(SourceColumns.limit());
        getColumns().add(dropped);
        getColumns().add(SourceColumns.trend());
        getColumns().add(SourceColumns.state());
        getColumns()
                .add(SourceColumns.text(
                        "kernel",
                        Messages.of("counters.column.kernel"),
                        120,
                        SourceRow::kernelText,
                        "figure-column",
                        "muted-column"));
        getColumns().add(SourceColumns.left(model));
        getColumns().add(SourceColumns.action(model, act));
        setSortPolicy(table -> {
            if (all) {
                onSort.run();
            }
            arrange(false);
            return true;
        });
        Shown.follow(this, model.asked().held(), held -> arrangeSoon());
        widthProperty().subscribe(this::fit);
        Shown.follow(this, model.regions(), this::addRegions);
        Shown.follow(this, model.sources(), this::arrangeSoon);
        Shown.follow(this, model.actions().access(), access -> refresh());
        arrange(false);
    }

    void filter(SourceFilter next) {
        filter = next;
        arrange(false);
    }

    /** Says what no row means. */
    void explainEmpty(String text) {
        nothing.setText(text);
    }

    /** Shows all sources that are held, or the busiest again. */
    void useAll(boolean on) {
        all = on;
        arrange(false);
    }

    /** The query, in the order in which a person wants the table. */
    SourceQuery sorted(SourceQuery query) {
        if (getSortOrder().isEmpty()) {
            return query;
        }
        TableColumn<SourceRow, ?> first = getSortOrder().getFirst();
        boolean down = first.getSortType() == TableColumn.SortType.DESCENDING;
        String id = first.getId();
        if (id.startsWith(REGION)) {
            return query.sortedBy(SourceQuery.Sort.REGION, id.substring(REGION.length()), down);
        }
        SourceQuery.Sort sort = switch (id) {
            case "counters-source" -> SourceQuery.Sort.SOURCE;
            case "counters-limit" -> SourceQuery.Sort.SHARE;
            default -> SourceQuery.Sort.GLOBAL;
        };
        return query.sortedBy(sort, "", down);
    }

    /** In a narrow window what says least goes first; the source, its counts and what can be done stay. */
    private void fit() {
        double needed = getColumns().stream()
                .filter(column -> column.isVisible() || EXPENDABLE.contains(word(column)))
                .mapToDouble(TableColumn::getMinWidth)
                .sum();
        for (String id : EXPENDABLE) {
            for (TableColumn<SourceRow, ?> column : getColumns()) {
                if (("counters-" + id).equals(column.getId())) {
                    boolean hide = getWidth() > 0 && needed > getWidth() - SCROLL_BAR;
                    column.setVisible(!hide);
                    needed -= hide ? column.getMinWidth() : 0;
                }
            }
        }
    }

    /** A column's id without what all have in front. */
    private static String word(TableColumn<SourceRow, ?> column) {
        return column.getId().substring("counters-".length());
    }

    private void addRegions() {
        List<TableColumn<SourceRow, SourceRow>> inOrder = new ArrayList<>();
        if (model.regions().size() > FITTING_REGIONS) {
            inOrder.add(loudest);
        } else {
            model.regions()
                    .forEach(region ->
                            inOrder.add(regionColumns.computeIfAbsent(region.id(), id -> regionColumn(region))));
        }
        List<TableColumn<SourceRow, ?>> shown = new ArrayList<>(getColumns());
        shown.removeIf(
                column -> (column.equals(loudest) || regionColumns.containsValue(column)) && !inOrder.contains(column));
        inOrder.removeAll(shown); // where a person has put them they stay
        int trend = 0;
        while (!"counters-trend".equals(shown.get(trend).getId())) {
            trend++;
        }
        shown.addAll(trend, inOrder);
        if (!shown.equals(getColumns())) {
            getColumns().setAll(shown);
            fit();
        }
    }

    /** What a region counts, or else drops; a question mark while none of its nodes is heard and others are. */
    private static TableColumn<SourceRow, SourceRow> regionColumn(RegionModel region) {
        String id = region.id();
        return SourceColumns.region(
                id,
                row -> {
                    boolean silent = !region.state().get().live().freshness().isFresh();
                    return silent && !row.perRegion().containsKey(id)
                            ? Double.NaN
                            : row.perRegion().getOrDefault(id, 0.0);
                },
                row -> row.droppedPerRegion().getOrDefault(id, 0.0));
    }

    private void arrangeSoon() {
        model.pace().soon(this, () -> arrange(isHover()));
    }

    private void arrange(boolean held) {
        List<SourceRow> kept = all
                ? known()
                : model.sources().stream().filter(filter.accepts()).toList();
        Optional<Comparator<SourceRow>> order = all ? Optional.empty() : Optional.ofNullable(getComparator());
        List<SourceRow> next = RowOrder.arrange(getItems(), kept, order, held);
        SourceRow selected = getSelectionModel().getSelectedItem();
        List<Integer> changed = sameRows(next) ? changed(next) : List.of();
        if (sameRows(next) && changed.size() <= FEW) {
            changed.forEach(at -> getItems().set(at, next.get(at)));
        } else {
            getItems().setAll(new ArrayList<>(next));
            reselect(selected);
        }
    }

    /** Where a source comes from; empty while that is not known. */
    String origin(SourceRow row) {
        return origins.getOrDefault(row.source(), "");
    }

    /** Sources in the table whose origin was not asked for yet. */
    List<String> unlocated() {
        return getItems().stream()
                .map(SourceRow::source)
                .filter(source -> !origins.containsKey(source))
                .distinct()
                .toList();
    }

    private void locate(TableColumn<SourceRow, SourceRow> column, Origins next) {
        if (origins.size() > MOST_ORIGINS) {
            origins.clear();
        }
        origins.putAll(next.bySource());
        if (column.isVisible() != next.given()) {
            column.setVisible(next.given());
            fit();
        }
        if (!next.bySource().isEmpty()) {
            refresh();
        }
    }

    /** The rows found among all, each with what is known of it besides while it is one of the busiest. */
    private List<SourceRow> known() {
        Map<String, SourceRow> busiest = new HashMap<>();
        model.sources().forEach(row -> busiest.put(RowOrder.key(row), row));
        return model.asked().held().get().rows().stream()
                .map(row -> busiest.getOrDefault(RowOrder.key(row), row))
                .toList();
    }

    private List<Integer> changed(List<SourceRow> next) {
        return IntStream.range(0, next.size())
                .filter(at -> !next.get(at).equals(getItems().get(at)))
                .boxed()
                .toList();
    }

    private boolean sameRows(List<SourceRow> next) {
        if (next.size() != getItems().size()) {
            return false;
        }
        for (int i = 0; i < next.size(); i++) {
            if (!next.get(i).isSameAs(getItems().get(i))) {
                return false;
            }
        }
        return true;
    }

    private void reselect(@Nullable SourceRow selected) {
        getSelectionModel().clearSelection();
        for (int i = 0; selected != null && i < getItems().size(); i++) {
            if (getItems().get(i).isSameAs(selected)) {
                getSelectionModel().select(i);
                return;
            }
        }
    }
}
