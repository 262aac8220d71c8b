// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;

import dev.secbeat.console.model.ChartSpan;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.testing.Stages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.Node;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The legend of a chart that moves on. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class ChartLegendTest {
    private ChartLegend legend;

    @Start
    void start(Stage stage) {
        legend = new ChartLegend(new Inks(), () -> {});
        Stages.show(stage, legend, 600, 92);
    }

    private static RateAnswer answer(Map<String, Double> regions) {
        RateQuestion question = RateQuestion.over(
                1, 1, Optional.empty(), RateQuestion.Split.REGION, ChartSpan.endingAt(1_000_000, 300_000), 2, 0);
        List<RateLine> lines = new ArrayList<>();
        regions.forEach((region, rate) -> lines.add(line(question, region, rate)));
        return new RateAnswer(question, 1_000_000, lines, List.of(), line(question, "", 1), "");
    }

    private static RateLine line(RateQuestion question, String region, double rate) {
        double[] values = new double[question.count()];
        Arrays.fill(values, rate);
        return new RateLine(region, RateLine.Verdict.PASSED, "", values);
    }

    private static Map<String, Double> rates(double east, double west) {
        Map<String, Double> rates = new LinkedHashMap<>();
        rates.put("us-east", east);
        rates.put("eu-west", west);
        return rates;
    }

    private List<Node> buttons(RateAnswer answer) {
        return waitFor(asyncFx(() -> {
            legend.show(answer);
            legend.applyCss();
            legend.layout();
            return List.copyOf(legend.lookupAll(".legend-line"));
        }));
    }

    @Test
    void aLineKeepsItsButtonAndItsPlaceWhateverIsBusiest() {
        List<Node> first = buttons(answer(rates(500, 400)));
        assertThat(first).hasSize(2);
        assertThat(buttons(answer(rates(300, 900)))).containsExactlyElementsOf(first);
        Map<String, Double> three = rates(300, 900);
        three.put("apac", 10.0);
        List<Node> more = buttons(answer(three));
        assertThat(more).hasSize(3).containsAll(first);
    }
}
