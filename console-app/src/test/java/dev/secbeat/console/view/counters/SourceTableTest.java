// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.Board;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.model.Trend;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.console.view.widget.Pill;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.collections.ListChangeListener;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.TableRow;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What is seen of a table changes in its places: rows and cells stay, and nothing around them is laid out. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class SourceTableTest {
    private static final int COUNT = 300;

    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of());
    private SourceTable table;
    private long nowNanos = 1_000_000_000;

    @Start
    void start(Stage stage) {
        table = new SourceTable(model, row -> {}, () -> {});
        Stages.show(stage, new StackPane(table), 1000, 400);
        tell(rising(100, COUNT));
    }

    /** Under the pointer rows keep their order. */
    @BeforeEach
    void pointElsewhere(FxRobot robot) {
        robot.moveTo(new Point2D(500, 900));
        waitForFxEvents();
    }

    private static SourceRow row(int number, double rate) {
        SourceRow.Standing standing = number % 3 == 0 ? SourceRow.Standing.BLOCKED : SourceRow.Standing.PASSING;
        Map<String, Double> parts = Map.of("apac", rate / 2, "us-east", rate / 2);
        String source = "198.51." + number / 100 + "." + number % 100;
        return new SourceRow(
                source, "requests", rate, 2_000, 1_000, parts, Map.of(), standing, "", 0, Trend.EMPTY, Trend.EMPTY);
    }

    /** So many sources, the later ones louder. */
    private static List<SourceRow> rising(double least, int count) {
        return board(IntStream.range(0, count).mapToObj(i -> row(i, least + 20 * i)));
    }

    /** The same sources, the earlier ones louder. */
    private static List<SourceRow> falling(double least, int count) {
        return board(IntStream.range(0, count).mapToObj(i -> row(i, least + 20 * (count - i))));
    }

    /** In the order in which the model tells them. */
    private static List<SourceRow> board(Stream<SourceRow> rows) {
        return new Board(rows.toList(), List.of()).sources();
    }

    private void tell(List<SourceRow> rows) {
        inbox.offer(new Update.Boards(new Board(rows, List.of())));
        nowNanos += 1_000_000_000;
        model.drain(inbox, nowNanos, nowNanos / 1_000_000);
    }

    private void settle() {
        waitFor(asyncFx(() -> {
            table.getScene().getRoot().applyCss();
            table.getScene().getRoot().layout();
        }));
    }

    @Test
    void whatIsGoneLooksGone() {
        waitFor(asyncFx(() -> tell(List.of(new SourceRow(
                "198.51.100.1",
                "requests",
                90,
                100,
                1_000,
                Map.of("apac", 90.0),
                Map.of(),
                SourceRow.Standing.GONE,
                "",
                0,
                Trend.EMPTY,
                Trend.EMPTY)))));
        settle();
        Pill pill = waitFor(asyncFx(() -> table.lookupAll(".pill").stream()
                .filter(Pill.class::isInstance)
                .map(Pill.class::cast)
                .filter(shown -> shown.getText().equals("gone"))
                .findFirst()
                .orElseThrow()));
        assertThat(pill.getStyleClass()).containsExactly("label", "pill", "tone-gone");
    }

    /** What a person reads in a row: the cells' texts by their column. */
    private static Map<String, String> read(TableRow<?> row) {
        Map<String, String> read = new HashMap<>();
        for (Node child : row.getChildrenUnmodifiable()) {
            if (child instanceof SourceCell cell && cell.getText() != null) {
                read.put(cell.getTableColumn().getId(), cell.getText());
            }
        }
        return read;
    }

    private List<TableRow<?>> seen() {
        List<TableRow<?>> rows = new ArrayList<>();
        for (Node node : table.lookupAll(".table-row-cell")) {
            if (node instanceof TableRow<?> row && row.isVisible() && !row.isEmpty()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static boolean shows(TableRow<?> seen, SourceRow row) {
        Map<String, String> read = read(seen);
        return row.source().equals(read.get("counters-source"))
                && Figures.compact(row.globalPerSecond()).equals(read.get("counters-global"));
    }

    private void showsWhatItHolds(int atLeast) {
        settle();
        waitFor(asyncFx(() -> {
            assertThat(seen())
                    .hasSizeGreaterThanOrEqualTo(atLeast)
                    .allMatch(row -> shows(row, table.rows().get(row.getIndex())));
        }));
    }

    private Set<Node> nodes() {
        Set<Node> found = new LinkedHashSet<>();
        collect(table, found);
        return found;
    }

    private static void collect(Node node, Set<Node> found) {
        found.add(node);
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, found));
        }
    }

    @Test
    void figuresChangeWhileRowsAndCellsStayAndNothingIsLaidOut() {
        settle();
        List<Object> changes = new ArrayList<>();
        waitFor(asyncFx(() -> {
            Set<Node> before = nodes();
            before.stream()
                    .filter(Parent.class::isInstance)
                    .forEach(node -> ((Parent) node).getChildrenUnmodifiable().addListener((ListChangeListener<Node>)
                            changes::add));
            List<SourceLine> lines = List.copyOf(table.getItems());
            tell(rising(500, COUNT));
            assertThat(seen())
                    .hasSizeGreaterThan(8)
                    .allMatch(row -> shows(row, table.rows().get(row.getIndex())));
            tell(falling(700, COUNT));
            assertThat(table.rows()).isEqualTo(falling(700, COUNT));
            assertThat(seen()).allMatch(row -> shows(row, table.rows().get(row.getIndex())));
            assertThat(nodes()).isEqualTo(before);
            assertThat(table.getItems()).containsExactlyElementsOf(lines);
            assertThat(nodes().stream()
                            .filter(node -> node instanceof Parent parent && parent.isNeedsLayout())
                            .filter(node -> node instanceof TableRow<?>
                                    || node instanceof VirtualFlow<?>
                                    || node.equals(table)
                                    || node.equals(table.getParent())))
                    .isEmpty();
        }));
        assertThat(changes).isEmpty();
    }

    @Test
    void whatIsSeenIsRightAfterFilterSortAndScroll() {
        showsWhatItHolds(9);
        waitFor(asyncFx(() -> table.filter(SourceFilter.parse("198.51.1.0/24", List.of()))));
        assertThat(table.rows()).hasSize(100);
        showsWhatItHolds(9);
        waitFor(asyncFx(() -> table.filter(SourceFilter.parse("198.51.1.7/32", List.of()))));
        assertThat(table.rows()).hasSize(1);
        showsWhatItHolds(1);
        assertThat(waitFor(asyncFx(this::seen))).hasSize(1);
        waitFor(asyncFx(() -> table.filter(SourceFilter.parse("", List.of()))));
        showsWhatItHolds(9);
        waitFor(asyncFx(() -> {
            table.getColumns().get(3).setSortType(SourceColumn.SortType.DESCENDING);
            table.getSortOrder().setAll(List.of(table.getColumns().get(3)));
        }));
        assertThat(table.getColumns().get(3).getId()).isEqualTo("counters-global");
        assertThat(table.rows().getFirst().globalPerSecond()).isEqualTo(100 + 20 * (COUNT - 1));
        showsWhatItHolds(9);
        waitFor(asyncFx(() -> table.scrollTo(150)));
        showsWhatItHolds(9);
        assertThat(waitFor(asyncFx(this::seen))).anyMatch(row -> row.getIndex() == 150);
        waitFor(asyncFx(() -> tell(rising(900, 160))));
        showsWhatItHolds(9);
        waitFor(asyncFx(() -> tell(rising(900, COUNT))));
        showsWhatItHolds(9);
    }

    @Test
    void whatTheKeyboardChoseStaysChosenWhereverItMoves(FxRobot robot) {
        waitFor(asyncFx(() -> {
            table.requestFocus();
            table.getSelectionModel().select(0);
        }));
        robot.type(KeyCode.DOWN, 2);
        String third = rising(100, COUNT).get(2).source();
        assertThat(chosen()).isEqualTo(third);
        chosenMovesTo(rising(500, COUNT), third);
        chosenMovesTo(falling(700, COUNT), third);
        robot.type(KeyCode.UP, 1);
        String above =
                falling(700, COUNT).get(indexOf(third, falling(700, COUNT)) - 1).source();
        assertThat(chosen()).isEqualTo(above);
        chosenMovesTo(rising(700, COUNT), above);
        waitFor(asyncFx(() -> tell(rising(700, 10))));
        assertThat(chosen()).as("it is gone").isEmpty();
        assertThat(selectedIndex()).isEqualTo(-1);
    }

    private void chosenMovesTo(List<SourceRow> rows, String source) {
        waitFor(asyncFx(() -> tell(rows)));
        assertThat(chosen()).isEqualTo(source);
        assertThat(selectedIndex()).isEqualTo(indexOf(source, rows));
        assertThat(waitFor(asyncFx(() -> table.chosen().get())))
                .as("as it is now")
                .contains(rows.get(indexOf(source, rows)));
    }

    private static int indexOf(String source, List<SourceRow> rows) {
        return rows.stream().map(SourceRow::source).toList().indexOf(source);
    }

    @Test
    void aClickChoosesWhatIsSeenThere(FxRobot robot) {
        settle();
        String third = table.rows().get(2).source();
        robot.clickOn(third);
        assertThat(chosen()).isEqualTo(third);
        assertThat(table.isFocused()).isTrue();
        String fifth = table.rows().get(4).source();
        robot.rightClickOn(fifth);
        assertThat(chosen()).isEqualTo(fifth);
    }

    @Test
    void underThePointerRowsKeepTheirOrder(FxRobot robot) {
        List<String> before = table.rows().stream().map(SourceRow::source).toList();
        robot.moveTo(table);
        waitForFxEvents();
        waitFor(asyncFx(() -> tell(falling(700, COUNT))));
        assertThat(table.rows()).extracting(SourceRow::source).isEqualTo(before);
        assertThat(table.rows()).containsExactlyInAnyOrderElementsOf(falling(700, COUNT));
        showsWhatItHolds(9);
    }

    @Test
    void rowsChangeWholeOverSeveralPulses() {
        settle();
        waitFor(asyncFx(() -> {
            model.pace().drive(() -> {});
            List<SourceRow> before = table.rows();
            List<SourceRow> after = falling(500, COUNT);
            assertThat(old(before)).isGreaterThan(8);
            tell(after);
            int left;
            do {
                left = model.pace().pulse();
                seen().forEach(row -> assertThat(
                                shows(row, before.get(row.getIndex())) || shows(row, after.get(row.getIndex())))
                        .as("row %d is whole", row.getIndex())
                        .isTrue());
            } while (left > 0);
            assertThat(old(before)).isZero();
            assertThat(table.rows()).isEqualTo(after);
        }));
    }

    private int old(List<SourceRow> before) {
        return (int) seen().stream()
                .filter(row -> shows(row, before.get(row.getIndex())))
                .count();
    }

    private String chosen() {
        return waitFor(asyncFx(() -> table.chosen().get().map(SourceRow::source).orElse("")));
    }

    private int selectedIndex() {
        return waitFor(asyncFx(() -> table.getSelectionModel().getSelectedIndex()));
    }
}
