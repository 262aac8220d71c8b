// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.LabelPair;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.Metric;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.MetricFamily;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the delimited protobuf exposition format with the Prometheus project's own generated classes; the only class
 * that knows their package, which carries a version in its name.
 */
final class FederationFormat {
    /** What to ask for by the Accept header. */
    static final String MEDIA_TYPE =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    private static final String PROTOBUF = "application/vnd.google.protobuf";
    private static final int MAX_SAMPLES = 500_000;

    private FederationFormat() {}

    /** Whether a response of this type can be read. */
    static boolean understands(String contentType) {
        return contentType.startsWith(PROTOBUF) && contentType.contains("delimited");
    }

    /**
     * The samples of the named metrics, in the order they came.
     *
     * @throws IOException when the bytes are cut short, are not this format, or hold more than 500,000 samples
     */
    static List<FederationSample> read(InputStream body, Set<String> metrics) throws IOException {
        List<FederationSample> samples = new ArrayList<>();
        for (MetricFamily family = MetricFamily.parseDelimitedFrom(body);
                family != null;
                family = MetricFamily.parseDelimitedFrom(body)) {
            if (metrics.contains(family.getName())) {
                for (Metric metric : family.getMetricList()) {
                    samples.add(sample(family.getName(), metric));
                }
            }
            if (samples.size() > MAX_SAMPLES) {
                throw new IOException("more than " + MAX_SAMPLES + " samples: narrow the federation's match[]");
            }
        }
        return samples;
    }

    private static FederationSample sample(String name, Metric metric) {
        return new FederationSample(
                name,
                label(metric, "region"),
                label(metric, "instance"),
                label(metric, "action"),
                label(metric, "reason"),
                value(metric),
                metric.getTimestampMs());
    }

    private static String label(Metric metric, String name) {
        for (LabelPair pair : metric.getLabelList()) {
            if (pair.getName().equals(name)) {
                return pair.getValue();
            }
        }
        return "";
    }

    /** Federation forgets types: a counter arrives as untyped. */
    private static double value(Metric metric) {
        if (metric.hasUntyped()) {
            return metric.getUntyped().getValue();
        }
        return metric.hasCounter()
                ? metric.getCounter().getValue()
                : metric.getGauge().getValue();
    }
}
