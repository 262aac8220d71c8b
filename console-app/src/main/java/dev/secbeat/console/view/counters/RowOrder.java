// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.SourceRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Keeps rows where a person expects them. While held (the pointer is over the table, a row is selected), rows keep their
 * places and only their figures change; new ones join at the end.
 */
final class RowOrder {
    /** Rates this close count as equal, so that neighbours do not swap with each tick. */
    private static final double STEP = Math.log(1.25);

    private RowOrder() {}

    /** A row's identity over time. */
    static String key(SourceRow row) {
        return row.source() + " " + row.dimension();
    }

    /** When no column is sorted: blocked sources first, those that still attack before others; then the busiest. */
    static Comparator<SourceRow> calm() {
        return Comparator.comparing(SourceRow::standing, RowOrder::blockedFirst)
                .thenComparing(byStep(SourceRow::droppedPerSecond))
                .thenComparing(byStep(SourceRow::globalPerSecond))
                .thenComparing(SourceRow::source)
                .thenComparing(SourceRow::dimension);
    }

    private static int blockedFirst(SourceRow.Standing one, SourceRow.Standing other) {
        return Boolean.compare(other == SourceRow.Standing.BLOCKED, one == SourceRow.Standing.BLOCKED);
    }

    /** The larger first, in coarse steps. */
    private static Comparator<SourceRow> byStep(ToDoubleFunction<SourceRow> rate) {
        return Comparator.comparingLong((SourceRow row) -> Math.round(Math.log1p(rate.applyAsDouble(row)) / STEP))
                .reversed();
    }

    /** The rows in their new order: as {@code shown} before while held, else by {@code order}. */
    static List<SourceRow> arrange(
            List<SourceRow> shown, List<SourceRow> rows, Comparator<SourceRow> order, boolean held) {
        List<SourceRow> sorted = new ArrayList<>(rows);
        sorted.sort(order);
        if (!held) {
            return sorted;
        }
        Map<String, SourceRow> byKey = new HashMap<>();
        sorted.forEach(row -> byKey.put(key(row), row));
        List<SourceRow> kept = new ArrayList<>();
        for (SourceRow old : shown) {
            SourceRow now = byKey.remove(key(old));
            if (now != null) {
                kept.add(now);
            }
        }
        sorted.stream().filter(row -> byKey.containsKey(key(row))).forEach(kept::add);
        return kept;
    }
}
