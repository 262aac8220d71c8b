// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private final AtomicReference<List<String>> unready = new AtomicReference<>(List.of());
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AdminPages pages = new AdminPages(
            accept -> new AdminPages.Page("text/test", ("metrics for " + accept).getBytes(UTF_8)),
            this::reasons,
            () -> "{\"sources\":[]}");
    private final AdminServer server = AdminServer.start("127.0.0.1", 0, pages);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void metricsAreMadeForTheAcceptHeader() throws Exception {
        HttpResponse<String> answer =
                client.send(request("/metrics").header("Accept", "x/y").build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/test");
        assertThat(answer.body()).isEqualTo("metrics for x/y");
    }

    @Test
    void readinessGivesItsReasons() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        unready.set(List.of("xdp: not attached", "nats: never connected"));

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("xdp: not attached\nnats: never connected\n");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void countersAreShownOnLoopback() throws Exception {
        assertThat(get("/counters").body()).isEqualTo("{\"sources\":[]}");
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(client.send(request("/metrics").DELETE().build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void pageThatFailsIsAnErrorAndNotAnEnd() throws Exception {
        broken.set(true);

        assertThat(get("/readyz").statusCode()).isEqualTo(500);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void portTakenSaysSo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> AdminServer.start("127.0.0.1", taken.getLocalPort(), pages)
                            .close())
                    .isInstanceOf(AdminException.class)
                    .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort())
                    .hasMessageContaining("change metrics.address and metrics.port");
        }
    }

    private List<String> reasons() {
        if (broken.get()) {
            throw new IllegalStateException("broken on purpose");
        }
        return unready.get();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }
}
