// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.admin;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which path shows what. Event loop only. */
final class AdminRoutes implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);
    private static final String TEXT = "text/plain; charset=utf-8";

    private final AdminPages pages;

    AdminRoutes(AdminPages pages) {
        this.pages = pages;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            request.response().putHeader("Allow", "GET");
            text(request, 405, "only GET is answered here\n");
            return;
        }
        try {
            route(request);
        } catch (RuntimeException e) {
            LOG.warn("event=admin_page_failed path={} error=\"{}\"", request.path(), e.toString());
            text(request, 500, "this page could not be made; the log says why\n");
        }
    }

    private void route(HttpServerRequest request) {
        switch (String.valueOf(request.path())) {
            case "/metrics" -> {
                AdminPages.Page page = pages.metrics().apply(request.getHeader("Accept"));
                send(request, 200, page.contentType(), page.body());
            }
            case "/healthz" -> text(request, 200, "alive\n");
            case "/readyz" -> readiness(request, pages.unreadiness().get());
            case "/counters" -> counters(request);
            default -> text(request, 404, "nothing here; there are /metrics, /healthz, /readyz and /counters\n");
        }
    }

    private static void readiness(HttpServerRequest request, List<String> reasons) {
        if (reasons.isEmpty()) {
            text(request, 200, "ready\n");
        } else {
            text(request, 503, String.join("\n", reasons) + "\n");
        }
    }

    private void counters(HttpServerRequest request) {
        if (isThisMachine(request.remoteAddress().hostAddress())) {
            byte[] json = pages.countersJson().get().getBytes(StandardCharsets.UTF_8);
            send(request, 200, "application/json", json);
        } else {
            text(request, 403, "counters name client addresses and are shown to this machine only: ask on loopback\n");
        }
    }

    private static boolean isThisMachine(String address) {
        return address != null && InetAddress.ofLiteral(address).isLoopbackAddress();
    }

    private static void text(HttpServerRequest request, int code, String text) {
        send(request, code, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpServerRequest request, int code, String type, byte[] body) {
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(body));
    }
}
