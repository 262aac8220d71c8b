// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has all nodes show samples of their packets, from {@link #open} to {@link #close}: asks again in good time, and listens
 * on whatever connection the link has. What comes faster than it is taken is dropped by the client.
 *
 * <p>Opening and closing are for any thread and do not wait; reports come on the client's thread, one at a time.
 */
public final class SampleWatch implements AutoCloseable {
    private static final long ASK_MILLIS = Subjects.SAMPLES_LEASE_MILLIS / 4;
    private static final long LOOK_MILLIS = 250;
    private static final int PENDING_MESSAGES = 4_096;
    private static final long PENDING_BYTES = 16L << 20;
    private static final byte[] EMPTY = {};

    private final NatsSession session;
    private final Consumer<SampleReport> listener;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sample-watch").daemon().factory());
    private final AtomicLong rejected = new AtomicLong();
    private @Nullable Connection heard;
    private @Nullable Dispatcher dispatcher;
    private long askAtNanos = System.nanoTime();
    private volatile boolean closed;

    private SampleWatch(NatsSession session, Consumer<SampleReport> listener) {
        this.session = session;
        this.listener = listener;
    }

    /**
     * Begins to ask and to listen, as soon as there is a connection.
     *
     * @param listener must return soon and not throw; the sender of a report is proven by the transport
     */
    public static SampleWatch open(FleetLink link, Consumer<SampleReport> listener) {
        SampleWatch watch = new SampleWatch(link.session(), listener);
        var _ = watch.thread.scheduleAtFixedRate(watch::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Reports that could not be read, or that named another node than their subject. */
    public long rejected() {
        return rejected.get();
    }

    /** Listens no more; the nodes end by themselves within {@link Subjects#SAMPLES_LEASE_MILLIS}. */
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
            dispatcher = connection.createDispatcher(new FirstHand().only(this::take));
            dispatcher.setPendingLimits(PENDING_MESSAGES, PENDING_BYTES);
            dispatcher.subscribe(Subjects.ALL_SAMPLES);
            heard = connection;
            askAtNanos = System.nanoTime();
        }
        if (System.nanoTime() - askAtNanos >= 0) {
            connection.publish(Subjects.ASK_SAMPLES, EMPTY);
            askAtNanos += TimeUnit.MILLISECONDS.toNanos(ASK_MILLIS);
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

    private void take(Message message) {
        try {
            SampleReport report = Json.SAMPLES.decode(message.getData());
            if (SubjectOwner.of(message.getSubject()).equals(Optional.of(report.node()))) {
                if (!closed) {
                    listener.accept(report);
                }
                return;
            }
        } catch (DecodeException e) {
            // Counted below; whoever wants to know more listens to the subject.
        }
        rejected.incrementAndGet();
    }
}
