// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.MessageHandler;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks all nodes for something again and again before they stop telling it, and listens on whatever connection there is. What
 * comes faster than it is taken is dropped by the client. Opening and closing are for any thread and do not wait.
 */
final class LeasedWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final int PENDING_MESSAGES = 4_096;
    private static final long PENDING_BYTES = 16L << 20;

    /** What is asked where, how often, and where answers come. */
    record Terms(String ask, Supplier<byte[]> question, long askMillis, String answers) {}

    private final NatsSession session;
    private final Terms terms;
    private final MessageHandler taker;
    private final ScheduledExecutorService thread;
    private @Nullable Connection heard;
    private @Nullable Dispatcher dispatcher;
    private long askAtNanos = System.nanoTime();
    private volatile boolean closed;

    private LeasedWatch(NatsSession session, String name, Terms terms, MessageHandler taker) {
        this.session = session;
        this.terms = terms;
        this.taker = taker;
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    static LeasedWatch open(NatsSession session, String name, Terms terms, MessageHandler taker) {
        LeasedWatch watch = new LeasedWatch(session, name, terms, taker);
        var _ = watch.thread.scheduleAtFixedRate(watch::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Asks at the next look, not when it is due: the question has changed. */
    void askSoon() {
        if (!closed) {
            thread.execute(() -> {
                askAtNanos = System.nanoTime();
                look();
            });
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            thread.execute(this::leave);
            thread.shutdown();
        }
    }

    private void look() {
        try {
            session.usable().filter(connection -> !closed).ifPresent(this::ask);
        } catch (IllegalStateException e) {
            heard = null; // Lost meanwhile; the next look finds another connection or this one again.
        }
    }

    private void ask(Connection connection) {
        if (!connection.equals(heard)) {
            dispatcher = connection.createDispatcher(new FirstHand().only(taker));
            dispatcher.setPendingLimits(PENDING_MESSAGES, PENDING_BYTES);
            dispatcher.subscribe(terms.answers());
            heard = connection;
            askAtNanos = System.nanoTime();
        }
        if (System.nanoTime() - askAtNanos >= 0) {
            connection.publish(terms.ask(), terms.question().get());
            askAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(terms.askMillis());
        }
    }

    private void leave() {
        Connection connection = heard;
        Dispatcher open = dispatcher;
        if (connection != null && open != null && connection.getStatus() != Connection.Status.CLOSED) {
            try {
                connection.closeDispatcher(open);
            } catch (IllegalStateException | IllegalArgumentException e) {
                heard = null; // It was closed with its connection.
            }
        }
    }
}
