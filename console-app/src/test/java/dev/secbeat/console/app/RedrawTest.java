// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.view.shell.Theme;
import java.util.ArrayList;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a drain makes the window do: figures change, and neither styles nor nodes while the state is the same. */
class RedrawTest {
    private static final int REGIONS = 50;

    private final SampleFleet fleet = Fx.call(() -> SampleFleet.manyRegions(REGIONS, 4));
    private final ConsoleWindow window = Fx.call(() -> new ConsoleWindow(fleet.model, act -> {}));
    private final Stage stage = Fx.call(Stage::new);
    private final List<String> styles = new ArrayList<>();
    private final List<String> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        Fx.run(stage::close);
    }

    private void show() {
        Fx.run(() -> {
            Scene scene = OffScreen.scene(window.root(), 1600, 1000);
            Theme.apply(scene);
            stage.setScene(scene);
            stage.show();
            fleet.run(3);
        });
        Fx.until("laid out", () -> window.root().lookupAll(".region-marker").size() == REGIONS);
        Fx.run(() -> fleet.run(2));
        Fx.until("drawn", () -> true);
        Fx.run(() -> listen(window.root()));
    }

    private void listen(Node node) {
        node.getStyleClass().addListener((ListChangeListener<String>) change -> styles.add(node + " " + change));
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable()
                    .addListener((ListChangeListener<Node>) change -> nodes.add(parent + " " + change));
            parent.getChildrenUnmodifiable().forEach(this::listen);
        }
    }

    @Test
    void aSecondInWhichNothingTurnsChangesNeitherStylesNorNodes() {
        show();
        String clock = Fx.call(() -> ((Labeled) window.root().lookup("#top-clock")).getText());
        Fx.run(() -> fleet.run(1));
        Fx.until("drawn", () -> true);
        Fx.run(() -> fleet.run(3));
        Fx.until("drawn", () -> true);
        assertThat(Fx.call(() -> ((Labeled) window.root().lookup("#top-clock")).getText()))
                .isNotEqualTo(clock);
        assertThat(Fx.call(() -> List.copyOf(styles))).isEmpty();
        assertThat(Fx.call(() -> List.copyOf(nodes))).isEmpty();
    }

    @Test
    void figuresOfTheTableChangeWithoutALayoutAroundThem() {
        show();
        Fx.run(() -> {
            Node table = window.root().lookup("#counters-table");
            table.getScene().getRoot().applyCss();
            table.getScene().getRoot().layout();
            List<String> before = texts(table);
            fleet.run(1);
            assertThat(texts(table)).as("something changed").isNotEqualTo(before);
            List<Node> around = new ArrayList<>(table.lookupAll(".table-row-cell"));
            around.addAll(table.lookupAll(".virtual-flow"));
            around.add(table);
            assertThat(around).hasSizeGreaterThan(3).noneMatch(node -> ((Parent) node).isNeedsLayout());
            table.lookupAll(".table-row-cell > .table-cell").forEach(cell -> ((Parent) cell).requestLayout());
            assertThat(around)
                    .as("what a cell wants laid out is its own affair")
                    .noneMatch(node -> ((Parent) node).isNeedsLayout());
        });
    }

    private static List<String> texts(Node table) {
        return table.lookupAll(".table-cell").stream()
                .map(cell -> String.valueOf(((Labeled) cell).getText()))
                .toList();
    }

    @Test
    void aTileOutOfSightIsDrawnWhenItComesIntoSight() {
        show();
        String last = Fx.call(() -> fleet.model.regions().getLast().id());
        String first = Fx.call(() -> fleet.model.regions().getFirst().id());
        String before = Fx.call(() -> told(first));
        Fx.run(() -> fleet.silence(20));
        Fx.until("what is seen has aged", () -> !told(first).equals(before));
        assertThat(Fx.call(() -> window.root().lookup("#tile-" + last + "-age")))
                .as("what is not seen was not drawn")
                .isNull();
        assertThat(Fx.call(() -> window.root().lookup("#tile-" + last).getAccessibleText()))
                .as("but it can be reached and named")
                .isNotBlank();
        String aged = Fx.call(() -> told(first));
        Fx.run(() -> ((ScrollPane) window.root().lookup("#throughput-column")).setVvalue(1));
        assertThat(Fx.call(() -> told(last))).isEqualTo(aged);
    }

    private String told(String region) {
        return ((Labeled) window.root().lookup("#tile-" + region + "-age")).getText();
    }
}
