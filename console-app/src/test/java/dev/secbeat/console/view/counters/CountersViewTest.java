// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Origins;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.api.SourceQuestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The table of sources filters, sorts, exports, and offers to act. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class CountersViewTest {
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
    void theBusiestComeFirstWithTheirStateAndWhereTheyAreBlocked(FxRobot robot) {
        assertThat(sources(robot)).startsWith("203.0.113.42", "2001:db8:42:7::/64", "198.51.100.9");
        SourceRow first = table(robot).rows().getFirst();
        assertThat(first.standing()).isEqualTo(SourceRow.Standing.BLOCKED);
        assertThat(first.kernelText()).isEqualTo("6/6 · 46 ms");
        assertThat(first.perRegion()).containsOnlyKeys("us-east", "eu-west", "apac");
        assertThat(table(robot).rows().get(2).standing()).isEqualTo(SourceRow.Standing.WATCHING);
        assertThat(waitFor(asyncFx(() -> Pictures.take(view, "counters")))).isGreaterThan(50);
    }

    @Test
    void anAttackerWhoseEveryPacketIsDroppedStaysOnTop(FxRobot robot) {
        waitFor(asyncFx(() -> scenario.silenceTheAttacker().run(2)));
        waitForFxEvents();
        assertThat(sources(robot)).startsWith("203.0.113.42", "2001:db8:42:7::/64");
        SourceRow first = table(robot).rows().getFirst();
        assertThat(first.standing()).isEqualTo(SourceRow.Standing.BLOCKED);
        assertThat(first.globalPerSecond()).isZero();
        assertThat(first.droppedPerSecond()).isEqualTo(300);
        assertThat(cells(robot, 0)).contains("–", "300 pkt/s", "✕100");
        assertThat(first.kernelText()).isEqualTo("6/6 · 46 ms");
        assertThat(tooltips(robot))
                .contains(
                        "300 packets dropped per second by its block",
                        "100 packets dropped per second in apac by its block");
        assertThat(links(robot)).extracting(Node::getId).contains("unblock-203-0-113-42");
        assertThat(waitFor(asyncFx(() -> Pictures.take(view, "counters-silenced"))))
                .isGreaterThan(50);
    }

    @Test
    void aNarrowTableStillTellsWhatIsDroppedAndOffersToAct(FxRobot robot) {
        waitFor(asyncFx(() -> {
            view.getScene().getWindow().setWidth(660);
            scenario.silenceTheAttacker().run(2);
        }));
        waitForFxEvents();
        waitFor(asyncFx(() -> scenario.run(1)));
        waitForFxEvents();
        assertThat(cells(robot, 0)).contains("✕300", "✕100").doesNotContain("300 pkt/s");
        assertThat(links(robot)).extracting(Node::getId).contains("unblock-203-0-113-42");
    }

    @Test
    void aFilterNarrowsAsItIsTyped(FxRobot robot) {
        filter(robot, "198.18.0.0/16 > 30");
        assertThat(sources(robot)).containsExactlyInAnyOrder("198.18.7.31", "198.18.22.104", "198.18.91.12");
        filter(robot, "blocked");
        assertThat(sources(robot)).hasSize(2);
        waitFor(asyncFx(() -> scenario.silenceTheAttacker().run(2)));
        filter(robot, "> 299");
        assertThat(sources(robot)).as("loud, though nothing is counted").containsExactly("203.0.113.42");
        filter(robot, "> 301");
        assertThat(sources(robot)).isEmpty();
        filter(robot, "> many");
        assertThat(robot.lookup("#counters-filter-problem")
                        .queryAs(Labeled.class)
                        .getText())
                .contains("is no rate");
    }

    @Test
    void aColumnSortsBothWays(FxRobot robot) {
        SourceTable table = table(robot);
        TableColumn<SourceLine, ?> apac = table.getColumns().stream()
                .filter(column -> "counters-region-apac".equals(column.getId()))
                .findFirst()
                .orElseThrow();
        waitFor(asyncFx(() -> {
            apac.setSortType(TableColumn.SortType.DESCENDING);
            table.getSortOrder().setAll(List.of(apac));
        }));
        List<Double> rates = table.rows().stream()
                .map(row -> row.perRegion().getOrDefault("apac", 0.0))
                .toList();
        assertThat(rates).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        waitFor(asyncFx(() -> scenario.run(1)));
        assertThat(table.rows().getFirst().perRegion()).containsKey("apac");
    }

    @Test
    void blockOpensTheDialogAndUnblockIsSent(FxRobot robot) {
        click(robot, "block-198-51-100-9");
        click(robot, "unblock-203-0-113-42");
        assertThat(intents).hasSize(2);
        assertThat(intents.getFirst()).isEqualTo(new Intent.BlockNow("198.51.100.9"));
        assertThat(intents.getLast())
                .isInstanceOfSatisfying(
                        Intent.Unblock.class,
                        unblock -> assertThat(unblock.prefixes()).hasToString("[203.0.113.42]"));
    }

    @Test
    void aReadOnlyConsoleOffersNoAct(FxRobot robot) {
        scenario.inbox.offer(new Update.Rights(Access.readOnly("guest", "no key")));
        waitFor(asyncFx(scenario::drain));
        waitForFxEvents();
        assertThat(links(robot)).isNotEmpty().allMatch(Node::isDisabled);
    }

    @Test
    void csvHoldsWhatIsShown(FxRobot robot) {
        filter(robot, "2001:db8:42:7::99");
        robot.clickOn("#counters-csv");
        String expiry = Instant.ofEpochMilli(table(robot).rows().getFirst().expiresAtMillis())
                .toString();
        assertThat(exported).hasSize(1);
        assertThat(written(exported.getFirst()))
                .isEqualTo("source,counted,global_per_second,limit_per_second,dropped_packets_per_second,"
                        + "us-east_per_second,eu-west_per_second,apac_per_second,"
                        + "us-east_dropped_packets_per_second,eu-west_dropped_packets_per_second,"
                        + "apac_dropped_packets_per_second,state,blocked_until\r\n"
                        + "2001:db8:42:7::/64,requests,212.0,100.0,0.0,70.0,70.0,70.0,0.0,0.0,0.0,blocked,"
                        + expiry + "\r\n");
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

    @Test
    void theSpanCountedOverIsWhatTheNodesSay(FxRobot robot) {
        assertThat(subtitle(robot)).startsWith("counted over all regions, last 1 s · ");
        waitFor(asyncFx(() -> scenario.countOver(10_000).run(1)));
        waitForFxEvents();
        assertThat(subtitle(robot)).startsWith("counted over all regions, last 10 s · ");
        waitFor(asyncFx(() -> scenario.countOver(500, 10_000).run(1)));
        waitForFxEvents();
        assertThat(subtitle(robot)).startsWith("counted over all regions, last 0.5 s to 10 s, by rule · ");
    }

    @Test
    void aChosenSourceShowsEachNodesPartAndItsAge(FxRobot robot) {
        waitFor(asyncFx(() -> view.getScene().getWindow().setHeight(640)));
        waitForFxEvents();
        waitFor(asyncFx(() -> table(robot).getSelectionModel().select(0)));
        waitForFxEvents();
        Prefix attacker = Prefix.parse("203.0.113.42");
        assertThat(watches()).containsExactly(Optional.of(new SourceQuestion(false, List.of(attacker))));
        for (String region : List.of("us-east", "eu-west", "apac")) {
            SourceCount part = new SourceCount(SourceKey.of(attacker), Dimension.REQUESTS, 100, 298, 100, 1_000, true);
            scenario.inbox.offer(new Update.Listed(
                    new SourcePage(NodeId.of(region, "edge-1"), 1, 0, true, List.of(part)), scenario.nowNanos()));
        }
        waitFor(asyncFx(scenario::drain));
        waitForFxEvents();
        assertThat(robot.lookup("#counters-detail-sum").queryAs(Labeled.class).getText())
                .isEqualTo("requests: nodes saw 300/s themselves · 3 nodes take the sum to be 298 to 298/s");
        waitFor(asyncFx(() -> Pictures.take(view, "counters-detail")));
        robot.clickOn("#counters-detail-close");
        assertThat(watches()).endsWith(Optional.empty());
        assertThat(robot.lookup("#counters-detail").query().isVisible()).isFalse();
    }

    @Test
    void originsAreShownWhereADatabaseIsGivenAndAskedForOnce(FxRobot robot) {
        TableColumn<SourceLine, ?> origin = table(robot).getColumns().get(1);
        assertThat(origin.getId()).isEqualTo("counters-origin");
        assertThat(origin.isVisible()).as("nothing is given").isFalse();
        locate(Map.of());
        assertThat(origin.isVisible()).isTrue();
        Intent.AskOrigins asked = (Intent.AskOrigins) intents.getLast();
        assertThat(asked.sources()).contains("203.0.113.42", "198.18.7.31");
        Map<String, String> found = new HashMap<>();
        asked.sources().forEach(source -> found.put(source, ""));
        found.put("203.0.113.42", "NL AS64511");
        locate(found);
        assertThat(cells(robot, 0)).contains("NL AS64511");
        int before = intents.size();
        waitFor(asyncFx(() -> scenario.run(3)));
        assertThat(intents).hasSize(before);
        waitFor(asyncFx(() -> Pictures.take(view, "counters-origins")));
    }

    private void locate(Map<String, String> found) {
        scenario.inbox.offer(new Update.Located(new Origins(true, found, "")));
        waitFor(asyncFx(() -> scenario.run(1)));
        waitForFxEvents();
    }

    private List<Optional<SourceQuestion>> watches() {
        return intents.stream()
                .filter(Intent.WatchSources.class::isInstance)
                .map(intent -> ((Intent.WatchSources) intent).question())
                .toList();
    }

    private static String subtitle(FxRobot robot) {
        return robot.lookup("#counters-subtitle").queryAs(Labeled.class).getText();
    }

    private static List<String> cells(FxRobot robot, int row) {
        return robot.lookup(".table-cell").queryAll().stream()
                .map(cell -> (TableCell<?, ?>) cell)
                .filter(cell -> cell.getIndex() == row && cell.getText() != null)
                .map(TableCell::getText)
                .toList();
    }

    private static List<String> tooltips(FxRobot robot) {
        return robot.lookup(".table-cell").queryAll().stream()
                .map(cell -> ((TableCell<?, ?>) cell).getTooltip())
                .filter(Objects::nonNull)
                .map(Tooltip::getText)
                .toList();
    }

    private static void click(FxRobot robot, String id) {
        robot.clickOn(links(robot).stream()
                .filter(link -> id.equals(link.getId()))
                .findFirst()
                .orElseThrow());
    }

    private static List<Node> links(FxRobot robot) {
        return robot.lookup(".row-action").queryAll().stream().collect(Collectors.toList());
    }

    private static void filter(FxRobot robot, String text) {
        waitFor(asyncFx(
                () -> robot.lookup("#counters-filter").queryAs(TextField.class).setText(text)));
    }

    private static List<String> sources(FxRobot robot) {
        return table(robot).rows().stream().map(SourceRow::source).toList();
    }

    private static SourceTable table(FxRobot robot) {
        return robot.lookup("#counters-table").queryAs(SourceTable.class);
    }
}
