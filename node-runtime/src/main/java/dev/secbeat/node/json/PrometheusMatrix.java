// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of Prometheus' {@code /api/v1/query_range}, read as it comes into arrays: as a tree, a week of some regions
 * would take a hundred megabytes.
 */
public final class PrometheusMatrix {
    private static final int MAX_LABELS = 64;
    private static final double MILLIS = 1_000;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(64L << 20)
                    .maxNestingDepth(16)
                    .maxStringLength(4096)
                    .maxNameLength(256)
                    .maxNumberLength(64)
                    .build())
            .build();

    /**
     * The moments that were asked for.
     *
     * @param fromMillis the first, epoch milliseconds
     * @param stepMillis between two, above 0
     * @param count 1 to 11,000: Prometheus gives no more
     */
    public record Grid(long fromMillis, long stepMillis, int count) {
        public Grid {
            if (stepMillis <= 0 || count < 1 || count > 11_000) {
                throw new IllegalArgumentException("a grid of " + count + " moments, " + stepMillis + " ms apart");
            }
        }

        private int slot(double seconds) {
            double at = (seconds * MILLIS - fromMillis) / stepMillis;
            long slot = Math.round(at);
            return slot >= 0 && slot < count && Math.abs(at - slot) < 0.5 ? (int) slot : -1;
        }
    }

    /**
     * One series.
     *
     * @param values by moment of the grid; NaN where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // made here, handed over and not kept
    public record Series(Map<String, String> labels, double[] values) {}

    private PrometheusMatrix() {}

    /**
     * All series, in the order they came.
     *
     * @throws DecodeException when the query failed, the answer is no matrix, or has more than {@code maxSeries}
     * @throws IOException when {@code answer} cannot be read
     */
    public static List<Series> read(InputStream answer, Grid grid, int maxSeries) throws DecodeException, IOException {
        List<Series> series = new ArrayList<>();
        String status = "";
        String error = "it does not say why";
        try (JsonParser parser = FACTORY.createParser(answer)) {
            begin(parser, JsonToken.START_OBJECT, "the answer");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "status" -> status = parser.getText();
                    case "error" -> error = parser.getText();
                    case "data" -> data(parser, grid, maxSeries, series);
                    default -> parser.skipChildren();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new DecodeException("the answer ends in the middle");
            }
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new DecodeException("not valid JSON: " + e.getOriginalMessage(), e);
        }
        if (!status.equals("success")) {
            throw new DecodeException("Prometheus refused the query: " + error);
        }
        return series;
    }

    private static void begin(JsonParser parser, JsonToken wanted, String what) throws IOException, DecodeException {
        if (parser.nextToken() != wanted) {
            throw new DecodeException(what + " is not what a range query gives");
        }
    }

    private static void data(JsonParser parser, Grid grid, int maxSeries, List<Series> series)
            throws IOException, DecodeException {
        requireObject(parser, "data");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("resultType") && !parser.getText().equals("matrix")) {
                throw new DecodeException("the answer is a " + parser.getText() + " instead of a matrix");
            } else if (name.equals("result") && parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    if (series.size() == maxSeries) {
                        throw new DecodeException("more than " + maxSeries + " series: ask for less at once");
                    }
                    series.add(series(parser, grid));
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    private static Series series(JsonParser parser, Grid grid) throws IOException, DecodeException {
        Map<String, String> labels = new LinkedHashMap<>();
        double[] values = new double[grid.count()];
        Arrays.fill(values, Double.NaN);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "metric" -> labels(parser, labels);
                case "values" -> values(parser, grid, values);
                default -> parser.skipChildren();
            }
        }
        return new Series(Map.copyOf(labels), values);
    }

    private static void labels(JsonParser parser, Map<String, String> labels) throws IOException, DecodeException {
        requireObject(parser, "metric");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING || labels.size() == MAX_LABELS) {
                throw new DecodeException("a series' labels are not texts, or more than " + MAX_LABELS);
            }
            labels.put(name, parser.getText());
        }
    }

    private static void values(JsonParser parser, Grid grid, double[] values) throws IOException, DecodeException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new DecodeException("a series' values are no list");
        }
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            JsonToken time = parser.nextToken();
            double seconds = time != null && time.isNumeric() ? parser.getDoubleValue() : Double.NaN;
            if (parser.nextToken() != JsonToken.VALUE_STRING || Double.isNaN(seconds)) {
                throw new DecodeException("a sample is not a pair of time and value");
            }
            int slot = grid.slot(seconds);
            if (slot >= 0) {
                values[slot] = value(parser.getText());
            }
            if (parser.nextToken() != JsonToken.END_ARRAY) {
                throw new DecodeException("a sample is not a pair of time and value");
            }
        }
    }

    /** Infinities are no figures that could be drawn. */
    private static double value(String text) throws DecodeException {
        try {
            double value = text.endsWith("Inf") ? Double.NaN : Double.parseDouble(text);
            return Double.isInfinite(value) ? Double.NaN : value;
        } catch (NumberFormatException e) {
            throw new DecodeException("a sample's value is no number", e);
        }
    }

    private static void requireObject(JsonParser parser, String name) throws DecodeException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new DecodeException("the answer's " + name + " is no object");
        }
    }
}
