// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.Prefix;
import io.vertx.core.http.HttpConnection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The open client connections: how many, whose, and how long each has waited without a whole request head. A client that
 * sends a head byte by byte keeps an idle timer happy; the deadline here does not care for single bytes. Who has been
 * served once may rest for longer before the next request: closing a connection races with its use, and a client that
 * loses sees a request fail. When more than half of the places are taken, nobody may. Event loops only.
 */
final class ClientConnections {
    private final int most;
    private final long headerNanos;
    private final long keepAliveNanos;
    private final ConcurrentHashMap<HttpConnection, Client> open = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();

    ClientConnections(ProxySettings.Limits limits) {
        this.most = limits.connections();
        this.headerNanos = limits.headerTimeout().toNanos();
        this.keepAliveNanos = limits.idleTimeout().toNanos();
    }

    /** One connection. Touched by its own event loop; the sweep runs on the same one. */
    static final class Client {
        private final Prefix peer;
        private int requests;
        private boolean served;
        private long waitingSinceNanos;

        private Client(Prefix peer, long nowNanos) {
            this.peer = peer;
            this.waitingSinceNanos = nowNanos;
        }

        Prefix peer() {
            return peer;
        }

        void requestBegins() {
            requests++;
        }

        void requestEnds(long nowNanos) {
            requests--;
            served = true;
            waitingSinceNanos = nowNanos;
        }
    }

    /** Takes a new connection in, or says no when there are too many. */
    boolean admit(HttpConnection connection, Prefix peer, long nowNanos) {
        if (open.size() >= most) {
            refused.incrementAndGet();
            return false;
        }
        open.put(connection, new Client(peer, nowNanos));
        connection.closeHandler(closed -> open.remove(connection));
        return true;
    }

    Optional<Client> find(@Nullable HttpConnection connection) {
        return connection == null ? Optional.empty() : Optional.ofNullable(open.get(connection));
    }

    /** Closes what has waited too long for a request head. */
    void sweep(long nowNanos) {
        long restNanos = open.size() > most / 2 ? headerNanos : keepAliveNanos;
        open.forEach((connection, client) -> {
            long patienceNanos = client.served ? restNanos : headerNanos;
            if (client.requests == 0 && nowNanos - client.waitingSinceNanos > patienceNanos) {
                connection.close();
            }
        });
    }

    int count() {
        return open.size();
    }

    long refused() {
        return refused.get();
    }
}
