// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The few JSON texts that drills, benchmarks and the demo print. Stateless. */
public final class JsonText {
    private JsonText() {}

    /** A text value. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** A list of texts. */
    public static String texts(List<String> texts) {
        return texts.stream().map(JsonText::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    /** An object of numbers: at most three decimals, whole numbers without any; what is no number is null. */
    public static String numbers(Map<String, Double> numbers) {
        return numbers.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + number(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "null";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
