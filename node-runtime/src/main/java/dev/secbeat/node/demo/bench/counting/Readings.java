// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a measuring process prints: figures as {@code name value}, and the collector's pauses as Java logs them. Stateless. */
public final class Readings {
    private static final Pattern FIGURE = Pattern.compile("([a-z][a-z0-9_]*) (-?[0-9.E-]+)");
    private static final Pattern PAUSE = Pattern.compile(".*\\[gc\\s*] GC\\(\\d+\\) Pause (.*) ([0-9.]+)ms");
    private static final String ORDERED = "System.gc()";

    private Readings() {}

    /** The figures of a process's output, in its order. */
    public static Map<String, Double> figures(String output) {
        Map<String, Double> figures = new LinkedHashMap<>();
        output.lines().forEach(line -> {
            Matcher found = FIGURE.matcher(line.strip());
            if (found.matches()) {
                figures.put(found.group(1), Double.parseDouble(found.group(2)));
            }
        });
        return figures;
    }

    /** The longest pause in milliseconds among those that were, or were not, ordered by the process; 0 without any. */
    static double longestPauseMillis(String output, boolean ordered) {
        return output.lines()
                .map(line -> pauseMillis(line, ordered))
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    /** How many pauses there were that the process did not order. */
    static long pauses(String output) {
        return output.lines()
                .filter(line -> pauseMillis(line, false).isPresent())
                .count();
    }

    private static Optional<Double> pauseMillis(String line, boolean ordered) {
        Matcher found = PAUSE.matcher(line);
        return found.matches() && found.group(1).contains(ORDERED) == ordered
                ? Optional.of(Double.parseDouble(found.group(2)))
                : Optional.empty();
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
