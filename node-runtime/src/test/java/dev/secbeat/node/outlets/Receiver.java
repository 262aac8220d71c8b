// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/** A real HTTP server that is posted to: it remembers everything, and answers each request with a status of a plan. */
public final class Receiver implements AutoCloseable {
    /** What was posted. */
    public record Posted(String method, String path, Headers headers, String body) {
        public String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }
    }

    public final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile IntUnaryOperator statuses = _ -> 204;
    private volatile Map<String, String> headers = Map.of();

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            posted.add(new Posted(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            int status = statuses.applyAsInt(posted.size());
            headers.forEach(exchange.getResponseHeaders()::set);
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /**
     * Answers by a plan from now on.
     *
     * @param plan from the number of a request, from 1, to the status of its answer
     */
    public void answers(IntUnaryOperator plan) {
        statuses = plan;
    }

    public void sends(String name, String value) {
        headers = Map.of(name, value);
    }

    public List<String> ids() {
        return posted.stream().map(one -> one.header("X-SecBeat-Delivery")).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
