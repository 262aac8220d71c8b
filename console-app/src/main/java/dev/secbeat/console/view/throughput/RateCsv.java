// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.model.RateLine;
import java.time.Instant;
import java.util.Locale;

/** What a chart shows as comma-separated values, RFC 4180; what is not known is left empty. */
final class RateCsv {
    private RateCsv() {}

    static String text(Plot plot) {
        StringBuilder csv = new StringBuilder("time,nodes_heard");
        for (ChartLine line : plot.lines()) {
            String name = line.line().verdict().name().toLowerCase(Locale.ROOT) + "_per_second " + line.label();
            csv.append(',').append(quoted(name));
            line.earlier().ifPresent(any -> csv.append(',').append(quoted(name + " earlier")));
        }
        csv.append("\r\n");
        int last = plot.nearest(plot.span().toMillis());
        for (int i = plot.nearest(plot.span().fromMillis()); i <= last; i++) {
            csv.append(Instant.ofEpochMilli(plot.answer().question().at(i)));
            csv.append(',').append(figure(plot.nodes(i), "%.0f"));
            for (ChartLine line : plot.lines()) {
                csv.append(',').append(figure(line.line().at(i), "%.2f"));
                if (line.earlier().isPresent()) {
                    RateLine earlier = line.earlier().get();
                    csv.append(',').append(figure(earlier.at(i), "%.2f"));
                }
            }
            csv.append("\r\n");
        }
        return csv.toString();
    }

    private static String figure(double value, String format) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    /** Labels come from outside: never a formula, never a field of their own. */
    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"").replaceAll("[\\r\\n]", " ") + '"';
    }
}
