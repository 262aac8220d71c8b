// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * What Prometheus knows of a question.
 *
 * @param answeredMillis when it answered, epoch milliseconds
 * @param lines as asked for
 * @param earlier the same of the time it is compared with, by the same moments; empty without a comparison
 * @param nodes how many nodes' figures each moment rests on; NaN where there is no telemetry at all, 0
 *     where it is not known of how many
 * @param problem why there is no answer and what to do; empty when there is one
 */
public record RateAnswer(
        RateQuestion question,
        long answeredMillis,
        List<RateLine> lines,
        List<RateLine> earlier,
        RateLine nodes,
        String problem) {
    public RateAnswer {
        lines = List.copyOf(lines);
        earlier = List.copyOf(earlier);
    }

    /** An answer that is none. */
    public static RateAnswer failed(RateQuestion question, long answeredMillis, String problem) {
        RateLine nobody = new RateLine("", RateLine.Verdict.PASSED, "", new double[0]);
        return new RateAnswer(question, answeredMillis, List.of(), List.of(), nobody, problem);
    }

    /** Whether the question was answered, be it by nothing. */
    public boolean isAnswered() {
        return problem.isEmpty();
    }

    /** The last moment with telemetry, epoch milliseconds; 0 when there is none. */
    public long newestMillis() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (!Double.isNaN(nodes.at(i))) {
                return question.at(i);
            }
        }
        return 0;
    }
}
