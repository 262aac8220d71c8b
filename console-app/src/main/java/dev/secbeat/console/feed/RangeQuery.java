// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.node.api.Metrics;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes questions in Prometheus' language. Pure. */
final class RangeQuery {
    private static final double MILLIS = 1_000;

    private RangeQuery() {}

    /** Packets per second, by what the question splits by. */
    static String rates(RateQuestion question) {
        String by = question.split() == RateQuestion.Split.REGION ? "region, action" : "action, reason";
        return "sum by (" + by + ") (" + rate(question) + ")";
    }

    /** How many nodes of each region had been heard shortly before a moment. */
    static String nodes(RateQuestion question) {
        return "count by (region) (count by (region, instance) (count_over_time("
                + metric(question, question.freshMillis()) + ")))";
    }

    /** Where to ask; {@code backMillis} earlier than the question says. */
    static URI address(URI server, String query, RateQuestion question, long backMillis) {
        return server.resolve("/api/v1/query_range?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)
                + "&start=" + seconds(question.fromMillis() - backMillis)
                + "&end=" + seconds(question.toMillis() - backMillis)
                + "&step=" + seconds(question.stepMillis()));
    }

    private static String rate(RateQuestion question) {
        return (question.isBetweenSamples() ? "irate(" : "rate(") + metric(question, question.windowMillis()) + ")";
    }

    private static String metric(RateQuestion question, long windowMillis) {
        String region =
                question.region().map(id -> ",region=\"" + escaped(id) + "\"").orElse("");
        return Metrics.PACKETS_PROCESSED + "{job=\"secbeat\"" + region + "}[" + windowMillis / 1_000 + "s]";
    }

    /** A region's id came over the wire: it must not end the text it stands in. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / MILLIS);
    }
}
