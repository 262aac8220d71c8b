// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.time.NodeClock;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts deliveries to one URL, signed. Redirections are not followed: a delivery goes to the configured host or nowhere. What is
 * answered does not matter but for its status, 2xx; more than a little of it is a failure.
 */
final class WebhookSender implements Sender {
    private static final long MOST_ANSWER_BYTES = 65_536;

    private final OutletSettings.Webhook target;
    private final NodeClock clock;
    private final long wholeMillis;
    private final HttpClient client;

    /** @param wholeMillis for a whole request and its answer */
    WebhookSender(OutletSettings.Webhook target, NodeClock clock, long wholeMillis) {
        this.target = target;
        this.clock = clock;
        this.wholeMillis = wholeMillis;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(wholeMillis))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public void send(Delivery delivery) throws OutletException, InterruptedException {
        byte[] body = delivery.bytes();
        String signature = Signature.of(target.key().read(), clock.epochMillis() / 1_000, body);
        HttpRequest request = HttpRequest.newBuilder(target.url())
                .timeout(Duration.ofMillis(wholeMillis))
                .header("Content-Type", "application/json")
                .header("User-Agent", "secbeat")
                .header("X-SecBeat-Delivery", delivery.id().toString())
                .header("X-SecBeat-Signature", signature)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        int status = exchange(request);
        if (status / 100 == 3) {
            throw new OutletException("it redirects, which is not followed: write the place it means as url");
        }
        if (status / 100 != 2) {
            throw new OutletException("it answered with status " + status);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private int exchange(HttpRequest request) throws OutletException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> asked =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.discarding(), MOST_ANSWER_BYTES));
        try {
            return asked.get(wholeMillis, TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            throw new OutletException("it did not answer within " + wholeMillis + " ms");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new OutletException(cause.getClass().getSimpleName() + " " + cause.getMessage());
        } finally {
            asked.cancel(true);
        }
    }
}
