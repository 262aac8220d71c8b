// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.VerdictSink;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 reverse proxy that counts requests and connections per client and turns blocked clients away.
 *
 * <p>Requests and answers stream through it in both directions, at the pace of the slower side; WebSockets pass. A client
 * that closes its sending side is taken to have gone, as most servers do: what was under way for it is dropped. Traffic and verdict ports
 * are called by the node loop's thread alone; figures are safe for all threads.
 */
public final class ReverseProxy implements TrafficSource, VerdictSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReverseProxy.class);
    private static final long PATIENCE_SECONDS = 20;

    private final Vertx vertx;
    private final ProxySettings settings;
    private final HttpServer server;
    private final SourceTally requests;
    private final SourceTally connections;
    private final BlockTable blocks;
    private final Gate gate;

    private ReverseProxy(Vertx vertx, ProxySettings settings, Runnable onCount, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.settings = settings;
        int sources = settings.limits().sources();
        this.requests = new SourceTally(Dimension.REQUESTS, sources, nanoTime.getAsLong(), onCount);
        this.connections = new SourceTally(Dimension.CONNECTIONS, sources, nanoTime.getAsLong(), onCount);
        this.blocks = new BlockTable(sources, nanoTime);
        Backend backend = new Backend(vertx, settings, nanoTime);
        LoopPulse pulse = new LoopPulse(vertx, nanoTime);
        this.gate = new Gate(settings, backend, blocks, requests, connections, pulse, nanoTime);
        this.server = vertx.createHttpServer(VertxSettings.server(settings))
                .connectionHandler(gate::onConnection)
                .invalidRequestHandler(gate::onInvalid)
                .requestHandler(gate::onRequest);
        vertx.setPeriodic(1_000, tick -> gate.sweep());
    }

    /**
     * A proxy that does not listen yet: its ports can be polled and told of blocks. Close it whether or not it ever listens.
     *
     * @param onCount run when something may be there to poll; on event loops, must not block
     */
    public static ReverseProxy prepare(ProxySettings settings, Runnable onCount) {
        return prepare(settings, onCount, System::nanoTime);
    }

    private static ReverseProxy prepare(ProxySettings settings, Runnable onCount, LongSupplier nanoTime) {
        Vertx vertx = Vertx.vertx(VertxSettings.small());
        try {
            return new ReverseProxy(vertx, settings, onCount, nanoTime);
        } catch (RuntimeException e) {
            close(vertx);
            throw e;
        }
    }

    static ReverseProxy start(ProxySettings settings) {
        return start(settings, () -> {}, System::nanoTime);
    }

    /** A proxy that listens, by a clock of its own, which the event loops ask too. */
    static ReverseProxy start(ProxySettings settings, Runnable onCount, LongSupplier nanoTime) {
        ReverseProxy proxy = prepare(settings, onCount, nanoTime);
        try {
            proxy.listen();
            return proxy;
        } catch (RuntimeException e) {
            proxy.close();
            throw e;
        }
    }

    /**
     * Begins to listen; returns once the port is open. The backend need not be there.
     *
     * @throws ListenException when the port is taken, the address is not this machine's, or a certificate is unreadable
     */
    public void listen() {
        try {
            server.listen().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw VertxSettings.cannotListen(settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VertxSettings.cannotListen(settings, e);
        }
        LOG.info(
                "event=proxy_listening address={} port={} backend={} tls={}",
                settings.listenAddress(),
                port(),
                settings.backend(),
                settings.tls().isPresent());
    }

    /**
     * Loads and compiles what the first clients would else wait for, by requests through a proxy on loopback; call it
     * before {@link #listen}. Blocks for about half a second.
     */
    public static void rehearse() {
        ProxyRehearsal.play();
    }

    /** The port listened on; 0 before that. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public int poll(TrafficObserver observer) {
        long nowNanos = System.nanoTime();
        return requests.drainTo(observer, nowNanos) + connections.drainTo(observer, nowNanos);
    }

    @Override
    public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
        return blocks.put(prefix, remainingMillis, cause);
    }

    @Override
    public void unblock(Prefix prefix) {
        blocks.remove(prefix);
    }

    @Override
    public boolean holds(Prefix prefix) {
        return blocks.exactly(prefix).isPresent();
    }

    @Override
    public long hits(Prefix prefix) {
        return blocks.exactly(prefix).map(BlockTable.Block::hits).orElse(0L);
    }

    /** Answers sent since start by status code, such as {@code 200}. */
    public Map<String, Long> requestsByCode() {
        return gate.answersByCode();
    }

    /** Open client connections now. */
    public int openConnections() {
        return gate.openConnections();
    }

    /** Losses since start by what was full: {@code proxy_sources}, {@code proxy_connections}. */
    public Map<String, Long> dropped() {
        Map<String, Long> dropped = new TreeMap<>();
        dropped.put("proxy_sources", requests.overflow() + connections.overflow());
        dropped.put("proxy_connections", gate.refusedConnections());
        return dropped;
    }

    /** Stops listening and closes all connections; returns when it is done. */
    @Override
    public void close() {
        close(vertx);
    }

    private static void close(Vertx vertx) {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("event=proxy_close_failed error=\"{}\"", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
