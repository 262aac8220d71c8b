// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.metrics;

import dev.secbeat.node.api.Metrics;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's metrics. Whoever has figures registers how to read them; they are read when Prometheus asks.
 *
 * <p>Safe for all threads. Readings run on the scraping thread: they must be safe there and must not block.
 */
public final class NodeMetrics {
    /** Most label sets of one series. */
    public static final int MOST_LABEL_SETS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(NodeMetrics.class);
    private static final double[] SECONDS_BOUNDS = {
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 5
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final Set<Series> failing = EnumSet.noneOf(Series.class);
    private final Histogram merge;
    private final Histogram enforcement;
    private final Histogram turns;

    /** Metrics of a process that runs {@code version}; its own CPU and memory are already registered. */
    public NodeMetrics(String version) {
        merge = histogram(Metrics.STATE_MERGE, "Time to merge one message of a peer, in seconds.");
        enforcement = histogram(Metrics.ENFORCEMENT, "Time from a decision to its entry in the kernel, in seconds.");
        turns = histogram(Metrics.LOOP_TURN, "Time of a turn of the node's loop that had work, in seconds.");
        register(Series.BUILD_INFO, sample -> sample.put(1, version));
        register(Series.CPU, ProcessReadings::cpu);
        register(Series.HEAP_USED, ProcessReadings::heap);
        register(Series.RESIDENT_MEMORY, ProcessReadings::residentMemory);
    }

    /**
     * Says how to read {@code series}; once for each series.
     *
     * @throws IllegalArgumentException when the series already has a reading
     */
    public void register(Series series, Consumer<Sample> reading) {
        String[] labels = series.labels().toArray(String[]::new);
        if (series.isCounter()) {
            CounterWithCallback.builder()
                    .name(series.metricName())
                    .help(series.help())
                    .labelNames(labels)
                    .callback(out -> read(series, reading, out::call))
                    .register(registry);
        } else {
            GaugeWithCallback.builder()
                    .name(series.metricName())
                    .help(series.help())
                    .labelNames(labels)
                    .callback(out -> read(series, reading, out::call))
                    .register(registry);
        }
    }

    /** Records how long merging a peer's message took. */
    public void recordMergeSeconds(double seconds) {
        merge.observe(seconds);
    }

    /** Records how long a decision took to reach the kernel. */
    public void recordEnforcementSeconds(double seconds) {
        enforcement.observe(seconds);
    }

    /** Records how long a turn of the loop took. */
    public void recordTurnSeconds(double seconds) {
        turns.observe(seconds);
    }

    /**
     * Reads everything.
     *
     * @param accept the scraper's Accept header: decides between text, OpenMetrics text and protobuf
     */
    public Scrape scrape(@Nullable String accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(body, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return new Scrape(writer.getContentType(), body.toByteArray());
    }

    private Histogram histogram(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(SECONDS_BOUNDS)
                .withoutExemplars()
                .register(registry);
    }

    /** One broken reading must not cost the operator all the others. */
    private void read(Series series, Consumer<Sample> reading, Sample out) {
        int[] taken = {0};
        try {
            reading.accept((value, labels) -> {
                if (taken[0]++ < MOST_LABEL_SETS) {
                    out.put(value, labels);
                }
            });
        } catch (RuntimeException e) {
            logOnce(series, e);
        }
    }

    private synchronized void logOnce(Series series, RuntimeException failure) {
        if (failing.add(series)) {
            LOG.warn(
                    "event=metric_unreadable metric={} error=\"{}\" meaning=\"left out of scrapes, also later\"",
                    series.metricName(),
                    failure.toString());
        }
    }
}
