// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may rest on an open connection, and for how long; by a clock that the test moves on. */
final class KeepAliveTest {
    private static final int PLACES = 4;
    private static final Duration HEADER = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private final AtomicLong ahead = new AtomicLong();
    private final List<Socket> sockets = new ArrayList<>();
    private Origin origin;
    private ReverseProxy proxy;

    @BeforeEach
    void start() throws IOException {
        origin = new Origin();
        proxy = ReverseProxy.start(settings(origin.url()), () -> {}, () -> System.nanoTime() + ahead.get());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        proxy.close();
        origin.close();
    }

    @Test
    void whoWasServedMayRestForLongerThanAFirstHeadMayTake() throws Exception {
        Socket served = connect();
        request(served);
        Socket silent = connect();
        Await.until("both are there", () -> proxy.openConnections() == 2);
        awaitServed(1);

        ahead.addAndGet(BETWEEN.toNanos());

        assertThat(silent.getInputStream().read()).isNegative();
        Await.until("the sweep is over", () -> proxy.openConnections() <= 1);
        request(served);
    }

    @Test
    void nobodyMayRestForEver() throws Exception {
        Socket served = connect();
        request(served);
        awaitServed(1);

        ahead.addAndGet(IDLE.plus(BETWEEN).toNanos());

        assertThat(served.getInputStream().read()).isNegative();
    }

    @Test
    void nobodyMayRestForLongWhilePlacesAreShort() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i <= PLACES / 2; i++) {
            Socket served = connect();
            request(served);
            crowd.add(served);
        }
        awaitServed(crowd.size());

        ahead.addAndGet(BETWEEN.toNanos());

        for (Socket served : crowd) {
            assertThat(served.getInputStream().read()).isNegative();
        }
    }

    /** The proxy takes a request for ended a moment after its client has read the answer. */
    private void awaitServed(long requests) throws InterruptedException {
        Await.until("the requests have ended", () -> proxy.requestsByCode().getOrDefault("200", 0L) == requests);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(40_000);
        sockets.add(socket);
        return socket;
    }

    /** Sends a request and reads its answer to the end. */
    private static void request(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("ok\n")) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the answer after: %s", answer).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 200");
    }

    private static ProxySettings settings(URI backend) {
        ProxySettings.Limits d = ProxySettings.Limits.defaults();
        ProxySettings.Limits limits = new ProxySettings.Limits(
                d.headerBytes(),
                PLACES,
                d.backendConnections(),
                d.sources(),
                HEADER,
                IDLE,
                d.connectTimeout(),
                d.responseTimeout());
        return new ProxySettings("127.0.0.1", 0, backend, List.of(), List.of(), Optional.empty(), limits);
    }
}
