// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.ConnectionState.Phase;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Update;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows the global Prometheus. Scrapes at an interval; when it is away, tries again ever more slowly, at most each 30
 * s, and says so. Safe for all threads.
 */
public final class PrometheusFeed implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration SLOWEST = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 64 << 20;

    private final URI server;
    private final HttpRequest request;
    private final Duration interval;
    private final Consumer<Update> sink;
    private final InstantSource clock;
    private final HttpClient http;
    private final ScheduledExecutorService thread;
    private final RegionRates rates = new RegionRates();
    private ConnectionState state = ConnectionState.OFF;
    private int failures;

    /**
     * A feed that is not started yet.
     *
     * @param server base address of the global Prometheus, such as {@code http://127.0.0.1:9090}
     * @param interval between scrapes; the server's own federation interval is a good choice
     * @param sink takes updates; called on the feed's thread, must not block
     */
    public PrometheusFeed(URI server, Duration interval, Consumer<Update> sink, InstantSource clock) {
        this.server = server;
        this.interval = interval;
        this.sink = sink;
        this.clock = clock;
        request = HttpRequest.newBuilder(federation(server))
                .header("Accept", FederationFormat.MEDIA_TYPE)
                .timeout(TIMEOUT)
                .build();
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("prometheus-feed").daemon().factory());
    }

    /** Begins to scrape; once. */
    public void start() {
        thread.execute(() -> {
            publish(Phase.CONNECTING, "");
            round();
        });
    }

    /** Ends scraping; a scrape under way is abandoned. */
    @Override
    public void close() {
        thread.shutdownNow();
        http.shutdownNow();
    }

    private void round() {
        try {
            List<FederationSample> scrape = scrape();
            failures = 0;
            publish(Phase.CONNECTED, scrape.isEmpty() ? Messages.of("feed.empty") : "");
            sink.accept(new Update.Metrics(rates.accept(scrape)));
        } catch (IOException | RuntimeException e) {
            failures = Math.min(failures + 1, 16);
            publish(state.phase() == Phase.CONNECTING ? Phase.CONNECTING : Phase.RECONNECTING, reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (!thread.isShutdown()) {
            var _ = thread.schedule(this::round, pause().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private List<FederationSample> scrape() throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (response.statusCode() != 200) {
                throw new IOException("it answered with status " + response.statusCode());
            }
            if (!FederationFormat.understands(type)) {
                throw new IOException("it answered with '" + type + "' instead of protobuf: is this a Prometheus?");
            }
            return FederationFormat.read(new BoundedInput(body, MAX_BYTES), RegionRates.METRICS);
        }
    }

    private Duration pause() {
        Duration slowed = interval.multipliedBy(1L << Math.min(failures, 8));
        return failures == 0 ? interval : slowed.compareTo(SLOWEST) < 0 ? slowed : SLOWEST;
    }

    /** The time of the first update in a phase is kept: "since when". */
    private void publish(Phase phase, String detail) {
        long since = phase == state.phase() ? state.sinceEpochMillis() : clock.millis();
        state = new ConnectionState(phase, server.getAuthority(), since, Double.NaN, Freshness.NEVER, detail);
        sink.accept(new Update.Prometheus(state));
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        String what = message == null ? e.getClass().getSimpleName() : message;
        return Messages.of("feed.trouble", what);
    }

    private static URI federation(URI server) {
        String match = "{job=\"secbeat\",__name__=~\"" + String.join("|", RegionRates.METRICS) + "\"}";
        return server.resolve("/federate?match%5B%5D=" + URLEncoder.encode(match, StandardCharsets.UTF_8));
    }
}
