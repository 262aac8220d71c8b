// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.samples;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.SampleRow;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.css.PseudoClass;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** The newest samples, newest first, in rows of one height. The chosen row stays chosen while others come in above it. */
final class SampleTable extends TableView<SampleRow> {
    private static final double ROW_HEIGHT = 25;
    private static final double SCROLL_BAR = 12;
    private static final List<String> EXPENDABLE = List.of("length", "node", "destination", "detail");
    private static final PseudoClass PASSED = PseudoClass.getPseudoClass("passed");
    private static final PseudoClass DROPPED = PseudoClass.getPseudoClass("dropped");
    private static final PseudoClass ODD = PseudoClass.getPseudoClass("odd-packet");

    /** Of one character of an address in its size. */
    private static final double FIGURE_WIDTH = 7.25;

    private static final double CELL_PADDING = 18;

    private final TableColumn<SampleRow, SampleRow> source = column(
            "source", Messages.of("samples.source"), 122, row -> row.headers().sourceText(), "figure-column");
    private final TableColumn<SampleRow, SampleRow> destination = column(
            "destination",
            Messages.of("samples.destination"),
            122,
            row -> row.headers().destinationText(),
            "figure-column");
    private final ObservableList<SampleRow> shown = FXCollections.observableArrayList();

    SampleTable() {
        setId("samples-table");
        setAccessibleText(Messages.of("samples.title"));
        setFixedCellSize(ROW_HEIGHT);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        setItems(shown);
        addColumns();
        getColumns().forEach(column -> column.setSortable(false)); // Newest first is what the list means.
        widthProperty().subscribe(this::fit);
    }

    private void addColumns() {
        getColumns()
                .add(fixed(
                        "time",
                        Messages.of("samples.time-in", Times.zoneName()),
                        108,
                        SampleTable::time,
                        "figure-column",
                        "muted-column"));
        getColumns().add(column("node", Messages.of("samples.node"), 112, SampleTable::shortNode));
        getColumns()
                .add(fixed(
                        "action",
                        Messages.of("samples.action"),
                        78,
                        row -> row.packet().action(),
                        "action-column"));
        getColumns()
                .add(column(
                        "reason",
                        Messages.of("samples.reason"),
                        112,
                        row -> row.packet().reason()));
        addPacketColumns();
    }

    private void addPacketColumns() {
        getColumns().add(source);
        getColumns().add(destination);
        getColumns()
                .add(column(
                        "protocol",
                        Messages.of("samples.protocol"),
                        130,
                        row -> row.headers().protocolText(),
                        "figure-column"));
        getColumns().add(column("detail", Messages.of("samples.flags"), 96, SampleTable::detail, "detail-column"));
        getColumns()
                .add(fixed(
                        "length",
                        Messages.of("samples.bytes-column"),
                        60,
                        SampleTable::bytes,
                        "figure-column",
                        "right"));
    }

    /** {@code 14:02:11.318}, by the node's clock. */
    static String time(SampleRow row) {
        return Times.precise(row.packet().epochMillis());
    }

    /** Its name alone where that tells the region. */
    private static String shortNode(SampleRow row) {
        String name = row.node().name();
        return name.startsWith(row.node().region().value()) ? name : row.node().toString();
    }

    static String bytes(SampleRow row) {
        return Figures.grouped(row.packet().frameBytes());
    }

    /** Flags, and what is odd about the packet. */
    static String detail(SampleRow row) {
        String detail = row.headers().detail();
        String oddity = row.headers().oddity();
        return detail.isEmpty() || oddity.isEmpty() ? detail + oddity : detail + " · " + oddity;
    }

    /** Replaces the rows; what was chosen stays chosen while it is among them. */
    void show(List<SampleRow> rows) {
        SampleRow chosen = getSelectionModel().getSelectedItem();
        giveRoom(rows);
        shown.setAll(rows);
        reselect(chosen);
    }

    /** From whom to whom is what one reads: as wide as the longest address of these, and never narrower again. */
    private void giveRoom(List<SampleRow> rows) {
        boolean wider = widen(source, rows, row -> row.headers().sourceText());
        if (widen(destination, rows, row -> row.headers().destinationText()) || wider) {
            fit();
        }
    }

    private static boolean widen(
            TableColumn<SampleRow, SampleRow> column, List<SampleRow> rows, Function<SampleRow, String> text) {
        int longest =
                rows.stream().mapToInt(row -> text.apply(row).length()).max().orElse(0);
        double needed = longest * FIGURE_WIDTH + CELL_PADDING;
        if (needed <= column.getMinWidth()) {
            return false;
        }
        column.setMinWidth(needed);
        column.setPrefWidth(needed);
        return true;
    }

    private void reselect(@Nullable SampleRow chosen) {
        for (int i = 0; chosen != null && i < shown.size(); i++) {
            if (isSame(shown.get(i), chosen)) {
                getSelectionModel().clearAndSelect(i);
                return;
            }
        }
        getSelectionModel().clearSelection();
    }

    /** The very packet: two that look alike are two. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(SampleRow one, SampleRow other) {
        return one == other;
    }

    /** In a narrow window what says least goes first; the detail below has all of it. */
    private void fit() {
        double needed =
                getColumns().stream().mapToDouble(TableColumn::getMinWidth).sum();
        for (String id : EXPENDABLE) {
            for (TableColumn<SampleRow, ?> column : getColumns()) {
                if (("samples-" + id).equals(column.getId())) {
                    boolean hide = getWidth() > 0 && needed > getWidth() - SCROLL_BAR;
                    column.setVisible(!hide);
                    needed -= hide ? column.getMinWidth() : 0;
                }
            }
        }
    }

    /** A column whose texts all have one width. */
    private static TableColumn<SampleRow, SampleRow> fixed(
            String id, String title, double width, Function<SampleRow, String> text, String... styles) {
        TableColumn<SampleRow, SampleRow> column = column(id, title, width, text, styles);
        column.setMaxWidth(width);
        return column;
    }

    private static TableColumn<SampleRow, SampleRow> column(
            String id, String title, double width, Function<SampleRow, String> text, String... styles) {
        TableColumn<SampleRow, SampleRow> column = new TableColumn<>(title);
        column.setId("samples-" + id);
        column.setPrefWidth(width);
        column.setMinWidth(width);
        column.getStyleClass().addAll(styles);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(any -> new Cell(text));
        return column;
    }

    private static final class Cell extends TableCell<SampleRow, SampleRow> {
        private final Function<SampleRow, String> text;
        private final Tooltip tip = new Tooltip();

        Cell(Function<SampleRow, String> text) {
            this.text = text;
        }

        @Override
        protected void updateItem(SampleRow row, boolean empty) {
            super.updateItem(row, empty);
            boolean blank = empty || row == null;
            String shown = blank ? "" : text.apply(row);
            setText(shown);
            tip.setText(shown);
            setTooltip(shown.isEmpty() ? null : tip);
            pseudoClassStateChanged(DROPPED, !blank && row.packet().action().equals("drop"));
            pseudoClassStateChanged(PASSED, !blank && row.packet().action().equals("pass"));
            pseudoClassStateChanged(ODD, !blank && !row.headers().oddity().isEmpty());
        }
    }
}
