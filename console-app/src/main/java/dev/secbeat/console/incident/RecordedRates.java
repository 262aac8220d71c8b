// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.model.RateQuestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Answers a chart's question from the pulses of a recording: what heartbeats told each second, region by region. For which
 * reason packets were dropped they do not tell, nor how many nodes told it. Safe for all threads.
 */
public final class RecordedRates {
    private RecordedRates() {}

    /**
     * The answer.
     *
     * @param pulses by time
     * @param nowMillis the moment that is shown: nothing after it is told, epoch milliseconds
     */
    public static RateAnswer answer(List<Pulse> pulses, RateQuestion question, long nowMillis) {
        List<Pulse> told = pulses.stream()
                .filter(pulse -> pulse.epochMillis() <= nowMillis)
                .toList();
        double[] known = values(told, question, 0, pulse -> 0);
        List<RateLine> earlier = question.backMillis() == 0 ? List.of() : lines(told, question, question.backMillis());
        return new RateAnswer(
                question,
                nowMillis,
                lines(told, question, 0),
                earlier,
                new RateLine("", RateLine.Verdict.PASSED, "", known),
                "");
    }

    private static List<RateLine> lines(List<Pulse> pulses, RateQuestion question, long backMillis) {
        List<RateLine> lines = new ArrayList<>();
        if (question.split() == RateQuestion.Split.REASON) {
            add(lines, "", pulses, question, backMillis, question.region());
            return lines;
        }
        TreeSet<String> regions = new TreeSet<>();
        pulses.forEach(pulse -> pulse.regions().forEach(region -> regions.add(region.regionId())));
        regions.stream()
                .filter(id ->
                        question.region().isEmpty() || question.region().get().equals(id))
                .forEach(id -> add(lines, id, pulses, question, backMillis, Optional.of(id)));
        return lines;
    }

    private static void add(
            List<RateLine> lines,
            String name,
            List<Pulse> pulses,
            RateQuestion question,
            long backMillis,
            Optional<String> region) {
        ToDoubleFunction<Pulse> passed = pulse -> region.map(
                        id -> one(pulse, id).map(Pulse.OfRegion::passed).orElse(Double.NaN))
                .orElseGet(pulse::passed);
        ToDoubleFunction<Pulse> dropped = pulse -> region.map(
                        id -> one(pulse, id).map(Pulse.OfRegion::dropped).orElse(Double.NaN))
                .orElseGet(pulse::dropped);
        lines.add(new RateLine(name, RateLine.Verdict.PASSED, "", values(pulses, question, backMillis, passed)));
        lines.add(new RateLine(name, RateLine.Verdict.DROPPED, "", values(pulses, question, backMillis, dropped)));
    }

    private static Optional<Pulse.OfRegion> one(Pulse pulse, String region) {
        return pulse.regions().stream()
                .filter(of -> of.regionId().equals(region))
                .findFirst();
    }

    /** Means over the time up to each moment; NaN where nothing was told in it. */
    private static double[] values(
            List<Pulse> pulses, RateQuestion question, long backMillis, ToDoubleFunction<Pulse> rate) {
        long window = question.isBetweenSamples() ? question.stepMillis() : question.windowMillis();
        double[] values = new double[question.count()];
        Arrays.fill(values, Double.NaN);
        int from = 0;
        for (int i = 0; i < values.length; i++) {
            long at = question.at(i) - backMillis;
            while (from < pulses.size() && pulses.get(from).epochMillis() <= at - window) {
                from++;
            }
            double sum = 0;
            int told = 0;
            for (int j = from; j < pulses.size() && pulses.get(j).epochMillis() <= at; j++) {
                double value = rate.applyAsDouble(pulses.get(j));
                if (!Double.isNaN(value)) {
                    sum += value;
                    told++;
                }
            }
            values[i] = told == 0 ? Double.NaN : sum / told;
        }
        return values;
    }
}
