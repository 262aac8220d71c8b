// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Subjects;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.PublishOptions;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet's audit trail in JetStream.
 *
 * <p>The stream takes what is the trail and nothing else: what anybody may have said as often as he likes, such as where clients
 * are steered, would push it out. {@link #append} adds what has no writer's chain, such as a change of leader. While JetStream is away, appended entries wait in a bounded
 * spool and are sent by the next {@link #drain()}, each once: the server drops a repetition by its message id. Nodes
 * and orchestrators add the records of their journals themselves, see {@link AuditRelay}; {@link AuditReader} reads all of it.
 *
 * <p>Commands as they were signed are kept in a stream of their own, within limits of their own: a list of 100,000 prefixes
 * takes megabytes, and whoever may order must not be able to push the trail out with lists. So are receipts: anybody who may
 * publish commands, also with a key that nodes have withdrawn, gets any number of refusals.
 *
 * <p>Used by one thread. {@code append} never waits; {@code drain} waits for the server.
 */
public final class AuditStream {
    /** Entries kept while JetStream is away; the oldest go first, counted. */
    public static final int MAX_SPOOL = 10_000;

    /** The request for one message by its number. */
    static final String MESSAGE = "$JS.API.DIRECT.GET." + Subjects.AUDIT_STREAM;
    /** Before a stream's name, the same request. */
    static final String DIRECT = "$JS.API.DIRECT.GET.";
    /** Before a subject, the request for the newest message on it. */
    static final String NEWEST = MESSAGE + ".";

    private static final Logger LOG = LoggerFactory.getLogger(AuditStream.class);
    private static final Duration KEEP = Duration.ofDays(90);
    private static final Duration REPETITIONS = Duration.ofMinutes(10);
    /** Of the trail, and of the orders. */
    private static final long MAX_BYTES = 256L << 20;
    /** Of the receipts: what they tell, the journals' records in the trail do as well. */
    private static final long MAX_RECEIPT_BYTES = 64L << 20;

    private final NatsSession session;
    private final int replicas;
    private final ArrayDeque<Entry> spool = new ArrayDeque<>();
    private boolean exists;
    private long lost;

    /** @param replicas servers that keep the stream: 1, or 3 in a cluster of three */
    public AuditStream(FleetLink link, int replicas) {
        this.session = link.session();
        this.replicas = replicas;
    }

    /** Puts an entry (UTF-8 JSON, one object) in the spool. */
    public void append(byte[] json) {
        if (spool.size() >= MAX_SPOOL) {
            spool.removeFirst();
            lost++;
            LOG.error("event=audit_entry_lost lost_total={} text=\"JetStream is away for long\"", lost);
        }
        spool.addLast(new Entry(UUID.randomUUID().toString(), Arrays.copyOf(json, json.length)));
    }

    /** The same, and sends what waits if JetStream is there; waits for it. */
    public void appendNow(byte[] json) {
        append(json);
        int _ = drain();
    }

    /** Creates the stream if it is missing and sends what waits; returns how many entries the server confirmed. */
    public int drain() {
        Optional<Connection> connection = session.usable();
        if (connection.isEmpty()) {
            return 0;
        }
        int sent = 0;
        try {
            ensureStream(connection.get());
            JetStream stream = connection.get().jetStream();
            while (!spool.isEmpty()) {
                Entry entry = spool.getFirst();
                stream.publish(
                        Subjects.AUDIT,
                        entry.json,
                        PublishOptions.builder().messageId(entry.id).build());
                spool.removeFirst();
                sent++;
            }
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
            exists = false;
            LOG.warn(
                    "event=audit_stream_away waiting={} error=\"{}\" text=\"entries wait here, enforcement goes on\"",
                    spool.size(),
                    e.getMessage());
        }
        return sent;
    }

    /** Entries that wait. */
    public int waiting() {
        return spool.size();
    }

    /** Entries lost to a full spool. */
    public long lost() {
        return lost;
    }

    private void ensureStream(Connection connection) throws IOException, JetStreamApiException {
        if (exists) {
            return;
        }
        JetStreamManagement streams = connection.jetStreamManagement();
        // In this order: in streams of an earlier version all were together, and no subject may be in two.
        ensure(streams, configuration(Subjects.AUDIT_STREAM, MAX_BYTES, Subjects.ALL_AUDIT));
        ensure(streams, configuration(Subjects.ORDER_STREAM, MAX_BYTES, Subjects.ALL_COMMANDS));
        exists = true;
        try {
            ensure(streams, configuration(Subjects.RECEIPT_STREAM, MAX_RECEIPT_BYTES, Subjects.ALL_RECEIPTS));
        } catch (IOException | JetStreamApiException e) { // With a user list of an earlier version: the trail goes on.
            LOG.warn(
                    "event=receipt_stream_missing error=\"{}\" text=\"receipts are not kept; make the servers' user lists anew"
                            + " ('secbeat nats config')\"",
                    e.getMessage());
        }
    }

    private static void ensure(JetStreamManagement streams, StreamConfiguration wanted)
            throws IOException, JetStreamApiException {
        try {
            StreamConfiguration found = streams.getStreamInfo(wanted.getName()).getConfiguration();
            if (!found.getAllowDirect() || !Set.copyOf(found.getSubjects()).equals(Set.copyOf(wanted.getSubjects()))) {
                streams.updateStream(StreamConfiguration.builder(found) // Made by an earlier version.
                        .allowDirect(true)
                        .subjects(wanted.getSubjects())
                        .build());
            }
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != JetStreamErrors.STREAM_NOT_FOUND) {
                throw e;
            }
            streams.addStream(wanted);
        }
    }

    private StreamConfiguration configuration(String name, long maxBytes, String... subjects) {
        return StreamConfiguration.builder()
                .name(name)
                .subjects(subjects)
                .storageType(StorageType.File)
                .retentionPolicy(RetentionPolicy.Limits)
                .maxAge(KEEP)
                .maxBytes(maxBytes)
                .duplicateWindow(REPETITIONS)
                .replicas(replicas)
                .allowDirect(true)
                .build();
    }

    @SuppressWarnings("ArrayRecordComponent") // owned by the spool, compared by no one
    private record Entry(String id, byte[] json) {}
}
