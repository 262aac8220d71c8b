// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.Prefix;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests through a proxy of its own on loopback before the real one listens, so that the first real clients do
 * not wait for classes to be loaded and compiled. Blocks for about half a second; a failure costs only that benefit.
 */
final class ProxyRehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyRehearsal.class);
    private static final int CONNECTIONS = 12;
    private static final int REQUESTS_PER_CONNECTION = 20;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final String BODY = "rehearsed";
    private static final byte[] REQUEST =
            "GET /rehearsal HTTP/1.1\r\nHost: rehearsal\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private ProxyRehearsal() {}

    /** Plays it; returns the number of requests answered by the origin through the proxy. */
    static int play() {
        Vertx vertx = Vertx.vertx(VertxSettings.small());
        int answered = 0;
        try {
            HttpServer origin = vertx.createHttpServer()
                    .requestHandler(request -> request.response().end(BODY));
            await(origin);
            try (ReverseProxy proxy = ReverseProxy.start(settings(origin.actualPort()))) {
                answered = play(proxy);
            }
        } catch (IOException | ExecutionException | TimeoutException | ListenException e) {
            LOG.info("event=rehearsal_cut_short answered={} error=\"{}\"", answered, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            vertx.close();
        }
        return answered;
    }

    private static void await(HttpServer origin) throws InterruptedException, ExecutionException, TimeoutException {
        origin.listen(0, InetAddress.getLoopbackAddress().getHostAddress())
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static int play(ReverseProxy proxy) throws IOException {
        int answered = 0;
        Prefix self = Prefix.of(InetAddress.getLoopbackAddress());
        for (int i = 0; i < CONNECTIONS; i++) {
            answered += converse(proxy.port(), REQUESTS_PER_CONNECTION);
            proxy.poll((family, bits, dimension, count, sinceNanos) -> {});
        }
        proxy.block(self, PATIENCE_MILLIS);
        converse(proxy.port(), 1);
        proxy.unblock(self);
        return answered;
    }

    private static int converse(int port, int requests) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            int answered = 0;
            while (answered < requests) {
                socket.getOutputStream().write(REQUEST);
                if (!isAnswered(socket.getInputStream())) {
                    break;
                }
                answered++;
            }
            return answered;
        }
    }

    /** Reads until the origin's body has come, or the connection ends without it. */
    private static boolean isAnswered(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] chunk = new byte[1_024];
        while (text.indexOf(BODY) < 0) {
            int length = in.read(chunk);
            if (length < 0 || text.length() > 16 * chunk.length) {
                return false;
            }
            text.append(new String(chunk, 0, length, StandardCharsets.US_ASCII));
        }
        return true;
    }

    private static ProxySettings settings(int originPort) {
        String loopback = InetAddress.getLoopbackAddress().getHostAddress();
        return new ProxySettings(
                loopback,
                0,
                URI.create("http://" + loopback + ":" + originPort),
                List.of(),
                List.of(),
                Optional.empty(),
                ProxySettings.Limits.defaults());
    }
}
