// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.admin;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local HTTP endpoint of a node or orchestrator: {@code /metrics}, {@code /healthz}, {@code /readyz}, {@code
 * /counters}. Runs on one event loop of its own; safe for all threads.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final long PATIENCE_SECONDS = 20;

    private final Vertx vertx;
    private final HttpServer server;

    private AdminServer(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Starts to listen; returns once the port is open.
     *
     * @param address {@code ::} listens on IPv4 and IPv6
     * @param port 0 for any free one
     * @throws AdminException when the port is taken or the address is not this machine's
     */
    public static AdminServer start(String address, int port, AdminPages pages) {
        Vertx vertx = Vertx.vertx(small());
        HttpServer server = vertx.createHttpServer(options(address, port)).requestHandler(new AdminRoutes(pages));
        try {
            server.listen().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | CompletionException e) {
            close(vertx);
            throw new AdminException(address, port, e);
        } catch (InterruptedException e) {
            close(vertx);
            Thread.currentThread().interrupt();
            throw new AdminException(address, port, e);
        }
        LOG.info("event=admin_listening address={} port={}", address, server.actualPort());
        return new AdminServer(vertx, server);
    }

    /** The port listened on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        close(vertx);
    }

    private static HttpServerOptions options(String address, int port) {
        return new HttpServerOptions()
                .setHost(address)
                .setPort(port)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(true)
                .setIdleTimeout(30)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    private static VertxOptions small() {
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    private static void close(Vertx vertx) {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("event=admin_close_failed error=\"{}\"", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
