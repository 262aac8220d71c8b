// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.HeldSources;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.console.testing.Until;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.api.SourceQuestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** All sources are asked for, shown, exported and let go. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class AllSourcesTest {
    private final List<Intent> intents = new ArrayList<>();
    private final List<CsvSource> exported = new ArrayList<>();
    private Scenario scenario;
    private CountersView view;

    @Start
    void start(Stage stage) {
        scenario = new Scenario();
        view = new CountersView(scenario.model, intents::add, exported::add);
        scenario.run(60);
        Stages.show(stage, view, 1000, 300);
    }

    @Test
    void allSourcesAreAskedForShownSortedAndLetGo(FxRobot robot) {
        robot.clickOn("#counters-all");
        assertThat(watches()).containsExactly(Optional.of(new SourceQuestion(true, List.of())));
        tell(5_000);
        until("rows", () -> table(robot).rows().size() == 1_000);
        assertThat(robot.lookup("#counters-held").queryAs(Labeled.class).getText())
                .startsWith("5,000 sources held · 1 of 1 nodes heard out")
                .contains("first 1,000 of 5,000 that match");
        assertThat(table(robot).rows().getFirst().globalPerSecond()).isEqualTo(5_000);
        assertThat(waitFor(asyncFx(() -> Pictures.take(view, "counters-all")))).isGreaterThan(50);

        TableColumn<SourceLine, ?> source = table(robot).getColumns().getFirst();
        waitFor(asyncFx(() -> {
            source.setSortType(TableColumn.SortType.ASCENDING);
            table(robot).getSortOrder().setAll(List.of(source));
        }));
        until("sorted by address", () -> sources(robot).getFirst().equals("198.18.0.0"));
        filter(robot, "198.18.1.0/24");
        until("narrowed", () -> table(robot).rows().size() == 256);

        robot.clickOn("#counters-all");
        assertThat(watches()).endsWith(Optional.empty());
        filter(robot, "");
        assertThat(sources(robot)).contains("203.0.113.42");
    }

    @Test
    void csvOfAllSourcesHoldsAllThatMatchAndSaysHowMany(FxRobot robot) {
        robot.clickOn("#counters-all");
        tell(5_000);
        filter(robot, "> 1000");
        until("rows", () -> exportedLine(robot).isEmpty() && table(robot).rows().size() == 1_000);
        robot.clickOn("#counters-csv");
        String csv = written(exported.getLast());
        assertThat(csv.lines().skip(1).toList())
                .hasSize(4_000)
                .startsWith("198.18.19.135,requests,5000.0,10000.0,0.0,0.0,0.0,5000.0,0.0,0.0,0.0,passing,");
        waitForFxEvents();
        assertThat(exportedLine(robot)).isEqualTo("4,000 of 4,000 sources written");

        robot.clickOn("#counters-csv");
        robot.clickOn("#counters-all");
        assertThatIOException().isThrownBy(() -> exported.getLast().writeTo(new StringBuilder()));
        waitForFxEvents();
        assertThat(exportedLine(robot)).startsWith("Ended after 0 of 0 sources");
    }

    @Test
    void copyOfAllSourcesHoldsTheFirstAndSaysOfHowMany(FxRobot robot) {
        robot.clickOn("#counters-all");
        tell(ExportLine.MOST_COPIED + 500);
        until("held", () -> scenario.model.asked().held().get().held() == ExportLine.MOST_COPIED + 500);
        robot.clickOn("#counters-copy");
        until("copied", () -> exportedLine(robot).equals("the first 20,000 of 20,500 sources copied; CSV writes all"));
        waitForFxEvents();
        String copied = waitFor(asyncFx(() -> Clipboard.getSystemClipboard().getString()));
        assertThat(copied.lines().count()).isEqualTo(1 + ExportLine.MOST_COPIED);
    }

    @Test
    void fromOnePageToAnotherNothingIsForgotten(FxRobot robot) {
        robot.clickOn("#counters-all");
        tell(100);
        until("held", () -> scenario.model.asked().held().get().held() == 100);
        waitFor(asyncFx(() -> {
            Scene scene = view.getScene();
            scene.setRoot(new Pane());
            scene.setRoot(view);
        }));
        waitForFxEvents();
        assertThat(watches()).containsExactly(Optional.of(new SourceQuestion(true, List.of())));
        assertThat(scenario.model.asked().held().get().held()).isEqualTo(100);
    }

    @Test
    void whoLeavesLetsGo(FxRobot robot) {
        robot.clickOn("#counters-all");
        waitFor(asyncFx(() -> view.getScene().setRoot(new Pane())));
        waitForFxEvents();
        assertThat(watches()).endsWith(Optional.empty());
        assertThat(scenario.model.asked().held().get()).isEqualTo(HeldSources.NONE);
    }

    private static String exportedLine(FxRobot robot) {
        return robot.lookup("#counters-exported").queryAs(Labeled.class).getText();
    }

    private static String written(CsvSource csv) {
        StringBuilder text = new StringBuilder();
        try {
            csv.writeTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private List<Optional<SourceQuestion>> watches() {
        return intents.stream()
                .filter(Intent.WatchSources.class::isInstance)
                .map(intent -> ((Intent.WatchSources) intent).question())
                .toList();
    }

    /** One node walks over so many sources. */
    private void tell(int count) {
        List<SourceCount> page = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SourceKey key = new SourceKey(Family.IPV4, 0xC6120000L + i);
            page.add(new SourceCount(key, Dimension.REQUESTS, i + 1, i + 1, 10_000, 1_000, false));
            if (page.size() == SourcePage.MAX_SOURCES || i == count - 1) {
                scenario.inbox.offer(new Update.Listed(
                        new SourcePage(NodeId.of("apac", "edge-1"), 1, 1, i == count - 1, page), scenario.nowNanos()));
                page.clear();
            }
        }
    }

    /** The store works on a thread of its own: heartbeats go on until it has answered. */
    private void until(String what, BooleanSupplier condition) {
        Until.holds(what, () -> {
            waitFor(asyncFx(() -> scenario.run(1)));
            waitForFxEvents();
            return waitFor(asyncFx(condition::getAsBoolean));
        });
    }

    private static List<String> sources(FxRobot robot) {
        return table(robot).rows().stream().map(SourceRow::source).toList();
    }

    private static SourceTable table(FxRobot robot) {
        return robot.lookup("#counters-table").queryAs(SourceTable.class);
    }

    private static void filter(FxRobot robot, String text) {
        waitFor(asyncFx(
                () -> robot.lookup("#counters-filter").queryAs(TextField.class).setText(text)));
    }
}
