// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server of map tiles on this machine, well behaved or not. */
public final class TileHost implements AutoCloseable {
    /** What it does with a question. */
    public interface Habit {
        void answer(HttpExchange asked) throws IOException;
    }

    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** It listens from now on. */
    public TileHost(Habit habit) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            habit.answer(exchange);
        });
        server.start();
    }

    /** Always the same bytes. */
    public static Habit sending(int status, byte[] bytes) {
        return asked -> {
            asked.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = asked.getResponseBody()) {
                out.write(bytes);
            }
        };
    }

    /** Address of all its tiles, with the places of zoom, column and row. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/{z}/{x}/{y}.png";
    }

    /** Address of one tile in the topmost row. */
    public URI tile(int column) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/9/" + column + "/0.png");
    }

    /** Paths that were asked for. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
