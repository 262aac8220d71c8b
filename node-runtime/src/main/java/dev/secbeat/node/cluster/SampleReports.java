// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.Json;
import io.nats.client.Message;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * A node's samples of packets on their way out, and until when somebody wants to see them.
 *
 * <p>What cannot be sent at once is lost: an old sample helps nobody. Safe for all threads; nothing here waits.
 */
public final class SampleReports {
    private static final long LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(Subjects.SAMPLES_LEASE_MILLIS);

    private final NodeId self;
    private final NatsSession session;
    private final LongSupplier nanoTime;
    private final AtomicLong wantedUntil;
    private final AtomicReference<Runnable> onAsked = new AtomicReference<>(() -> {});

    SampleReports(NodeId self, NatsSession session, LongSupplier nanoTime) {
        this.self = self;
        this.session = session;
        this.nanoTime = nanoTime;
        this.wantedUntil = new AtomicLong(nanoTime.getAsLong());
    }

    /** Whether somebody asked within {@link Subjects#SAMPLES_LEASE_MILLIS}. */
    public boolean wanted(long nowNanos) {
        return wantedUntil.get() - nowNanos > 0;
    }

    /** Has {@code wake} run each time somebody asks, on the client's thread; it must not block. */
    public void onAsked(Runnable wake) {
        onAsked.set(wake);
    }

    /** Publishes; false when there is no connection, and then nothing was sent. */
    public boolean publish(SampleReport report) {
        byte[] bytes = Json.SAMPLES.encode(report);
        return session.usable()
                .map(connection -> {
                    try {
                        connection.publish(Subjects.sample(self), bytes);
                        return true;
                    } catch (IllegalStateException | IllegalArgumentException e) {
                        return false; // Closing, or larger than the server takes.
                    }
                })
                .orElse(false);
    }

    /** Somebody looks: whoever may ask, and whatever the message says. */
    void asked(Message question) {
        wantedUntil.set(nanoTime.getAsLong() + LEASE_NANOS);
        onAsked.get().run();
    }
}
