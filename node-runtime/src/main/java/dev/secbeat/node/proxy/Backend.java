// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to the origin: connections, deadlines, and an honest answer when there is none. Event loops only. */
final class Backend {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
    private static final long LOG_EVERY_NANOS = 1_000_000_000L;

    private final URI url;
    private final LongSupplier nanoTime;
    private final HttpClient client;
    private final RequestOptions route;
    private long loggedAtNanos;
    private long silent;
    private boolean everLogged;

    Backend(Vertx vertx, ProxySettings settings, LongSupplier nanoTime) {
        this.url = settings.backend();
        this.nanoTime = nanoTime;
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        ProxySettings.Limits limits = settings.limits();
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) limits.connectTimeout().toMillis())
                .setDecompressionSupported(false)
                .setMaxHeaderSize(64 * 1024)
                .setHttp2ClearTextUpgrade(false)
                .setVerifyHost(tls)
                .setKeepAliveTimeout(15);
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(limits.backendConnections())
                .setMaxWaitQueueSize(limits.connections());
        this.client = vertx.createHttpClient(options, pool);
        this.route = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port, url.getHost()))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setConnectTimeout(limits.connectTimeout().toMillis())
                .setIdleTimeout(limits.responseTimeout().toMillis());
    }

    HttpProxy proxy() {
        return HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(context -> client.request(new RequestOptions(route)));
    }

    /** Sends the request on; without an answer, answers 502 or 504 in the backend's place. */
    Future<ProxyResponse> send(ProxyContext context) {
        return context.sendRequest().recover(failure -> Future.succeededFuture(instead(context, failure)));
    }

    private ProxyResponse instead(ProxyContext context, Throwable failure) {
        boolean late = failure instanceof TimeoutException;
        log(late, failure);
        String text = late ? "the backend did not answer in time\n" : "the backend cannot be reached\n";
        context.request().release();
        // The request's body may not have been read to its end, so the connection cannot serve another request.
        return context.request()
                .response()
                .setStatusCode(late ? 504 : 502)
                .putHeader("Content-Type", "text/plain")
                .putHeader("Connection", "close")
                .setBody(Body.body(Buffer.buffer(text)));
    }

    private void log(boolean late, Throwable failure) {
        long now = nanoTime.getAsLong();
        if (everLogged && now - loggedAtNanos < LOG_EVERY_NANOS) {
            silent++;
            return;
        }
        LOG.warn(
                "event=backend_{} backend={} error=\"{}\" meaning=\"clients get {}\" do=\"check the origin and"
                        + " network.backend_url\" not_logged={}",
                late ? "timeout" : "unreachable",
                url,
                failure.getMessage(),
                late ? 504 : 502,
                silent);
        everLogged = true;
        loggedAtNanos = now;
        silent = 0;
    }
}
