// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams against a real HTTP server on this machine. */
class TrafficEngineTest {
    private static final RegionId REGION = new RegionId("here");
    private final AtomicInteger served = new AtomicInteger();
    private volatile int status = 200;
    private HttpServer server;
    private TrafficEngine engine;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            served.incrementAndGet();
            byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        engine = new TrafficEngine(() -> {});
    }

    @AfterEach
    void stop() {
        engine.close();
        server.stop(0);
    }

    private StreamPlan plan(String name, double perSecond, int requestsPerConnection) {
        var target = new Target(REGION, server.getAddress(), server.getAddress());
        return new StreamPlan(
                name,
                List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2")),
                List.of(target),
                perSecond,
                requestsPerConnection,
                true);
    }

    private StreamCounts counts(String name) {
        return engine.counts().getOrDefault(name, Map.of()).getOrDefault(REGION, StreamCounts.ZERO);
    }

    @Test
    void accountsForEveryRequest() {
        engine.startReady(plan("s", 200, 3));
        Await.until("traffic as expected", () -> counts("s").answered() >= 100);
        assertThat(counts("s").limited() + counts("s").refused() + counts("s").failed())
                .isZero();
        assertThat(counts("s").sent()).isGreaterThanOrEqualTo(counts("s").answered());
        SendLog log = engine.stop("s");
        assertThat(log.size()).isGreaterThanOrEqualTo(100);
        assertThat(served.get()).isBetween(100, log.size());
        assertThat(engine.counts()).isEmpty();
    }

    @Test
    void tellsLimitedFromRefused() {
        status = 429;
        engine.start(plan("limited", 100, 10));
        Await.until("traffic as expected", () -> counts("limited").limited() >= 10);
        status = 503;
        Await.until("traffic as expected", () -> counts("limited").refused() >= 10);
        assertThat(counts("limited").answered()).isZero();
    }

    @Test
    void aServerThatIsGoneIsCountedAsFailuresNotAsSilence() {
        engine.start(plan("s", 100, 10));
        Await.until("traffic as expected", () -> counts("s").answered() >= 10);
        server.stop(0);
        Await.until("traffic as expected", () -> counts("s").failed() >= 10);
    }

    @Test
    void readsTheInterfacesOfItsNamespaceEachSecond() {
        Await.until("traffic as expected", () -> !engine.packetHistory().isEmpty());
        assertThat(engine.packetHistory().getFirst().byInterface()).containsKey("lo");
    }
}
