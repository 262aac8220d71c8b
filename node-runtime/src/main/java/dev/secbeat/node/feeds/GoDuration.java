// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go prints them, such as {@code 3h59m57.12s}; see time.ParseDuration there. */
final class GoDuration {
    private static final int MOST_LETTERS = 64;
    private static final Pattern WHOLE = Pattern.compile("[-+]?((\\d{1,18}(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("([\\d.]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Double> MILLIS =
            Map.of("ns", 1e-6, "us", 1e-3, "µs", 1e-3, "μs", 1e-3, "ms", 1.0, "s", 1e3, "m", 60e3, "h", 3_600e3);
    private static final double MOST_MILLIS = 100L * 365 * 86_400_000;

    private GoDuration() {}

    /** Milliseconds, of more than a hundred years that many; empty when it is no duration. */
    static OptionalLong millis(String text) {
        if (text.equals("0")) {
            return OptionalLong.of(0);
        }
        if (text.length() > MOST_LETTERS || !WHOLE.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        double sum = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum += Double.parseDouble(part.group(1)) * MILLIS.getOrDefault(part.group(2), 0.0);
        }
        long millis = (long) Math.min(sum, MOST_MILLIS);
        return OptionalLong.of(text.startsWith("-") ? -millis : millis);
    }
}
