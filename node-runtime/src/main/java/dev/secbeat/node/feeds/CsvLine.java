// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import java.util.ArrayList;
import java.util.List;

/** The values of one line, as RFC 4180 separates them. */
final class CsvLine {
    private static final int MOST_VALUES = 1_024;

    private CsvLine() {}

    /** At most the first 1024; a quote that is never closed lasts to the end of the line. */
    static List<String> values(String line) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < line.length() && values.size() < MOST_VALUES; at++) {
            char letter = line.charAt(at);
            boolean twice = quoted && letter == '"' && at + 1 < line.length() && line.charAt(at + 1) == '"';
            if (twice) {
                value.append('"');
                at++;
            } else if (letter == '"') {
                quoted = !quoted;
            } else if (letter == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(letter);
            }
        }
        values.add(value.toString());
        return values;
    }
}
