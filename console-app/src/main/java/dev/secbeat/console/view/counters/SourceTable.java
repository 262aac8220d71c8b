// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/** The virtualised table: rows of one height, calm order, a column for each region. */
final class SourceTable extends TableView<SourceRow> {
    private static final double ROW_HEIGHT = 27;

    /** With more regions than this the table scrolls sideways instead of squeezing its columns. */
    private static final int FITTING_REGIONS = 5;

    private static final double SCROLL_BAR = 12;
    private static final List<String> EXPENDABLE = List.of("trend", "limit", "dimension", "kernel", "left", "dropped");

    private final FleetModel model;
    private final Map<String, TableColumn<SourceRow, SourceRow>> regionColumns = new HashMap<>();
    private long shownSecond;
    private SourceFilter filter = SourceFilter.parse("", List.of());

    SourceTable(FleetModel model, Consumer<SourceRow> act) {
        this.model = model;
        setId("counters-table");
        setAccessibleText("Top sources");
        setFixedCellSize(ROW_HEIGHT);
        setPlaceholder(new Label("No source is counted. Heartbeats bring the busiest each second."));
        getColumns().add(SourceColumns.text("source", "Source", 164, SourceRow::source, "figure-column"));
        getColumns().add(SourceColumns.text("dimension", "Counted", 68, SourceRow::dimension, "muted-column"));
        TableColumn<SourceRow, SourceRow> dropped = SourceColumns.dropped();
        getColumns().add(SourceColumns.global(dropped::isVisible));
        getColumns().add(SourceColumns.limit());
        getColumns().add(dropped);
        getColumns().add(SourceColumns.trend());
        getColumns().add(SourceColumns.state());
        getColumns()
                .add(SourceColumns.text(
                        "kernel", "In kernel on", 120, SourceRow::kernelText, "figure-column", "muted-column"));
        getColumns().add(SourceColumns.left(model));
        getColumns().add(SourceColumns.action(model, act));
        setSortPolicy(table -> {
            arrange(false);
            return true;
        });
        widthProperty().subscribe(this::fit);
        Shown.follow(this, model.regions(), this::addRegions);
        Shown.follow(this, model.sources(), () -> arrange(isHover()));
        Shown.follow(this, model.now(), millis -> tick(millis.longValue() / 1000));
        Shown.follow(this, model.actions().access(), access -> refresh());
        arrange(false);
    }

    void filter(SourceFilter next) {
        filter = next;
        arrange(false);
    }

    /** In a narrow window what says least goes first; the source, its counts and what can be done stay. */
    private void fit() {
        boolean scrolls = regionColumns.size() > FITTING_REGIONS;
        double needed =
                getColumns().stream().mapToDouble(TableColumn::getMinWidth).sum();
        for (String id : EXPENDABLE) {
            for (TableColumn<SourceRow, ?> column : getColumns()) {
                if (("counters-" + id).equals(column.getId())) {
                    boolean hide = !scrolls && getWidth() > 0 && needed > getWidth() - SCROLL_BAR;
                    column.setVisible(!hide);
                    needed -= hide ? column.getMinWidth() : 0;
                }
            }
        }
    }

    /** Between two boards only countdowns change, and those by the second. */
    private void tick(long second) {
        if (second != shownSecond && getScene() != null) {
            shownSecond = second;
            if (getItems().stream().anyMatch(row -> row.expiresAtMillis() > 0)) {
                refresh();
            }
        }
    }

    private void addRegions() {
        List<TableColumn<SourceRow, SourceRow>> inOrder = new ArrayList<>();
        for (RegionModel region : model.regions()) {
            inOrder.add(regionColumns.computeIfAbsent(region.id(), id -> regionColumn(region)));
        }
        List<TableColumn<SourceRow, ?>> shown = new ArrayList<>(getColumns());
        shown.removeAll(inOrder);
        int trend = 0;
        while (!"counters-trend".equals(shown.get(trend).getId())) {
            trend++;
        }
        shown.addAll(trend, inOrder);
        if (!shown.equals(getColumns())) {
            getColumns().setAll(shown);
            fit();
        }
        setColumnResizePolicy(
                regionColumns.size() > FITTING_REGIONS
                        ? UNCONSTRAINED_RESIZE_POLICY
                        : CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
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

    private void arrange(boolean held) {
        List<SourceRow> kept = model.sources().stream().filter(filter.accepts()).toList();
        Comparator<SourceRow> chosen = getComparator();
        List<SourceRow> next = RowOrder.arrange(getItems(), kept, chosen == null ? RowOrder.calm() : chosen, held);
        SourceRow selected = getSelectionModel().getSelectedItem();
        if (sameRows(next)) {
            for (int i = 0; i < next.size(); i++) {
                if (!next.get(i).equals(getItems().get(i))) {
                    getItems().set(i, next.get(i));
                }
            }
        } else {
            getItems().setAll(new ArrayList<>(next));
            reselect(selected);
        }
    }

    private boolean sameRows(List<SourceRow> next) {
        if (next.size() != getItems().size()) {
            return false;
        }
        for (int i = 0; i < next.size(); i++) {
            if (!RowOrder.key(next.get(i)).equals(RowOrder.key(getItems().get(i)))) {
                return false;
            }
        }
        return true;
    }

    private void reselect(@Nullable SourceRow selected) {
        getSelectionModel().clearSelection();
        for (int i = 0; selected != null && i < getItems().size(); i++) {
            if (RowOrder.key(getItems().get(i)).equals(RowOrder.key(selected))) {
                getSelectionModel().select(i);
                return;
            }
        }
    }
}
