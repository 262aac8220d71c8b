// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;

/** Markers and labels find places of their own. */
class MarkerSpreadTest {
    @Test
    void whatDoesNotTouchStaysWhereItIs() {
        List<Point2D> places = List.of(new Point2D(0, 0), new Point2D(50, 0), new Point2D(0, 50));

        assertThat(MarkerSpread.apart(places, List.of(20.0, 20.0, 20.0))).isEqualTo(places);
    }

    @Test
    void whatCoversEachOtherIsMovedApartAndNotFar() {
        Random random = new Random(4);
        for (int round = 0; round < 50; round++) {
            List<Point2D> places = new ArrayList<>(List.of(new Point2D(100, 100), new Point2D(100, 100)));
            for (int i = 0; i < 4; i++) {
                places.add(new Point2D(100 + random.nextInt(20), 100 + random.nextInt(20)));
            }
            List<Point2D> spread = MarkerSpread.apart(places, Collections.nCopies(places.size(), 9.0));
            for (int i = 0; i < spread.size(); i++) {
                assertThat(spread.get(i).distance(places.get(i))).isLessThanOrEqualTo(MarkerSpread.FARTHEST + 0.01);
                for (int j = i + 1; j < spread.size(); j++) {
                    assertThat(spread.get(i).distance(spread.get(j))).isGreaterThan(16);
                }
            }
        }
    }

    @Test
    void theSameMarkersAlwaysGoToTheSamePlaces() {
        List<Point2D> places = List.of(new Point2D(10, 10), new Point2D(12, 10), new Point2D(10, 12));
        List<Double> reaches = List.of(8.0, 9.0, 7.0);

        assertThat(MarkerSpread.apart(places, reaches)).isEqualTo(MarkerSpread.apart(places, reaches));
    }

    @Test
    void aPlaceIsGivenOnceAndOnlyInsideTheFrame() {
        LabelPlacer placer = new LabelPlacer(new Rectangle2D(0, 0, 100, 100));
        Rectangle2D outside = new Rectangle2D(90, 0, 20, 10);
        Rectangle2D inside = new Rectangle2D(10, 10, 20, 10);

        assertThat(placer.placeOneOf(List.of(outside, inside))).hasValue(inside);
        assertThat(placer.placeOneOf(List.of(inside))).isEmpty();
    }
}
