// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
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

/** A real HTTP server that answers as it was last told to, and remembers what it was asked. */
final class FeedServer implements AutoCloseable {
    /** What was asked: path and query, and headers. */
    record Asked(String what, Headers headers) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile HttpHandler handler = exchange -> answer(exchange, 503, "", Map.of());

    FeedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.add(new Asked(exchange.getRequestURI().toString(), exchange.getRequestHeaders()));
            handler.handle(exchange);
        });
        server.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    void answers(int status, String body, String... headers) {
        Map<String, String> pairs = headers.length == 0
                ? Map.of()
                : headers.length == 2
                        ? Map.of(headers[0], headers[1])
                        : Map.of(headers[0], headers[1], headers[2], headers[3]);
        handler = exchange -> answer(exchange, status, body, pairs);
    }

    void handles(HttpHandler next) {
        handler = next;
    }

    Asked last() {
        return asked.getLast();
    }

    static void answer(HttpExchange exchange, int status, String body, Map<String, String> headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
