// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.api.SourceQuestion;
import dev.secbeat.node.api.SourceSubjects;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import io.nats.client.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A node's sources on their way out, and until when somebody wants to hear of which. Whoever may ask can have all nodes
 * tell, so what they tell is bounded by them and never by who asks. Safe for all threads; nothing here waits.
 */
public final class SourceReports {
    /** Sources watched at most, by all who ask together. */
    static final int MAX_WATCHED = 32;

    private static final long LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(SourceSubjects.LEASE_MILLIS);

    private final NodeId self;
    private final NatsSession session;
    private final LongSupplier nanoTime;
    private final Map<Prefix, Long> watchedUntil = new LinkedHashMap<>();
    private long listUntil;

    SourceReports(NodeId self, NatsSession session, LongSupplier nanoTime) {
        this.self = self;
        this.session = session;
        this.nanoTime = nanoTime;
        this.listUntil = nanoTime.getAsLong();
    }

    /** Those of a node's link. */
    public static SourceReports of(NatsLink link) {
        return link.sources();
    }

    /** Whether somebody wants all sources. */
    public synchronized boolean isListWanted(long nowNanos) {
        return listUntil - nowNanos > 0;
    }

    /** The sources that somebody watches. */
    public synchronized List<Prefix> watched(long nowNanos) {
        watchedUntil.values().removeIf(until -> until - nowNanos <= 0);
        return List.copyOf(watchedUntil.keySet());
    }

    /** Publishes; false when there is no connection, and then nothing was sent. */
    public boolean publish(SourcePage page) {
        byte[] bytes = SourcePageCodec.encode(page);
        return session.usable()
                .map(connection -> {
                    try {
                        connection.publish(SourceSubjects.of(self), bytes);
                        return true;
                    } catch (IllegalStateException | IllegalArgumentException e) {
                        return false; // Closing, or larger than the server takes.
                    }
                })
                .orElse(false);
    }

    void asked(Message message) {
        try {
            SourceQuestion question = Json.SOURCES_ASKED.decode(message.getData());
            long until = nanoTime.getAsLong() + LEASE_NANOS;
            synchronized (this) {
                listUntil = question.list() ? until : listUntil;
                for (Prefix source : question.watched()) {
                    if (watchedUntil.size() < MAX_WATCHED || watchedUntil.containsKey(source)) {
                        watchedUntil.put(source, until);
                    }
                }
            }
        } catch (DecodeException e) {
            // No question; whoever asked hears nothing.
        }
    }
}
