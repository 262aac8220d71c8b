// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A real HTTP server behind the proxy, with pages that behave well and badly. */
final class Origin implements AutoCloseable {
    static final long ENDLESS_BYTES = 256L * 1024 * 1024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);

    Origin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int requests() {
        return targets.size();
    }

    List<String> targets() {
        return targets;
    }

    /** Bytes of the endless answer taken from the origin so far. */
    long bytesWritten() {
        return written.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        targets.add(target);
        exchange.getResponseHeaders().set("X-Seen-Target", target);
        switch (exchange.getRequestURI().getPath()) {
            case "/echo" -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    exchange.getRequestBody().transferTo(out);
                }
            }
            // Reads everything before it answers: the JDK's client does not read while it still writes.
            case "/back" -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            case "/headers" -> {
                StringBuilder text = new StringBuilder();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> values.forEach(value ->
                                text.append(name).append(": ").append(value).append('\n')));
                whole(exchange, text.toString());
            }
            case "/endless" -> endless(exchange);
            case "/silent" -> await();
            case "/cut" -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(new byte[10]);
                exchange.getResponseBody().flush();
                throw new IOException("cut short on purpose");
            }
            default -> whole(exchange, "ok\n");
        }
        exchange.close();
    }

    private void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, ENDLESS_BYTES);
        byte[] chunk = new byte[16 * 1024];
        while (written.get() < ENDLESS_BYTES) {
            exchange.getResponseBody().write(chunk);
            written.addAndGet(chunk.length);
        }
    }

    private static void whole(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void await() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
