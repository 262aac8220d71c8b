// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.feeds.FeedVersion.Tag;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a source by GET. A request goes to the host and port of its URL and nowhere else: a redirection within them is followed a
 * few times, any other is refused, so that a source cannot make the node ask its neighbours. The whole answer, its body
 * included, has a deadline and a bound.
 *
 * <p>Owned by one thread; {@link #close} by any.
 */
final class WebReader implements AutoCloseable {
    private static final int MOST_REDIRECTIONS = 3;
    private static final int MOST_TAG = 1_024;
    private static final long MOST_WAIT_SECONDS = 86_400;

    /**
     * Bounds of one request.
     *
     * @param connectMillis to be connected, TLS included
     * @param wholeMillis from asking to the last byte, redirections included
     * @param mostBytes of a body
     */
    record Limits(long connectMillis, long wholeMillis, long mostBytes) {
        static final Limits STANDARD = new Limits(10_000, 60_000, 64L << 20);
    }

    /** What a source answered; without a body when it has what is known already. */
    record Answer(Optional<byte[]> body, Tag tag) {}

    private final Limits limits;
    private final HttpClient client;

    WebReader(Limits limits) {
        this.limits = limits;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(limits.connectMillis()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Asks {@code url}.
     *
     * @param headers sent besides
     * @param known what is had already; answered by "not modified" if that is still so
     */
    Answer read(URI url, Map<String, String> headers, Tag known) throws FeedException, InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.wholeMillis());
        URI at = url;
        for (int hop = 0; hop <= MOST_REDIRECTIONS; hop++) {
            HttpResponse<byte[]> response = exchange(request(at, headers, known), deadlineNanos);
            if (!isRedirection(response.statusCode())) {
                return answer(response, known);
            }
            at = target(url, at, response);
        }
        throw new FeedException("it redirects more than " + MOST_REDIRECTIONS + " times");
    }

    /** Ends a request under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest request(URI url, Map<String, String> headers, Tag known) throws FeedException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .GET()
                    .timeout(Duration.ofMillis(limits.wholeMillis()))
                    .header("User-Agent", "secbeat");
            headers.forEach(request::header);
            if (!known.etag().isEmpty()) {
                request.header("If-None-Match", known.etag());
            }
            if (!known.lastModified().isEmpty()) {
                request.header("If-Modified-Since", known.lastModified());
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new FeedException("it cannot be asked: " + ParsedFeed.shown(String.valueOf(e.getMessage())));
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request, long deadlineNanos)
            throws FeedException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.mostBytes()));
        try {
            return asked.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new FeedException("it did not answer in full within " + limits.wholeMillis() + " ms");
        } catch (ExecutionException e) {
            throw new FeedException(reason(e.getCause() == null ? e : e.getCause()));
        } finally {
            asked.cancel(true);
        }
    }

    private String reason(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof IOException && text.contains("exceeds capacity")) {
            return "its answer has more than " + limits.mostBytes() + " bytes";
        }
        return "it cannot be read: " + failure.getClass().getSimpleName() + " " + ParsedFeed.shown(text);
    }

    private static Answer answer(HttpResponse<byte[]> response, Tag known) throws FeedException {
        int status = response.statusCode();
        if (status == 304 && !known.equals(Tag.NONE)) {
            return new Answer(Optional.empty(), known);
        }
        if (status != 200) {
            String why = status == 401 || status == 403 ? ": it refuses the key, or wants one" : "";
            throw new FeedException("it answered with status " + status + why, retryAfter(response));
        }
        String encoding = header(response, "Content-Encoding");
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            throw new FeedException("it sends an encoding that was not asked for: " + ParsedFeed.shown(encoding));
        }
        return new Answer(
                Optional.of(response.body()), new Tag(header(response, "ETag"), header(response, "Last-Modified")));
    }

    private static boolean isRedirection(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI target(URI configured, URI from, HttpResponse<?> response) throws FeedException {
        String location = header(response, "Location");
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new FeedException("it redirects to what is no URL: " + ParsedFeed.shown(location));
        }
        boolean same = configured.getScheme().equalsIgnoreCase(target.getScheme())
                && configured.getRawAuthority().equalsIgnoreCase(target.getRawAuthority());
        if (location.isEmpty() || !same) {
            throw new FeedException("it redirects to another place, " + ParsedFeed.shown(location)
                    + ", which is not followed: if that is right, write it as url");
        }
        return target;
    }

    private static long retryAfter(HttpResponse<?> response) {
        String seconds = header(response, "Retry-After");
        OptionalLong asked =
                seconds.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(seconds)) : OptionalLong.empty();
        return Math.min(asked.orElse(0), MOST_WAIT_SECONDS) * 1_000;
    }

    /** A header that could be sent back; any other is as if it were not there. */
    private static String header(HttpResponse<?> response, String name) {
        return response.headers()
                .firstValue(name)
                .filter(value -> value.length() <= MOST_TAG && value.matches("[ -~]*"))
                .orElse("");
    }
}
