// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.PrometheusMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Asks the global Prometheus for rates over time. One question is under way at a time; of those that wait only each
 * asker's newest is kept, so a slow server is never asked what nobody wants to know any more. Safe for all threads.
 */
public final class RangeFeed implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_SERIES = 2_000;
    private static final int MAX_ASKERS = 64;

    private final URI server;
    private final Consumer<Update> sink;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("prometheus-range").daemon().factory());
    private final Map<Integer, RateQuestion> waiting = new LinkedHashMap<>();
    private volatile boolean closed;

    /**
     * A feed that asks nothing yet.
     *
     * @param server base address of the global Prometheus
     * @param sink takes an {@link Update.Rated} for each question that was not replaced; must not block
     */
    public RangeFeed(URI server, Consumer<Update> sink, InstantSource clock) {
        this.server = server;
        this.sink = sink;
        this.clock = clock;
    }

    /** Asks as soon as what is under way is answered. */
    public void ask(RateQuestion question) {
        synchronized (waiting) {
            if (waiting.size() >= MAX_ASKERS && !waiting.containsKey(question.asker())) {
                return;
            }
            waiting.put(question.asker(), question);
        }
        if (!closed) {
            thread.execute(this::answerNext);
        }
    }

    /** Ends; what is under way is abandoned. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        http.shutdownNow();
    }

    private void answerNext() {
        Optional<RateQuestion> next = takeNext();
        next.ifPresent(question -> {
            try {
                publish(answer(question));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | DecodeException | RuntimeException e) {
                publish(RateAnswer.failed(question, clock.millis(), reason(e)));
            }
        });
    }

    private void publish(RateAnswer answer) {
        if (!closed) {
            sink.accept(new Update.Rated(answer));
        }
    }

    private Optional<RateQuestion> takeNext() {
        synchronized (waiting) {
            Iterator<RateQuestion> all = waiting.values().iterator();
            if (!all.hasNext()) {
                return Optional.empty();
            }
            RateQuestion next = all.next();
            all.remove();
            return Optional.of(next);
        }
    }

    private RateAnswer answer(RateQuestion question) throws IOException, InterruptedException, DecodeException {
        HeardNodes nodes = heard(question, 0);
        List<RateLine> lines = lines(question, 0, nodes);
        List<RateLine> earlier = question.backMillis() == 0
                ? List.of()
                : lines(question, question.backMillis(), heard(question, question.backMillis()));
        return new RateAnswer(question, clock.millis(), lines, earlier, nodes.line(), "");
    }

    private HeardNodes heard(RateQuestion question, long backMillis)
            throws IOException, InterruptedException, DecodeException {
        return HeardNodes.of(question, fetch(RangeQuery.nodes(question), question, backMillis));
    }

    private List<RateLine> lines(RateQuestion question, long backMillis, HeardNodes nodes)
            throws IOException, InterruptedException, DecodeException {
        List<RateLine> lines = new ArrayList<>();
        for (PrometheusMatrix.Series series : fetch(RangeQuery.rates(question), question, backMillis)) {
            String action = series.labels().getOrDefault("action", "");
            String region = series.labels().getOrDefault("region", "");
            nodes.hideUnknown(region, series.values());
            lines.add(
                    new RateLine(region, verdict(action), series.labels().getOrDefault("reason", ""), series.values()));
        }
        return lines;
    }

    private List<PrometheusMatrix.Series> fetch(String query, RateQuestion question, long backMillis)
            throws IOException, InterruptedException, DecodeException {
        HttpRequest request = HttpRequest.newBuilder(RangeQuery.address(server, query, question, backMillis))
                .timeout(TIMEOUT)
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (!type.startsWith("application/json")) {
                throw new IOException("status " + response.statusCode() + ", '" + type + "'");
            }
            PrometheusMatrix.Grid grid = new PrometheusMatrix.Grid(
                    question.fromMillis() - backMillis, question.stepMillis(), question.count());
            return PrometheusMatrix.read(new BoundedInput(body, MAX_BYTES), grid, MAX_SERIES);
        }
    }

    private static RateLine.Verdict verdict(String action) {
        if (action.startsWith("pass")) {
            return RateLine.Verdict.PASSED;
        }
        return action.startsWith("answer") ? RateLine.Verdict.ANSWERED : RateLine.Verdict.DROPPED;
    }

    private String reason(Exception e) {
        String message = e.getMessage();
        String what = message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
        return Messages.of("feed.range.failed", server.getAuthority(), what);
    }
}
