// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import dev.secbeat.console.view.widget.Figure;
import dev.secbeat.console.view.widget.HealthMark;
import dev.secbeat.console.view.widget.Subjects;
import dev.secbeat.console.view.widget.Texts;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.scene.control.TreeCell;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** A line of the list: health as shape and colour, name, nodes, throughput. It stays, and what it stands for changes. */
final class FleetCell extends TreeCell<FleetEntry> {
    private static final PseudoClass OLD = PseudoClass.getPseudoClass("old");
    private static final PseudoClass NODE = PseudoClass.getPseudoClass("node");

    private final Row row = new Row();

    FleetCell() {
        setPadding(Insets.EMPTY);
    }

    /** Draws what its line says now; what has not changed is not touched. */
    void redraw() {
        FleetEntry entry = getItem();
        if (entry == null || isEmpty()) {
            return;
        }
        FleetEntry.Line line = entry.line();
        row.show(entry, line);
        pseudoClassStateChanged(OLD, !line.rates().freshness().isFresh());
        String told = entry.told(line);
        if (!told.equals(getAccessibleText())) {
            setAccessibleText(told);
        }
    }

    @Override
    protected void updateItem(@Nullable FleetEntry entry, boolean empty) {
        super.updateItem(entry, empty);
        setText(null);
        if (empty || entry == null) {
            setGraphic(null);
            setId(null);
            setAccessibleText(null);
            return;
        }
        setId("regions-" + entry.id());
        Subjects.region(this, entry.region().id());
        pseudoClassStateChanged(NODE, entry instanceof FleetEntry.OfNode);
        row.name(entry.id());
        setGraphic(row);
        redraw();
    }

    /** The parts of a line at fixed places: figures that change do not have the list laid out. */
    private static final class Row extends Region {
        private static final double MARK = 10;
        private static final double GAP = 7;
        private static final double PASSED = 40;
        private static final double EDGE = 8;

        private final HealthMark mark = new HealthMark();
        private final Figure name = new Figure("");
        private final Figure nodes = new Figure("", "figure", "muted");
        private final Figure passed = new Figure("", "figure");

        Row() {
            getStyleClass().add("fleet-row");
            getChildren().addAll(mark, name, nodes, passed);
        }

        void name(String id) {
            nodes.setId("regions-nodes-" + id);
            passed.setId("regions-passed-" + id);
        }

        void show(FleetEntry entry, FleetEntry.Line line) {
            mark.show(line.health());
            Texts.mark(this, line.health());
            name.setText(entry.name());
            nodes.setText(line.nodes());
            passed.setText(line.passed());
        }

        @Override
        protected double computePrefWidth(double height) {
            return 0; // it takes what the list has
        }

        @Override
        protected void layoutChildren() {
            double high = getHeight();
            double end = getWidth() - EDGE;
            mark.resizeRelocate(0, snapPositionY((high - MARK) / 2), MARK, MARK);
            passed.resizeRelocate(end - PASSED, 0, PASSED, high);
            double reached = nodes.getText().isEmpty() ? 0 : snapSizeX(nodes.prefWidth(-1)) + 1;
            nodes.resizeRelocate(end - PASSED - reached, 0, reached, high);
            double from = MARK + GAP;
            name.resizeRelocate(from, 0, Math.max(0, end - PASSED - reached - from), high);
        }
    }
}
