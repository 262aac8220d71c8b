// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.cluster.ConnectionState.Phase;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what the client library reports and keeps the {@link ConnectionState}. Safe for all threads. */
final class SessionWatch implements ConnectionListener, ErrorListener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
    private static final long LOG_EVERY_NANOS = 1_000_000_000L;

    private final String name;
    private final java.util.function.Consumer<ConnectionState> onState;
    private final Runnable wake;
    private final AtomicLong troubles = new AtomicLong();
    private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());
    private volatile boolean refusal;
    private volatile java.util.function.Consumer<String> onDenied = complaint -> {};
    private volatile Optional<String> denial = Optional.empty();
    private volatile ConnectionState state = new ConnectionState(
            Phase.CONNECTING, Optional.empty(), Optional.empty(), System.currentTimeMillis(), 0, Optional.empty());

    SessionWatch(String name, java.util.function.Consumer<ConnectionState> onState, Runnable wake) {
        this.name = name;
        this.onState = onState;
        this.wake = wake;
    }

    ConnectionState state() {
        return state;
    }

    long troubles() {
        return troubles.get();
    }

    /** Whether the server's last word was that it does not accept this client. */
    boolean lastErrorWasRefusal() {
        return refusal;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still demands it, and its successor calls it
    public void connectionEvent(Connection connection, Events event) {
        switch (event) {
            case RECONNECTED -> connected(connection);
            case DISCONNECTED -> lost();
            case CLOSED -> wake.run();
            default -> {}
        }
    }

    void connected(Connection connection) {
        refusal = false;
        moved(Phase.CONNECTED, Optional.of(connection), Optional.empty());
    }

    /** The client also reports a first connection that failed as lost. */
    private void lost() {
        if (state.isConnected()) {
            moved(
                    Phase.AWAY,
                    Optional.empty(),
                    Optional.of("the connection to the server is lost: this side goes on alone and keeps trying"));
        }
    }

    void unreachable(String why) {
        Phase phase = state.phase() == Phase.CONNECTING ? Phase.CONNECTING : Phase.AWAY;
        moved(phase, Optional.empty(), Optional.of(why));
    }

    void refused(String why) {
        moved(Phase.REFUSED, Optional.empty(), Optional.of(why));
    }

    void measured(Connection connection) {
        try {
            long micros = connection.RTT().toNanos() / 1_000;
            synchronized (this) {
                ConnectionState now = state;
                if (now.isConnected()) {
                    state = new ConnectionState(
                            now.phase(), now.server(), now.url(), now.sinceEpochMillis(), micros, now.trouble());
                }
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("event=nats_rtt_failed name={} error={}", name, e.toString());
        }
    }

    void moved(Phase phase, Optional<Connection> connection, Optional<String> trouble) {
        ConnectionState before;
        ConnectionState after;
        synchronized (this) {
            before = state;
            Optional<String> server = connection.map(c -> c.getServerInfo().getServerName());
            Optional<String> url = connection.map(Connection::getConnectedUrl);
            boolean same = before.phase() == phase && before.url().equals(url);
            long since = same ? before.sinceEpochMillis() : System.currentTimeMillis();
            after = new ConnectionState(phase, server, url, since, 0, trouble);
            state = after;
        }
        if (before.phase() != phase
                || !before.trouble().equals(trouble)
                || !before.url().equals(after.url())) {
            LOG.info(
                    "event=nats_{} name={} server={} url={} text=\"{}\"",
                    phase.name().toLowerCase(Locale.ROOT),
                    name,
                    after.server().orElse("-"),
                    after.url().orElse("-"),
                    trouble.orElse(""));
            onState.accept(after);
        }
    }

    /** Who is told when the server lets this key not publish or hear something; must not block. */
    void onDenied(java.util.function.Consumer<String> taker) {
        onDenied = taker;
    }

    /** The newest complaint of the server about what this key may not do. */
    Optional<String> denial() {
        return denial;
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
        String lower = error.toLowerCase(Locale.ROOT);
        if (lower.contains("permissions violation")) {
            denial = Optional.of(error);
            onDenied.accept(error);
        }
        if (lower.contains("authorization violation") || lower.contains("authentication")) {
            refusal = true;
        }
        trouble("server_error", error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        // A lost connection shows here as a broken read; the connection events tell the same, once.
        LOG.debug("event=nats_exception name={} error={}", name, exception.toString());
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
        trouble("slow_consumer", "messages arrive faster than they are taken; the newest are dropped");
    }

    @Override
    public void messageDiscarded(Connection connection, Message message) {
        trouble("outgoing_discarded", "the server takes messages too slowly; subject " + message.getSubject());
    }

    private void trouble(String code, String text) {
        troubles.incrementAndGet();
        long now = System.nanoTime();
        long due = nextLogNanos.get();
        if (now - due >= 0 && nextLogNanos.compareAndSet(due, now + LOG_EVERY_NANOS)) {
            LOG.warn("event=nats_{} name={} text=\"{}\" troubles_total={}", code, name, text, troubles.get());
        }
    }
}
