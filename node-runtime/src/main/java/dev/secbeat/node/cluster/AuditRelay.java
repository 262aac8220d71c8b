// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.AuditSubjects;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.control.AuditSpool;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a node's or an orchestrator's audit journal into the fleet's stream: every record, in order, once.
 *
 * <p>The journal on disk is the spool: while JetStream is away nothing is kept in memory. Where to go on, the stream
 * itself knows: the newest message on the writer's subject is looked up, and each message is published on the condition
 * that the one before it still is the newest. So an answer that got lost, a restart or a stale look cannot make a
 * repetition; the message id, which names writer and record, has the server drop one besides.
 *
 * <p>One thread of its own, which alone uses the spool; the other methods are safe for all threads.
 */
public final class AuditRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRelay.class);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();
    private static final long LAST_RETRY_NANOS = Duration.ofSeconds(8).toNanos();
    private static final int NOT_FOUND = 404;
    private static final long JOIN_MILLIS = 5_000;

    private final NatsSession session;
    private final String subject;
    private final String writer;
    private final AuditSpool spool;
    private final Thread thread;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private long newestMessage;
    private long newestRecord;
    private boolean placed;
    private long failures;
    private volatile @Nullable CompletableFuture<Message> asked;
    private volatile boolean closed;

    private AuditRelay(NatsSession session, String subject, String writer, AuditSpool spool) {
        this.session = session;
        this.subject = subject;
        this.writer = writer;
        this.spool = spool;
        this.thread = Thread.ofPlatform()
                .name("audit-relay")
                .priority(Thread.MIN_PRIORITY)
                .daemon()
                .unstarted(this::run);
    }

    /** Begins to copy what {@code spool} reads of a node's journal; closes it in the end. */
    public static AuditRelay start(NatsLink link, AuditSpool spool) {
        return started(new AuditRelay(
                link.session(), Subjects.audit(link.self()), link.self().toString(), spool));
    }

    /** The same of the journal of the orchestrator with that name. */
    public static AuditRelay start(FleetLink link, String orchestrator, AuditSpool spool) {
        return started(new AuditRelay(
                link.session(), AuditSubjects.ofOrchestrator(orchestrator), AuditTrail.writerOf(orchestrator), spool));
    }

    private static AuditRelay started(AuditRelay relay) {
        relay.thread.start();
        return relay;
    }

    /** Records the stream has confirmed, since start. */
    public long sent() {
        return sent.get();
    }

    /** Records that rotation took from the journal before the stream had them, since start. */
    public long lost() {
        return lost.get();
    }

    /** Ends the copying; what the stream lacks is sent at the next start. Not by interrupting: that closes the journal. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<Message> question = asked;
        if (question != null) {
            question.cancel(true);
        }
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long retryNanos = LOOK_NANOS;
        try (spool) {
            while (!closed) {
                boolean well = step();
                retryNanos = well ? LOOK_NANOS : Math.min(2 * retryNanos, LAST_RETRY_NANOS);
                LockSupport.parkNanos(this, retryNanos);
            }
        } catch (IOException e) {
            LOG.debug("event=audit_spool_close_failed error=\"{}\"", e.toString());
        }
    }

    /** Sends what there is; false when it has to wait for a server. */
    private boolean step() {
        Optional<Connection> connection = session.usable();
        if (connection.isEmpty()) {
            placed = false;
            return true; // Not a failure of JetStream: to be looked at again soon.
        }
        try {
            if (!placed) {
                place(connection.get());
            }
            sendAll(connection.get());
            return true;
        } catch (JetStreamApiException | IOException | RuntimeException e) {
            away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        return false;
    }

    /** Goes behind what the stream has. */
    private void place(Connection connection) throws IOException, InterruptedException {
        Message answer = newest(connection);
        if (answer == null || (answer.isStatusMessage() && answer.getStatus().getCode() != NOT_FOUND)) {
            throw new IOException(
                    answer == null
                            ? "no answer from the stream"
                            : "the stream answers " + answer.getStatus().getMessageWithCode());
        }
        newestMessage = 0;
        newestRecord = 0;
        String hash = AuditRecord.START;
        if (!answer.isStatusMessage()) {
            MessageInfo newest = new MessageInfo(answer, Subjects.AUDIT_STREAM, true);
            newestMessage = newest.getSeq();
            Optional<AuditRecord> record = AuditRecord.parse(new String(newest.getData(), StandardCharsets.UTF_8));
            newestRecord = record.map(AuditRecord::sequence).orElse(0L);
            hash = record.map(AuditRecord::hash).orElse("");
        }
        if (!spool.seekAfter(hash) && newestMessage > 0) {
            LOG.error(
                    "event=audit_copy_unknown writer={} record={} text=\"the fleet's newest record of this writer is not in"
                            + " its journal, so all of the journal is sent: was the journal lost, or changed? See"
                            + " 'secbeat audit verify --fleet'\"",
                    writer,
                    newestRecord);
            newestRecord = 0;
        }
        placed = true;
    }

    /** Nothing when there is no answer in time, or when this is closed meanwhile: a server without the stream says nothing. */
    private @Nullable Message newest(Connection connection) throws InterruptedException {
        CompletableFuture<Message> question =
                connection.requestWithTimeout(AuditStream.NEWEST + subject, new byte[0], ANSWER);
        asked = question;
        if (closed) {
            question.cancel(true);
        }
        try {
            return question.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            return null;
        }
    }

    private void sendAll(Connection connection) throws IOException, JetStreamApiException {
        Optional<String> next = spool.next();
        while (next.isPresent() && !closed) {
            send(connection, AuditRecord.parse(next.get()).orElseThrow());
            next = spool.next();
        }
    }

    private void send(Connection connection, AuditRecord record) throws IOException, JetStreamApiException {
        if (record.sequence() > newestRecord + 1) {
            long total = lost.addAndGet(record.sequence() - newestRecord - 1);
            LOG.error(
                    "event=audit_records_lost writer={} before={} lost_total={} text=\"the journal was rotated before JetStream"
                            + " came back: the fleet's copy lacks these records\"",
                    writer,
                    record.sequence(),
                    total);
        }
        placed = false; // Until it is known what became of this one.
        newestMessage = connection
                .jetStream()
                .publish(
                        subject,
                        record.line().getBytes(StandardCharsets.UTF_8),
                        PublishOptions.builder()
                                .expectedStream(Subjects.AUDIT_STREAM)
                                .expectedLastSubjectSequence(newestMessage)
                                .messageId(writer + ":" + record.hash())
                                .build())
                .getSeqno();
        newestRecord = record.sequence();
        placed = true;
        sent.incrementAndGet();
    }

    private void away(Exception e) {
        placed = false;
        if (closed) {
            return;
        }
        failures++;
        if (Long.bitCount(failures) == 1) {
            LOG.warn(
                    "event=audit_relay_away failed_total={} error=\"{}\" text=\"records wait in the journal,"
                            + " enforcement goes on\"",
                    failures,
                    String.valueOf(e.getMessage()));
        }
    }
}
