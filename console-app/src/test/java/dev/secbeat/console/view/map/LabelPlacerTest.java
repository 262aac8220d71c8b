// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;

/** Labels keep off lines where they can, and stand on one rather than nowhere. */
class LabelPlacerTest {
    private final LabelPlacer placer = new LabelPlacer(new Rectangle2D(0, 0, 400, 300));

    private static List<Point2D> line(double y, int fromX, int toX) {
        return IntStream.iterate(fromX, x -> x <= toX, x -> x + 8)
                .mapToObj(x -> new Point2D(x, y))
                .toList();
    }

    @Test
    void withoutLinesTheRightSideIsFirst() {
        assertThat(placer.place(200, 150, 20, 60, 40).orElseThrow().getMinX()).isEqualTo(228);
    }

    @Test
    void aSideThatALineCrossesComesAfterOneThatNoneDoes() {
        placer.avoid(line(150, 200, 400));
        assertThat(placer.place(200, 150, 20, 60, 40).orElseThrow().getMaxX()).isEqualTo(172);
    }

    @Test
    void whereLinesAreEverywhereALabelStandsOnOne() {
        for (int y = 0; y <= 300; y += 8) {
            placer.avoid(line(y, 0, 400));
        }
        assertThat(placer.place(200, 150, 20, 60, 40)).isPresent();
    }

    @Test
    void whatIsTakenIsNeverGiven() {
        placer.reserve(new Rectangle2D(0, 0, 400, 300));
        assertThat(placer.place(200, 150, 20, 60, 40)).isEmpty();
    }
}
