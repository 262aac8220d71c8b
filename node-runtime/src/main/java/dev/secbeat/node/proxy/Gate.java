// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.proxy.ClientConnections.Client;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/** What happens to each connection and request: counted, checked, turned away or sent on. Event loops only. */
final class Gate implements ProxyInterceptor {
    /** So often a blocked client is told why; after that its connections are closed unheard. */
    private static final int POLITE_REFUSALS = 16;

    private static final int HIGHEST_CODE = 599;

    private final ProxySettings settings;
    private final Backend backend;
    private final HttpProxy proxy;
    private final BlockTable blocks;
    private final SourceTally requests;
    private final SourceTally connections;
    private final LoopPulse pulse;
    private final ClientAddress addresses;
    private final ClientConnections clients;
    private final LongSupplier nanoTime;
    private final AtomicLongArray answers = new AtomicLongArray(HIGHEST_CODE + 1);

    Gate(
            ProxySettings settings,
            Backend backend,
            BlockTable blocks,
            SourceTally requests,
            SourceTally connections,
            LoopPulse pulse,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.backend = backend;
        this.proxy = backend.proxy().addInterceptor(this, true);
        this.blocks = blocks;
        this.requests = requests;
        this.connections = connections;
        this.pulse = pulse;
        this.addresses = new ClientAddress(settings.trustedProxies());
        this.clients = new ClientConnections(settings.limits());
        this.nanoTime = nanoTime;
    }

    void onConnection(HttpConnection connection) {
        pulse.start();
        Optional<Prefix> peer = ClientAddress.peer(connection.remoteAddress());
        if (peer.isEmpty() || !clients.admit(connection, peer.get(), nanoTime.getAsLong())) {
            connection.close();
            return;
        }
        if (addresses.isTrusted(peer.get()) || isAllowed(peer.get())) {
            return;
        }
        connections.add(SourceKey.of(peer.get()), pulse.sinceNanos());
        Optional<BlockTable.Block> block = blocks.covering(peer.get());
        if (block.isPresent() && block.get().hits() >= POLITE_REFUSALS) {
            block.get().hit();
            connection.close();
        }
    }

    void onRequest(HttpServerRequest request) {
        Optional<Client> known = clients.find(request.connection());
        if (known.isEmpty()) {
            request.connection().close();
            return;
        }
        Client connection = known.get();
        connection.requestBegins();
        request.response().endHandler(end -> finished(request, connection));
        Prefix client = addresses.resolve(connection.peer(), request.headers().getAll(ForwardingHeaders.FOR));
        if (!isAllowed(client)) {
            requests.add(SourceKey.of(client), pulse.sinceNanos());
            Optional<BlockTable.Block> block = blocks.covering(client);
            if (block.isPresent()) {
                turnAway(request, block.get(), client.equals(connection.peer()));
                return;
            }
        }
        OptionalInt refusal = RequestCheck.refusal(request);
        if (refusal.isPresent()) {
            refuse(request, refusal.getAsInt());
        } else {
            proxy.handle(request);
        }
    }

    /** What is not HTTP, or too long, as the parser found it. */
    void onInvalid(HttpServerRequest request) {
        request.response().endHandler(end -> count(request.response().getStatusCode()));
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        HttpServerRequest request = context.request().proxiedRequest();
        Set<String> hop = ForwardingHeaders.namedForThisHop(request.headers());
        ForwardingHeaders.endHop(context.request().headers(), hop);
        Optional<Client> client = clients.find(request.connection());
        client.ifPresent(c -> ForwardingHeaders.write(
                context.request().headers(),
                c.peer(),
                addresses.isTrusted(c.peer()),
                request.isSSL(),
                Optional.ofNullable(request.getHeader("Host")).orElse("")));
        return backend.send(context).onSuccess(response -> {
            if (hop.contains("close")) {
                response.putHeader("Connection", "close");
            }
        });
    }

    void sweep() {
        clients.sweep(nanoTime.getAsLong());
    }

    int openConnections() {
        return clients.count();
    }

    long refusedConnections() {
        return clients.refused();
    }

    Map<String, Long> answersByCode() {
        Map<String, Long> byCode = new TreeMap<>();
        for (int code = 100; code <= HIGHEST_CODE; code++) {
            long count = answers.get(code);
            if (count > 0) {
                byCode.put(Integer.toString(code), count);
            }
        }
        return byCode;
    }

    private void finished(HttpServerRequest request, Client connection) {
        connection.requestEnds(nanoTime.getAsLong());
        count(request.response().getStatusCode());
        // The server itself hangs up only for a header that says nothing but "close".
        if (ForwardingHeaders.namedForThisHop(request.headers()).contains("close")) {
            request.connection().close();
        }
    }

    private void count(int code) {
        answers.incrementAndGet(Math.clamp(code, 0, HIGHEST_CODE));
    }

    private boolean isAllowed(Prefix client) {
        List<Prefix> allow = settings.allow();
        return !allow.isEmpty() && allow.stream().anyMatch(a -> a.contains(client));
    }

    /** Answers 429; the connection of a trusted proxy, which carries other clients too, stays open. */
    private void turnAway(HttpServerRequest request, BlockTable.Block block, boolean ownConnection) {
        HttpServerResponse response = request.response();
        block.hit();
        long seconds = Math.max(1, block.remainingNanos(nanoTime.getAsLong()) / 1_000_000_000L);
        response.putHeader("Retry-After", Long.toString(seconds));
        if (ownConnection) {
            refuse(request, 429);
        } else {
            response.setStatusCode(429).end();
        }
    }

    /** Answers and hangs up: the header alone leaves it to the client, who may be an attacker. */
    private static void refuse(HttpServerRequest request, int code) {
        request.response()
                .setStatusCode(code)
                .putHeader("Connection", "close")
                .end()
                .onComplete(_ -> request.connection().close());
    }
}
