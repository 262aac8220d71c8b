// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer of Prometheus' {@code /api/v1/query} when it is an instant vector. */
public final class PrometheusVector {
    private static final int MAX_SERIES = 10_000;

    private PrometheusVector() {}

    /**
     * The value of each series, by its label {@code label}.
     *
     * @throws DecodeException when the query failed, the answer is no vector, or a series lacks the label
     */
    public static Map<String, Double> read(byte[] answer, String label) throws DecodeException {
        Fields root = TreeReader.read(answer);
        if (!root.text("status").equals("success")) {
            throw new DecodeException("Prometheus refused the query: "
                    + root.optionalText("error").orElse("it does not say why"));
        }
        Map<String, Double> values = new LinkedHashMap<>();
        root.object("data").objects("result", MAX_SERIES, series -> {
            values.put(series.object("metric").text(label), value(series.list("value", 2)));
            return label;
        });
        return values;
    }

    private static double value(List<?> pair) throws DecodeException {
        if (pair.size() == 2 && pair.get(1) instanceof String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new DecodeException("a sample's value is no number", e);
            }
        }
        throw new DecodeException("a sample is not a pair of time and value");
    }
}
