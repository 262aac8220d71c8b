// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.SourceRow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TableColumn;

/** A column of the table: it draws lines, and knows how to compare the rows that stand in them. FX thread only. */
final class SourceColumn extends TableColumn<SourceLine, SourceLine> {
    private Comparator<SourceRow> order = Comparator.comparing(SourceRow::source);

    /** @param id without what all have in front */
    SourceColumn(String id, String title, double width, double leastWidth) {
        super(title);
        setId("counters-" + id);
        setPrefWidth(width);
        setMinWidth(leastWidth);
        setReorderable(true);
        setCellValueFactory(line -> new ReadOnlyObjectWrapper<>(line.getValue()));
    }

    SourceColumn ordered(Comparator<SourceRow> next) {
        order = next;
        return this;
    }

    /** Rows by these columns, each up or down; none when no column sorts. */
    static Optional<Comparator<SourceRow>> order(List<? extends TableColumn<SourceLine, ?>> columns) {
        return columns.stream()
                .filter(SourceColumn.class::isInstance)
                .map(SourceColumn.class::cast)
                .map(column -> column.getSortType() == SortType.DESCENDING ? column.order.reversed() : column.order)
                .reduce(Comparator::thenComparing);
    }
}
