// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.cluster.ConnectionState.Phase;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to the servers alive for ever.
 *
 * <p>A thread of its own makes the first connection, watches over it (the client reconnects by itself, but gives up on a
 * refused key), measures the round trip, and goes home to the regional server when that is back. The owner is told of
 * every new {@link Connection} before anything can be published through it; a connection counts as there once its
 * subscriptions are in force at the server.
 *
 * <p>Safe for all threads; nothing here waits for the network except the own thread.
 */
final class NatsSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NatsSession.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(5);

    private final NatsSettings settings;
    private final String name;
    private final Consumer<Connection> onConnection;
    private final SessionWatch watch;
    private final Semaphore wake = new Semaphore(0);
    private final Thread supervisor;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Connection newest;
    private volatile long joinsBefore;
    private long failures;
    private volatile boolean closed;

    /**
     * @param name shown by the server for this connection
     * @param onConnection subscribes on a new connection; called on this session's thread
     * @param onState told of every change; called on various threads, must not block
     */
    NatsSession(
            NatsSettings settings, String name, Consumer<Connection> onConnection, Consumer<ConnectionState> onState) {
        this.settings = settings;
        this.name = name;
        this.onConnection = onConnection;
        this.watch = new SessionWatch(name, onState, wake::release);
        this.supervisor = Thread.ofPlatform().name("nats-" + name).daemon().unstarted(this::supervise);
    }

    void start() {
        supervisor.start();
    }

    /** The connection while it is usable; empty while it is not. */
    Optional<Connection> usable() {
        Connection current = connection;
        return current != null && current.getStatus() == Connection.Status.CONNECTED
                ? Optional.of(current)
                : Optional.empty();
    }

    ConnectionState state() {
        return watch.state();
    }

    /**
     * How often a connection was made since start, by the client itself included: it counts a reconnection before it
     * subscribes again, so whatever came through one finds it counted. 0 before the first.
     */
    long joins() {
        Connection current = newest;
        return current == null
                ? joinsBefore
                : joinsBefore + 1 + current.getStatistics().getReconnects();
    }

    /** See {@link SessionWatch#onDenied}. */
    void onDenied(Consumer<String> taker) {
        watch.onDenied(taker);
    }

    /** What the server last refused to let this key do. */
    Optional<String> denial() {
        return watch.denial();
    }

    /** Messages the client threw away and complaints of the server, since start. */
    long troubles() {
        return watch.troubles();
    }

    @Override
    public void close() {
        closed = true;
        supervisor.interrupt();
        try {
            supervisor.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.moved(Phase.CLOSED, Optional.empty(), Optional.empty());
    }

    private void supervise() {
        long retryMillis = FIRST_RETRY.toMillis();
        while (!closed) {
            try {
                if (live()) {
                    retryMillis = FIRST_RETRY.toMillis();
                }
                pause(retryMillis);
                retryMillis = Math.min(2 * retryMillis, LAST_RETRY.toMillis());
            } catch (InterruptedException e) {
                // close() is the only one that interrupts; the loop's condition ends it.
                LOG.debug("event=nats_session_interrupted name={}", name);
            } catch (RuntimeException e) { // Whatever it is: without this thread there is no connection ever again.
                failures++;
                if (Long.bitCount(failures) == 1) {
                    LOG.error("event=nats_session_failed name={} failed_total={}", name, failures, e);
                }
                retryMillis = LAST_RETRY.toMillis();
                LockSupport.parkNanos(LAST_RETRY.toNanos()); // close() wakes it by interrupting.
            }
        }
    }

    /** Connects and stays until the client gives the connection up; true when there was one. */
    private boolean live() throws InterruptedException {
        try (NkeySigner key = settings.signer()) {
            use(Nats.connect(ClientOptions.of(settings, name, key, watch)));
            return true;
        } catch (KeyFileException e) {
            refused(String.valueOf(e.getMessage()));
        } catch (AuthenticationException e) {
            refused("the server does not know this key: add its public key to the server's configuration ("
                    + e.getMessage() + "); trying again each "
                    + settings.retryAfterRefusal().toSeconds() + " s");
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            watch.unreachable("no server answers at " + String.join(", ", settings.servers()) + " (" + e.getMessage()
                    + "): check that it runs and can be reached; trying again for ever");
        }
        return false;
    }

    private void use(Connection current) throws InterruptedException, IOException {
        joinsBefore = joins();
        newest = current;
        try {
            onConnection.accept(current);
            confirm(current);
            connection = current;
            watch.connected(current);
            tend(current);
        } finally {
            connection = null;
            current.close();
        }
    }

    /** The server has taken the subscriptions once it answers what was sent after them. */
    private void confirm(Connection current) throws InterruptedException, IOException {
        try {
            current.flush(FIRST_ANSWER);
        } catch (TimeoutException e) {
            throw new IOException("it took the connection but did not answer", e);
        }
    }

    private void refused(String why) throws InterruptedException {
        watch.refused(why);
        pause(settings.retryAfterRefusal().toMillis());
    }

    /** Returns when the client has closed the connection. */
    private void tend(Connection current) throws InterruptedException {
        HomeCheck home = new HomeCheck(settings);
        while (!closed && current.getStatus() != Connection.Status.CLOSED) {
            pause(settings.homeCheck().toMillis());
            if (current.getStatus() == Connection.Status.CONNECTED) {
                watch.measured(current);
                home.returnIfBack(current);
            }
        }
        if (!closed && watch.lastErrorWasRefusal()) {
            refused("the server no longer accepts this key: add its public key to the server's configuration");
        }
    }

    /** Waits for a change of the connection, at most so long. */
    private void pause(long millis) throws InterruptedException {
        if (wake.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }
}
