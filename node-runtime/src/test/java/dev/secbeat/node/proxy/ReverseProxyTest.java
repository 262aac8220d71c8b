// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static dev.secbeat.node.proxy.RawHttp.lines;
import static dev.secbeat.node.proxy.RawHttp.readAll;
import static dev.secbeat.node.proxy.RawHttp.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReverseProxyTest {
    private static final Prefix LOOPBACK = Prefix.parse("127.0.0.1");

    private Origin origin;
    private HttpClient client;
    private ReverseProxy proxy;

    @BeforeEach
    void start() throws IOException {
        origin = new Origin();
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        proxy = ReverseProxy.start(settings(origin.url(), List.of(), limits(Duration.ofSeconds(30))));
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        origin.close();
    }

    /** A client may have its answer before the proxy has counted it. */
    private void awaitCodes(Map<String, Long> expected) {
        Await.until(
                "answers counted as " + expected, () -> proxy.requestsByCode().equals(expected));
    }

    @Test
    void passesRequestAndAnswerThrough() throws Exception {
        HttpResponse<String> answer = client.send(
                request("/echo?a=1%20b").POST(BodyPublishers.ofString("hello")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.headers().firstValue("X-Seen-Target")).contains("POST /echo?a=1%20b");
        awaitCodes(Map.of("200", 1L));
    }

    @Test
    void countsRequestsAndConnectionsPerClientOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            get("/");
        }

        Map<Dimension, Long> counts = poll(LOOPBACK);

        assertThat(counts).containsEntry(Dimension.REQUESTS, 5L).containsKey(Dimension.CONNECTIONS);
        assertThat(poll(LOOPBACK)).isEmpty();
    }

    @Test
    void untrustedPeerCannotClaimToBeSomebodyElse() throws Exception {
        HttpResponse<String> answer = client.send(
                request("/headers")
                        .header("X-Forwarded-For", "203.0.113.42")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Port", "4433")
                        .header("X-Real-IP", "203.0.113.42")
                        .header("Forwarded", "for=203.0.113.42")
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.body().toLowerCase(java.util.Locale.ROOT))
                .contains("x-forwarded-for: 127.0.0.1\n")
                .contains("x-forwarded-proto: http\n")
                .contains("x-forwarded-host: 127.0.0.1:" + proxy.port() + "\n")
                .doesNotContain("203.0.113.42")
                .doesNotContain("x-real-ip")
                .doesNotContain("x-forwarded-port");
        assertThat(poll(LOOPBACK)).containsEntry(Dimension.REQUESTS, 1L);
    }

    @Test
    void behindATrustedProxyTheRightmostUntrustedAddressCounts() throws Exception {
        restart(List.of(Prefix.parse("127.0.0.0/8"), Prefix.parse("192.0.2.0/24")));

        HttpResponse<String> answer = client.send(
                request("/headers")
                        .header("X-Forwarded-For", "198.51.100.9, 203.0.113.42, 192.0.2.1")
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.body().toLowerCase(java.util.Locale.ROOT))
                .contains("x-forwarded-for: 198.51.100.9, 203.0.113.42, 192.0.2.1, 127.0.0.1\n");
        Map<SourceKey, Long> requests = new HashMap<>();
        proxy.poll((family, bits, dimension, count, sinceNanos) -> requests.put(new SourceKey(family, bits), count));
        assertThat(requests).containsExactly(Map.entry(SourceKey.of(Prefix.parse("203.0.113.42")), 1L));
    }

    @Test
    void blockedClientIsToldOnceAndThenNotHeard() throws Exception {
        proxy.block(Prefix.parse("127.0.0.0/24"), 60_000);

        for (int i = 0; i < 16; i++) {
            HttpResponse<String> answer = get("/");
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1L, 60L);
            assertThat(answer.headers().firstValue("Connection")).contains("close");
        }
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(readAll(socket)).isEmpty();
        }
        assertThat(proxy.hits(Prefix.parse("127.0.0.0/24"))).isEqualTo(17);
        assertThat(origin.requests()).isZero();
    }

    @Test
    void unblockedClientIsServedAgain() throws Exception {
        proxy.block(LOOPBACK, 60_000);
        assertThat(proxy.holds(LOOPBACK)).isTrue();
        assertThat(get("/").statusCode()).isEqualTo(429);

        proxy.unblock(LOOPBACK);

        assertThat(proxy.holds(LOOPBACK)).isFalse();
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void originAwayIsABadGateway() throws Exception {
        origin.close();

        HttpResponse<String> answer = get("/");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("the backend cannot be reached\n");
        awaitCodes(Map.of("502", 1L));
    }

    @Test
    void silentOriginIsAGatewayTimeout() throws Exception {
        proxy.close();
        proxy = ReverseProxy.start(settings(origin.url(), List.of(), limits(Duration.ofMillis(200))));

        assertThat(get("/silent").statusCode()).isEqualTo(504);
    }

    @Test
    void answerCutShortIsNotPassedOffAsWhole() {
        assertThatThrownBy(() -> get("/cut")).isInstanceOf(IOException.class);
    }

    @Test
    void hopByHopHeadersStayOnTheirHop() throws Exception {
        String answer = raw(lines(
                "GET /headers HTTP/1.1",
                "Host: a",
                "Connection: close, X-Private, X-Forwarded-For, Host",
                "X-Private: 1",
                "Keep-Alive: 5",
                "TE: trailers",
                "Proxy-Authorization: secret",
                ""));

        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .startsWith("http/1.1 200")
                .doesNotContain("x-private: 1")
                .contains("x-forwarded-for: 127.0.0.1")
                .doesNotContain("keep-alive: 5")
                .doesNotContain("proxy-authorization");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nBad Name: 1\r\n\r\n",
                "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
            })
    void ambiguousOrMalformedRequestNeverReachesTheOrigin(String request) throws Exception {
        String answer = raw(request);

        assertThat(answer.isEmpty() || answer.matches("(?s)HTTP/\\d\\.\\d (4|5)\\d\\d .*"))
                .as(answer)
                .isTrue();
        assertThat(origin.requests()).isZero();
    }

    /** The parser drops the length and believes the chunks; what matters is that the origin sees one request. */
    @Test
    void lengthBesideChunksCannotSmuggleASecondRequest() throws Exception {
        String answer = raw(lines(
                "POST /echo HTTP/1.1",
                "Host: a",
                "Content-Length: 44",
                "Transfer-Encoding: chunked",
                "Connection: close",
                "",
                "0",
                "",
                "GET /smuggled HTTP/1.1",
                "Host: a",
                ""));

        assertThat(answer).startsWith("HTTP/1.1 200").containsOnlyOnce("HTTP/1.1");
        assertThat(origin.targets()).containsExactly("POST /echo");
    }

    @Test
    void headOverTheLimitIsRefused() throws Exception {
        String answer = raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431");
        awaitCodes(Map.of("431", 1L));
    }

    @Test
    void headThatNeverEndsIsCutOff() throws Exception {
        proxy.close();
        ProxySettings.Limits d = ProxySettings.Limits.defaults();
        proxy = ReverseProxy.start(settings(
                origin.url(),
                List.of(),
                new ProxySettings.Limits(
                        d.headerBytes(),
                        d.connections(),
                        d.backendConnections(),
                        d.sources(),
                        Duration.ofMillis(100),
                        d.idleTimeout(),
                        d.connectTimeout(),
                        d.responseTimeout())));
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");

            assertThat(readAll(socket)).isEmpty();
        }
    }

    @Test
    void connectionsOverTheLimitAreClosedAndCounted() throws Exception {
        proxy.close();
        ProxySettings.Limits d = ProxySettings.Limits.defaults();
        proxy = ReverseProxy.start(settings(
                origin.url(),
                List.of(),
                new ProxySettings.Limits(
                        d.headerBytes(),
                        1,
                        d.backendConnections(),
                        d.sources(),
                        d.headerTimeout(),
                        d.idleTimeout(),
                        d.connectTimeout(),
                        d.responseTimeout())));
        try (Socket first = connect()) {
            send(first, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(first.getInputStream().read()).isEqualTo('H');
            try (Socket second = connect()) {
                assertThat(readAll(second)).isEmpty();
            }
        }
        assertThat(proxy.dropped()).containsEntry("proxy_connections", 1L);
    }

    @Test
    void portTakenSaysSo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            ProxySettings settings = new ProxySettings(
                    "127.0.0.1",
                    taken.getLocalPort(),
                    origin.url(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    ProxySettings.Limits.defaults());

            assertThatThrownBy(() -> ReverseProxy.start(settings).close())
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort())
                    .hasMessageContaining("stop that process or change network.listen_address and network.listen_port");
        }
    }

    @Test
    void listensOnBothFamilies() throws Exception {
        assertThat(client.send(
                                HttpRequest.newBuilder(URI.create("http://[::1]:" + proxy.port() + "/"))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(poll(Prefix.parse("::1"))).containsEntry(Dimension.REQUESTS, 1L);
    }

    private void restart(List<Prefix> trusted) {
        proxy.close();
        proxy = ReverseProxy.start(settings(origin.url(), trusted, limits(Duration.ofSeconds(30))));
    }

    private static ProxySettings.Limits limits(Duration responseTimeout) {
        ProxySettings.Limits d = ProxySettings.Limits.defaults();
        return new ProxySettings.Limits(
                d.headerBytes(),
                d.connections(),
                d.backendConnections(),
                d.sources(),
                d.headerTimeout(),
                d.idleTimeout(),
                d.connectTimeout(),
                responseTimeout);
    }

    private static ProxySettings settings(URI backend, List<Prefix> trusted, ProxySettings.Limits limits) {
        return new ProxySettings("::", 0, backend, trusted, List.of(), Optional.empty(), limits);
    }

    private Map<Dimension, Long> poll(Prefix client) {
        Map<Dimension, Long> counts = new HashMap<>();
        SourceKey key = SourceKey.of(client);
        proxy.poll((family, bits, dimension, count, sinceNanos) -> {
            if (new SourceKey(family, bits).equals(key)) {
                counts.merge(dimension, count, Long::sum);
            }
        });
        return counts;
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + target))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return client.send(request(target).build(), BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            send(socket, request);
            return readAll(socket);
        }
    }
}
