// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.node.json.PrometheusMatrix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many nodes were heard at each moment, by region. Prometheus goes on telling a rate for some time after the last sample,
 * and again before there are enough, as if traffic faded out and in; such figures are hidden here. Confined to one thread.
 */
final class HeardNodes {
    private static final long SHORT_STEP_MILLIS = 60_000;

    private final int windowSteps;
    private final boolean looksAhead;
    private final double[] all;
    private final Map<String, double[]> byRegion = new HashMap<>();

    private HeardNodes(RateQuestion question) {
        windowSteps = question.windowSteps();
        looksAhead = windowSteps > 0 && question.stepMillis() <= SHORT_STEP_MILLIS;
        all = new double[question.count()];
        Arrays.fill(all, Double.NaN);
    }

    static HeardNodes of(RateQuestion question, List<PrometheusMatrix.Series> regions) {
        HeardNodes nodes = new HeardNodes(question);
        for (PrometheusMatrix.Series region : regions) {
            nodes.byRegion.put(region.labels().getOrDefault("region", ""), region.values());
            for (int i = 0; i < nodes.all.length; i++) {
                double more = region.values()[i];
                nodes.all[i] =
                        Double.isNaN(more) ? nodes.all[i] : more + (Double.isNaN(nodes.all[i]) ? 0 : nodes.all[i]);
            }
        }
        return nodes;
    }

    /** The sum over all regions; NaN where none was heard. */
    RateLine line() {
        return new RateLine("", RateLine.Verdict.PASSED, "", all);
    }

    /**
     * Makes those figures unknown in whose window there is a moment at which their region was not heard, and, where a step is
     * short, the last before such a moment: the window's end may hold no sample any more. What was before the first moment is
     * not known either.
     *
     * @param region its id; empty for a sum over regions
     */
    void hideUnknown(String region, double[] values) {
        double[] heard = region.isEmpty() ? all : byRegion.getOrDefault(region, new double[0]);
        int silentAt = -1;
        for (int i = 0; i < values.length; i++) {
            silentAt = isSilent(heard, i) ? i : silentAt;
            boolean unknown = i < windowSteps || (silentAt >= 0 && i - silentAt <= windowSteps);
            boolean last = looksAhead && i + 1 < values.length && isSilent(heard, i + 1);
            values[i] = unknown || last ? Double.NaN : values[i];
        }
    }

    private static boolean isSilent(double[] heard, int moment) {
        return moment >= heard.length || Double.isNaN(heard[moment]);
    }
}
