// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import dev.secbeat.console.i18n.Messages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Tries whether a Prometheus answers. */
public final class PrometheusTrial {
    private PrometheusTrial() {}

    /** Asks once, waiting at most {@code patience}; empty when it answers, else why it does not. On a background thread. */
    public static Optional<String> problem(URI server, Duration patience) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/-/ready"))
                .timeout(patience)
                .build();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(patience).build()) {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 200 ? Optional.empty() : Optional.of(Messages.of("feed.status", status));
        } catch (IOException e) {
            return Optional.of(e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Messages.of("feed.status", 0));
        }
    }
}
