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
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/**
 * The virtualised table: lines of one height that keep their places, calm order, a column for each region. What is seen of
 * an update is drawn line by line, as the model's pace allows; what is not seen has it at once.
 */
final class SourceTable extends TableView<SourceLine> {
    private static final double ROW_HEIGHT = 27;

    /** With more regions than this there is one column of where a source is loudest instead of one of each. */
    private static final int FITTING_REGIONS = 5;

    private static final double SCROLL_BAR = 12;
    private static final int MOST_ORIGINS = 10_000;
    private static final String REGION = "counters-region-";
    private static final List<String> EXPENDABLE = List.of("trend", "limit", "dimension", "kernel", "left", "dropped");

    private final FleetModel model;
    private final Map<String, SourceColumn> regionColumns = new HashMap<>();
    private final SourceColumn loudest = SourceColumns.loudest();
    private final Label nothing = new Label(Messages.of("counters.empty"));
    private final Map<String, String> origins = new HashMap<>();
    private final ReadOnlyObjectWrapper<Optional<SourceRow>> chosen = new ReadOnlyObjectWrapper<>(Optional.empty());
    private List<SourceRow> rows = List.of();
    private boolean arranging;
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
        SourceColumn origin =
                SourceColumns.text("origin", Messages.of("counters.column.origin"), 104, this::origin, "muted-column");
        origin.setVisible(false);
        getColumns().add(1, origin);
        Shown.follow(this, model.asked().origins(), next -> locate(origin, next));
        SourceColumn dropped = SourceColumns.dropped();
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
        Shown.follow(this, model.regions(), () -> model.pace().soon(loudest, this::addRegions));
        Shown.follow(this, model.sources(), this::arrangeSoon);
        getSelectionModel().selectedItemProperty().subscribe(this::selected);
        skinProperty().subscribe(this::isolate);
        arrange(false);
    }

    /**
     * JavaFX holds the rows in a group, which is as large as what is in it: with each text that changes anywhere in a row it has
     * the table and all around it laid out, for it may have grown. Rows are as wide as the columns and of one height.
     */
    private void isolate() {
        Optional.ofNullable(lookup(".sheet")).ifPresent(rows -> rows.setManaged(false));
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
        TableColumn<SourceLine, ?> first = getSortOrder().getFirst();
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
            for (TableColumn<SourceLine, ?> column : getColumns()) {
                if (("counters-" + id).equals(column.getId())) {
                    boolean hide = getWidth() > 0 && needed > getWidth() - SCROLL_BAR;
                    column.setVisible(!hide);
                    needed -= hide ? column.getMinWidth() : 0;
                }
            }
        }
    }

    /** A column's id without what all have in front. */
    private static String word(TableColumn<SourceLine, ?> column) {
        return column.getId().substring("counters-".length());
    }

    private void addRegions() {
        List<SourceColumn> inOrder = new ArrayList<>();
        if (model.regions().size() > FITTING_REGIONS) {
            inOrder.add(loudest);
        } else {
            model.regions()
                    .forEach(region ->
                            inOrder.add(regionColumns.computeIfAbsent(region.id(), id -> regionColumn(region))));
        }
        List<TableColumn<SourceLine, ?>> shown = new ArrayList<>(getColumns());
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
    private static SourceColumn regionColumn(RegionModel region) {
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
                ? model.asked().held().get().rows()
                : model.sources().stream().filter(filter.accepts()).toList();
        Optional<Comparator<SourceRow>> order = all ? Optional.empty() : SourceColumn.order(getSortOrder());
        rows = List.copyOf(RowOrder.arrange(rows, kept, order, held));
        arranging = true;
        if (getItems().size() > rows.size()) {
            getItems().remove(rows.size(), getItems().size());
        }
        for (int i = 0; i < getItems().size(); i++) {
            put(getItems().get(i), rows.get(i));
        }
        if (getItems().size() < rows.size()) {
            getItems()
                    .addAll(rows.subList(getItems().size(), rows.size()).stream()
                            .map(SourceLine::new)
                            .toList());
        }
        follow();
        arranging = false;
    }

    private void put(SourceLine line, SourceRow row) {
        if (line.isFollowed()) {
            model.pace().soon(line, () -> line.show(row));
        } else {
            line.show(row);
        }
    }

    /** The chosen source stays chosen where it stands now; what it leaves and what it comes to are drawn at once. */
    private void follow() {
        int from = getSelectionModel().getSelectedIndex();
        int to = chosen.get().map(this::placeOf).orElse(-1);
        for (int at : new int[] {from, to}) {
            if (at >= 0) {
                getItems().get(at).show(rows.get(at));
            }
        }
        if (to < 0) {
            getSelectionModel().clearSelection();
        } else if (to != from) {
            getSelectionModel().select(to);
        }
        chosen.set(to < 0 ? Optional.empty() : Optional.of(rows.get(to)));
    }

    /** What a person chooses is what they see, though another source may stand there already. */
    private void selected(@Nullable SourceLine line) {
        if (!arranging) {
            chosen.set(Optional.ofNullable(line).map(SourceLine::row));
            follow();
        }
    }

    private int placeOf(SourceRow row) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).isSameAs(row)) {
                return i;
            }
        }
        return -1;
    }

    /** What is selected, as it is now; it stays so wherever it moves. */
    ReadOnlyObjectProperty<Optional<SourceRow>> chosen() {
        return chosen.getReadOnlyProperty();
    }

    /** All that the table holds, in its order; what is seen of it may be a few pulses behind. */
    List<SourceRow> rows() {
        return rows;
    }

    /** Where a source comes from; empty while that is not known. */
    String origin(SourceRow row) {
        return origins.getOrDefault(row.source(), "");
    }

    /** Sources in the table whose origin was not asked for yet. */
    List<String> unlocated() {
        return rows.stream()
                .map(SourceRow::source)
                .filter(source -> !origins.containsKey(source))
                .distinct()
                .toList();
    }

    private void locate(SourceColumn column, Origins next) {
        if (origins.size() > MOST_ORIGINS) {
            origins.clear();
        }
        origins.putAll(next.bySource());
        if (column.isVisible() != next.given()) {
            column.setVisible(next.given());
            fit();
        }
        if (!next.bySource().isEmpty()) {
            getItems().forEach(SourceLine::redraw);
        }
    }
}
