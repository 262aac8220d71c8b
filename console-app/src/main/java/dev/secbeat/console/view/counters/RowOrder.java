// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.SourceRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps rows where a person expects them. While held (the pointer is over the table, a row is selected), rows keep their
 * places and only their figures change; new ones join at the end.
 */
final class RowOrder {
    private RowOrder() {}

    /** A row's identity over time. */
    static String key(SourceRow row) {
        return row.source() + " " + row.dimension();
    }

    /**
     * The rows in their new order: as {@code shown} before while held, else by {@code order}; without one as they are, for
     * the model has them in {@link SourceRow#CALM} order.
     */
    static List<SourceRow> arrange(
            List<SourceRow> shown, List<SourceRow> rows, Optional<Comparator<SourceRow>> order, boolean held) {
        List<SourceRow> sorted = new ArrayList<>(rows);
        order.ifPresent(sorted::sort);
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
