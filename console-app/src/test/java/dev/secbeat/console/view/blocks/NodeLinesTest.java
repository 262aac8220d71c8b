// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;
import static org.testfx.util.WaitForAsyncUtils.waitForFxEvents;

import dev.secbeat.console.testing.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What a thousand nodes tell is drawn as far as it is seen, and anew where it is something else. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class NodeLinesTest {
    private static final int MOST_IN_SIGHT = 30;

    private final List<String> drawn = new ArrayList<>();
    private NodeLines<String> lines;

    @Start
    void start(Stage stage) {
        lines = new NodeLines<>(text -> {
            drawn.add(text);
            return new Label(text);
        });
        Stages.show(stage, lines, 300, 300);
    }

    private static List<String> nodes(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> "node " + i).toList());
    }

    private int there() {
        return waitFor(asyncFx(() -> lines.lookupAll(".label").size()));
    }

    private void show(List<String> next) {
        drawn.clear();
        waitFor(asyncFx(() -> lines.show(next)));
        waitForFxEvents();
    }

    @Test
    void fewAreAllThereAndOnlyWhatChangedIsDrawnAnew(FxRobot robot) {
        show(nodes(NodeLines.FEW));
        assertThat(drawn).hasSize(NodeLines.FEW);
        assertThat(there()).isEqualTo(NodeLines.FEW);
        List<String> next = nodes(NodeLines.FEW);
        next.set(3, "another");
        show(next);
        assertThat(drawn).containsExactly("another");
        assertThat(robot.lookup("another").tryQuery()).isPresent();
        show(next);
        assertThat(drawn).isEmpty();
    }

    @Test
    void ofManyOnlyThoseInSightAreDrawn(FxRobot robot) {
        show(nodes(1_000));
        assertThat(drawn).contains("node 0").doesNotContain("node 999").hasSizeLessThan(3 * MOST_IN_SIGHT);
        assertThat(there()).isBetween(1, MOST_IN_SIGHT);
        List<String> next = nodes(1_000);
        next.set(0, "another");
        next.set(999, "out of sight");
        show(next);
        assertThat(drawn).contains("another").doesNotContain("out of sight", "node 999");
        show(nodes(2));
        assertThat(there()).isEqualTo(2);
        assertThat(robot.lookup("node 1").tryQuery()).isPresent();
    }
}
