// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
    /** Registered by the metrics themselves. */
    private static final Set<Series> OWN =
            EnumSet.of(Series.BUILD_INFO, Series.CPU, Series.HEAP_USED, Series.RESIDENT_MEMORY);

    private final NodeMetrics metrics = new NodeMetrics("1.2.3");

    @Test
    void packetsHaveExactlyTheDocumentedName() {
        metrics.register(Series.PACKETS, sample -> {
            sample.put(7, "drop", "block");
            sample.put(9, "pass", "ok");
        });

        assertThat(text())
                .contains("# TYPE packets_processed_total counter\n")
                .contains("packets_processed_total{action=\"drop\",reason=\"block\"} 7.0\n")
                .contains("packets_processed_total{action=\"pass\",reason=\"ok\"} 9.0\n");
    }

    @Test
    void everySeriesIsServedUnderItsName() {
        for (Series series : Series.values()) {
            if (!OWN.contains(series)) {
                metrics.register(
                        series,
                        sample -> sample.put(
                                1, series.labels().stream().map(l -> "x").toArray(String[]::new)));
            }
        }
        metrics.recordMergeSeconds(0.002);
        metrics.recordEnforcementSeconds(0.002);

        String text = text();
        for (Series series : Series.values()) {
            assertThat(text).containsPattern("(?m)^" + series.metricName() + "[{ ]");
        }
        assertThat(text)
                .contains("secbeat_state_merge_seconds_bucket{le=\"0.0025\"} 1\n")
                .contains("secbeat_enforcement_seconds_count 1\n")
                .contains("secbeat_build_info{version=\"1.2.3\"} 1.0\n");
    }

    @Test
    void figuresAreReadAtTheScrape() {
        AtomicLong hits = new AtomicLong(1);
        metrics.register(Series.BLOCK_HITS, sample -> sample.put((double) hits.get()));
        assertThat(text()).contains("secbeat_block_hits_total 1.0\n");

        hits.set(5);

        assertThat(text()).contains("secbeat_block_hits_total 5.0\n");
    }

    @Test
    void labelSetsAreBounded() {
        metrics.register(Series.QUEUE_DROPPED, sample -> {
            for (int i = 0; i < 10_000; i++) {
                sample.put(i, "q" + i);
            }
        });

        assertThat(text().lines().filter(l -> l.startsWith("secbeat_queue_dropped_total{")))
                .hasSize(NodeMetrics.MOST_LABEL_SETS);
    }

    @Test
    void brokenReadingCostsOnlyItself() {
        metrics.register(Series.STATE_SOURCES, sample -> {
            throw new IllegalStateException("no figures today");
        });
        metrics.register(Series.BLOCK_HITS, sample -> sample.put(3));

        assertThat(text()).contains("secbeat_block_hits_total 3.0\n").doesNotContain("secbeat_state_sources ");
    }

    @Test
    void protobufIsServedWhenAskedFor() {
        Scrape scrape = metrics.scrape("application/vnd.google.protobuf;"
                + "proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,text/plain;q=0.3");

        assertThat(scrape.contentType()).startsWith("application/vnd.google.protobuf");
        assertThat(new String(scrape.body(), UTF_8)).contains("secbeat_build_info");
    }

    @Test
    void secondReadingOfASeriesIsAMistake() {
        metrics.register(Series.STATE_SOURCES, sample -> sample.put(1));

        assertThatThrownBy(() -> metrics.register(Series.STATE_SOURCES, sample -> sample.put(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String text() {
        Scrape scrape = metrics.scrape("text/plain");
        assertThat(scrape.contentType()).startsWith("text/plain");
        return new String(scrape.body(), UTF_8);
    }
}
