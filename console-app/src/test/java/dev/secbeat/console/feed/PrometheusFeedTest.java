// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.RegionSample;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Child;
import dev.secbeat.console.testing.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The feed follows a real Prometheus, says when it is away, and goes on when it is back. */
class PrometheusFeedTest {
    private static final Path BINARY = Path.of("/usr/bin/prometheus");
    private final AtomicReference<List<RegionSample>> samples = new AtomicReference<>(List.of());
    private final AtomicReference<ConnectionState> state = new AtomicReference<>(ConnectionState.OFF);
    private final int port = Child.freePort();

    @TempDir
    Path folder = Path.of(".");

    private Optional<HttpServer> node = Optional.empty();
    private Optional<Child> prometheus = Optional.empty();

    @BeforeEach
    void startNode() throws IOException {
        assumeTrue(Files.isExecutable(BINARY), "prometheus is not installed");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        long begun = System.nanoTime();
        server.createContext("/metrics", exchange -> {
            double seconds = (System.nanoTime() - begun) / 1e9;
            byte[] page = ("# TYPE packets_processed_total counter\n"
                            + "packets_processed_total{action=\"pass\",reason=\"none\"} " + 8_000 * seconds + "\n"
                            + "packets_processed_total{action=\"drop\",reason=\"rate-limit\"} " + 2_000 * seconds + "\n"
                            + "unrelated_total 5\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        node = Optional.of(server);
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 300ms, scrape_timeout: 300ms}
                scrape_configs:
                  - job_name: secbeat
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                        labels: {region: us-east}
                """.formatted(
                        server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        prometheus.ifPresent(Child::close);
        node.ifPresent(server -> server.stop(0));
    }

    @Test
    void ratesByRegionComeInProtobufFromARealServerThroughItsAbsence() {
        startPrometheus();
        try (PrometheusFeed feed = feed(port)) {
            feed.start();
            Until.holds("a rate near 8000/s passed", () -> sample().passedPerSecond() > 4_000);
            RegionSample seen = sample();
            assertThat(seen.regionId()).isEqualTo("us-east");
            assertThat(seen.passedPerSecond() / seen.droppedPerSecond()).isBetween(3.0, 5.0);
            assertThat(seen.targetsUp()).isEqualTo(1);
            assertThat(state.get().phase()).isEqualTo(ConnectionState.Phase.CONNECTED);

            prometheus.ifPresent(Child::close);
            Until.holds("it says it is away", () -> state.get().phase() == ConnectionState.Phase.RECONNECTING);
            assertThat(state.get().server()).isEqualTo("127.0.0.1:" + port);
            assertThat(state.get().detail()).contains("check that server");
            long since = state.get().sinceEpochMillis();

            long last = sample().sampledAtMillis();
            startPrometheus();
            Until.holds("newer samples than before", () -> sample().sampledAtMillis() > last);
            Until.holds("it says it is back", () -> state.get().isUp());
            assertThat(state.get().sinceEpochMillis()).isGreaterThanOrEqualTo(since);
        }
    }

    @Test
    void aNodeThatDoesNotAnswerIsSeenAsDown() {
        startPrometheus();
        try (PrometheusFeed feed = feed(port)) {
            feed.start();
            Until.holds("the target is up", () -> sample().targetsUp() == 1);
            node.ifPresent(server -> server.stop(0));
            Until.holds("the target is down", () -> sample().targetsUp() == 0);
            assertThat(sample().targetsTotal()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoPrometheusIsNamedAsSuch() {
        int other = node.orElseThrow().getAddress().getPort();
        try (PrometheusFeed feed = feed(other)) {
            feed.start();
            Until.holds("a reason", () -> state.get().detail().contains("status 404"));
            assertThat(state.get().phase()).isEqualTo(ConnectionState.Phase.CONNECTING);
        }
    }

    private void startPrometheus() {
        prometheus = Optional.of(Child.start(
                folder,
                BINARY.toString(),
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=tsdb",
                "--web.listen-address=127.0.0.1:" + port));
    }

    private PrometheusFeed feed(int at) {
        return new PrometheusFeed(
                URI.create("http://127.0.0.1:" + at), Duration.ofMillis(300), this::take, InstantSource.system());
    }

    private void take(Update update) {
        if (update instanceof Update.Metrics(List<RegionSample> fresh) && !fresh.isEmpty()) {
            samples.set(fresh);
        } else if (update instanceof Update.Prometheus(ConnectionState next)) {
            state.set(next);
        }
    }

    private RegionSample sample() {
        List<RegionSample> seen = samples.get();
        return seen.isEmpty() ? new RegionSample("", 0, 0, 0, -1, 0) : seen.getFirst();
    }
}
