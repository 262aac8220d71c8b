// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.console.testing.Stages;
import dev.secbeat.node.api.BlockCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javafx.scene.control.TableCell;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The table of active blocks, and what it says of why each is there. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class BlocksViewTest {
    private BlocksView view;

    @Start
    void start(Stage stage) {
        Scenario scenario = new Scenario();
        view = new BlocksView(scenario.model, intent -> {});
        scenario.run(60);
        Stages.show(stage, view, 1000, 300);
        stage.setWidth(1000); // another test may have left it narrow
    }

    @Test
    void whyABlockIsThereHasAColumnAndATooltipThatTellsWhichNodeFoundIt(FxRobot robot) {
        waitForFxEvents();
        List<TableCell<?, ?>> cells = causes(robot);
        assertThat(cells).extracting(TableCell::getText).containsExactlyInAnyOrder("unknown", "rate-requests");
        TableCell<?, ?> found = cells.stream()
                .filter(cell -> cell.getText().equals("rate-requests"))
                .findFirst()
                .orElseThrow();
        assertThat(found.getTooltip())
                .as("a window of its own, made when it is wanted")
                .isNull();
        robot.moveTo(found);
        waitForFxEvents();
        assertThat(found.getTooltip().getText()).isEqualTo("""
                peer: another node found the source over a limit and told
                    eu-west/eu-west-node-1, eu-west/eu-west-node-2, us-east/us-east-node-1, us-east/us-east-node-2
                rate-requests: over the limit of requests, found by
                    apac/apac-node-1, apac/apac-node-2""");
        assertThat(waitFor(asyncFx(() -> Pictures.take(view, "blocks")))).isGreaterThan(50);
    }

    private static List<TableCell<?, ?>> causes(FxRobot robot) {
        List<TableCell<?, ?>> cells = new ArrayList<>();
        robot.lookup("#blocks-table .table-cell").queryAllAs(TableCell.class).forEach(cell -> {
            if (!cell.isEmpty() && "blocks-cause".equals(cell.getTableColumn().getId())) {
                cells.add(cell);
            }
        });
        return cells;
    }

    private static BlockRow row(Map<BlockCause, List<String>> causes) {
        return new BlockRow("203.0.113.42", "rate-limit", causes, 1, 0, 1, 1, List.of(), -1);
    }

    @Test
    void whatSaysMostIsShownFirst() {
        List<String> node = List.of("us-east/u-1");
        assertThat(Causes.brief(row(Map.of()))).isEmpty();
        assertThat(Causes.full(row(Map.of()))).isEmpty();
        assertThat(Causes.brief(row(Map.of(BlockCause.UNKNOWN, node)))).isEqualTo("unknown");
        assertThat(Causes.brief(row(Map.of(BlockCause.UNKNOWN, node, BlockCause.PEER, node))))
                .isEqualTo("peer");
        assertThat(Causes.brief(row(
                        Map.of(BlockCause.RATE_PACKETS, node, BlockCause.PEER, node, BlockCause.RATE_REQUESTS, node))))
                .isEqualTo("rate-requests, rate-packets");
        assertThat(Causes.brief(row(Map.of(BlockCause.OPERATOR, node, BlockCause.UNKNOWN, node))))
                .isEqualTo("operator");
    }

    @ParameterizedTest
    @EnumSource(BlockCause.class)
    void everyCauseIsExplainedAndManyNodesAreCounted(BlockCause cause) {
        List<String> nodes =
                IntStream.range(0, 9).mapToObj(i -> "us-east/u-" + i).toList();
        assertThat(Causes.full(row(Map.of(cause, nodes))))
                .startsWith(cause.label() + ": ")
                .endsWith("\n    us-east/u-0, us-east/u-1, us-east/u-2, us-east/u-3 and 5 more");
    }
}
