// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.ChartSpan;
import dev.secbeat.console.view.widget.ValueScale;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines keep their peaks and their gaps, whatever the number of pixels. */
class TraceTest {
    @Test
    void fewValuesAreDrawnAsTheyAre() {
        List<double[]> lines = trace(new double[] {1, 2, 3}, 10);

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).containsExactly(0, 1, 10, 2, 20, 3);
    }

    @Test
    void aGapBreaksTheLineAndALoneValueStaysAPoint() {
        List<double[]> lines = trace(new double[] {1, Double.NaN, 5, Double.NaN, Double.NaN, 2, 3}, 10);

        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).containsExactly(20, 5);
    }

    @Test
    void aGapInsideOneColumnOfPixelsBreaksTheLineToo() {
        assertThat(trace(new double[] {1, Double.NaN, 2}, 0.1)).hasSize(2);
    }

    @Test
    void everyPeakSurvivesAndNoColumnHasMoreThanFourPoints() {
        Random random = new Random(5);
        double[] values = random.doubles(4_000, 10, 20).toArray();
        values[1_234] = 900;
        values[2_345] = 0.5;
        double[] points = trace(values, 0.1).getFirst();

        assertThat(points.length / 2).isLessThanOrEqualTo(4 * 401);
        double[] drawn = new double[points.length / 2];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = points[2 * i + 1];
        }
        assertThat(Arrays.stream(drawn).max()).hasValue(900);
        assertThat(Arrays.stream(drawn).min()).hasValue(0.5);
        for (int i = 2; i < points.length; i += 2) {
            assertThat(points[i]).isGreaterThan(points[i - 2]);
        }
    }

    @Test
    void scalesEndAtRoundValues() {
        assertThat(ValueScale.upTo(0, 0, 200).top()).isGreaterThanOrEqualTo(10);
        for (double largest : new double[] {3, 17, 999, 50_102, 1_234_567}) {
            ValueScale scale = ValueScale.upTo(largest, 20, 200);
            assertThat(scale.top()).isGreaterThanOrEqualTo(largest).isLessThan(largest * 2 + 10);
            assertThat(scale.y(0)).isEqualTo(220);
            assertThat(scale.y(scale.top())).isEqualTo(20);
        }
    }

    @Test
    void timesAreRoundAndFarEnoughApart() {
        long day = 1_780_012_800_000L; // 2026-05-29T00:00Z
        for (long length : new long[] {30_000, 300_000, 3_600_000, 86_400_000, 604_800_000}) {
            TimeScale scale = new TimeScale(ChartSpan.endingAt(day + 12_345_678, length), 50, 800);
            List<TimeScale.Tick> ticks = scale.ticks();
            assertThat(ticks.size()).as("%d ms", length).isBetween(3, 10);
            assertThat(scale.millis(scale.x(ticks.getFirst().millis())))
                    .isEqualTo(ticks.getFirst().millis());
        }
        TimeScale week = new TimeScale(ChartSpan.endingAt(day + 3_600_000, 604_800_000), 0, 800);
        assertThat(week.ticks().getLast().label()).isEqualTo("29 May");
    }

    @Test
    void aWindowIsLiveUntilItIsHeldOrZoomed() {
        ChartWindow window = new ChartWindow(300_000);
        assertThat(window.span(1_000_000)).isEqualTo(new ChartSpan(700_000, 1_000_000));
        window.hold(true, 1_000_000);
        assertThat(window.span(2_000_000).toMillis()).isEqualTo(1_000_000);
        window.zoom(900_000, 800_000);
        window.zoom(850_000, 850_000);
        assertThat(window.span(2_000_000)).isEqualTo(new ChartSpan(835_000, 865_000));
        assertThat(window.back()).isTrue();
        assertThat(window.span(2_000_000)).isEqualTo(new ChartSpan(800_000, 900_000));
        window.reset();
        window.hold(false, 2_000_000);
        assertThat(window.isLive()).isTrue();
        assertThat(window.back()).isFalse();
    }

    private static List<double[]> trace(double[] values, double pixelsEach) {
        return Trace.of(0, values.length, index -> index * pixelsEach, index -> values[index]);
    }
}
