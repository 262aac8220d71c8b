// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.Subjects;
import java.util.ArrayList;
import java.util.List;
import javafx.util.Subscription;

/**
 * A place in the table, and the source that stands there now. Places stay and what stands in them changes: a list whose items
 * changed would have JavaFX deal out all its rows and cells anew. FX thread only.
 */
final class SourceLine implements Subjects.Addressed {
    private final List<Runnable> cells = new ArrayList<>();
    private SourceRow row;

    SourceLine(SourceRow row) {
        this.row = row;
    }

    SourceRow row() {
        return row;
    }

    @Override
    public String address() {
        return row.source();
    }

    /** Whether cells show it; what stands in other lines can be changed at no cost. */
    boolean isFollowed() {
        return !cells.isEmpty();
    }

    /** Another source stands here, or the same with other figures. */
    void show(SourceRow next) {
        row = next;
        redraw();
    }

    /** Has its cells drawn: what they show besides the row has changed. */
    void redraw() {
        List.copyOf(cells).forEach(Runnable::run);
    }

    /** Runs {@code draw} whenever this line is to be drawn anew, until the subscription ends. */
    Subscription follow(Runnable draw) {
        cells.add(draw);
        return () -> cells.remove(draw);
    }
}
