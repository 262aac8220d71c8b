// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.ReceiptOutbox;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonCodec;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's receipts, heartbeats and events on their way out.
 *
 * <p>A thread of its own encodes and publishes. Of heartbeats only the newest waits; of events the oldest go when too
 * many wait; a receipt stays until the server has confirmed that it has everything sent so far (so one may arrive
 * twice, never not at all), up to {@link #MAX_RECEIPTS} while the servers are away. Refusals wait apart, up to
 * {@link #MAX_REFUSALS}, and go after all others: anybody's commands make them, and they must not crowd out what was done.
 *
 * <p>Safe for all threads; no method waits, except {@link #close()}.
 */
public final class NodeReports implements ReceiptOutbox {
    /** Receipts kept while no server can be reached; more are lost, counted and logged. */
    public static final int MAX_RECEIPTS = 10_000;

    /** Receipts kept of commands that were refused. */
    static final int MAX_REFUSALS = 2_048;

    private static final Logger LOG = LoggerFactory.getLogger(NodeReports.class);
    private static final int MAX_EVENTS = 4_096;
    private static final int BATCH = 256;
    private static final Duration CONFIRM = Duration.ofSeconds(2);
    private static final long RETRY_MILLIS = 200;
    private static final long CLOSE_MILLIS = 1_000;

    private final NodeId self;
    private final NatsSession session;
    private final Thread thread;
    private final ArrayDeque<Receipt> receipts = new ArrayDeque<>();
    private final ArrayDeque<Receipt> refusals = new ArrayDeque<>();
    private final ArrayDeque<FleetEvent> events = new ArrayDeque<>();
    private final Map<Refusal.Code, Long> untold = new EnumMap<>(Refusal.Code.class);
    private @Nullable NodeStatus status;
    private long lostReceipts;
    private long lostEvents;
    private long failures;
    private boolean closed;
    private volatile byte @Nullable [] newestStatus;

    NodeReports(NodeId self, NatsSession session) {
        this.self = self;
        this.session = session;
        for (Refusal.Code code : Refusal.Code.values()) { // A rate needs to begin at nothing.
            untold.put(code, 0L);
        }
        this.thread = Thread.ofPlatform()
                .name("nats-reports")
                .priority(Thread.MIN_PRIORITY)
                .daemon()
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public synchronized void send(Receipt receipt) {
        boolean refused = receipt.state() == Receipt.State.REFUSED;
        ArrayDeque<Receipt> queue = refused ? refusals : receipts;
        if (queue.size() >= (refused ? MAX_REFUSALS : MAX_RECEIPTS)) {
            lostReceipts++;
            if (!refused || Long.bitCount(lostReceipts) == 1) { // Of refusals there may be any number.
                LOG.error("event=receipt_lost command={} lost_total={}", receipt.commandId(), lostReceipts);
            }
            return;
        }
        queue.addLast(receipt);
        notifyAll();
    }

    @Override
    public synchronized void untold(Refusal.Code code) {
        untold.merge(code, 1L, Long::sum);
    }

    /** Refusals that were not told since start, by every code. */
    public synchronized Map<Refusal.Code, Long> untold() {
        return new EnumMap<>(untold);
    }

    /** Announces {@code newest} as this node's heartbeat and as its answer to whoever asks from now on. */
    public synchronized void heartbeat(NodeStatus newest) {
        status = newest;
        notifyAll();
    }

    /** Announces an event. */
    public synchronized void event(FleetEvent event) {
        if (events.size() >= MAX_EVENTS) {
            events.removeFirst();
            lostEvents++;
        }
        events.addLast(event);
        notifyAll();
    }

    synchronized void wake() {
        notifyAll();
    }

    /** Answers the question for this node's status; on the client's dispatcher thread. */
    void answer(Message question) {
        String replyTo = question.getReplyTo();
        byte[] answer = newestStatus;
        if (replyTo != null && FirstHand.isInbox(replyTo) && answer != null) {
            session.usable().ifPresent(connection -> publish(connection, replyTo, answer));
        }
    }

    synchronized void addDropped(Map<String, Long> dropped) {
        dropped.put("receipt-out", lostReceipts);
        dropped.put("event-out", lostEvents);
    }

    void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            while (awaitWork()) {
                if (!sendWhatWaits()) {
                    pause();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("event=nats_reports_interrupted");
        }
    }

    /** False when the rest must wait. What cannot be encoded is given up: it must not hold up what can. */
    private boolean sendWhatWaits() throws InterruptedException {
        try {
            Optional<Connection> connection = session.usable();
            encodeStatus(connection);
            return connection.isPresent() && sendBatch(connection.get());
        } catch (RuntimeException e) {
            failed("batch", e);
            return false;
        }
    }

    private void failed(String what, RuntimeException e) {
        failures++;
        if (Long.bitCount(failures) == 1) {
            LOG.error("event=report_failed what={} failed_total={} error=\"{}\"", what, failures, e.toString());
        }
    }

    /** False when closed and nothing is left that could be sent. */
    private synchronized boolean awaitWork() throws InterruptedException {
        while (!closed && status == null && nothingWaits()) {
            wait();
        }
        return !closed || (session.usable().isPresent() && !nothingWaits());
    }

    private synchronized boolean nothingWaits() {
        return receipts.isEmpty() && refusals.isEmpty() && events.isEmpty();
    }

    private void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }

    private void encodeStatus(Optional<Connection> connection) {
        NodeStatus latest;
        synchronized (this) {
            latest = status;
            status = null;
        }
        if (latest != null) {
            encoded(Json.STATUS, latest).ifPresent(bytes -> {
                newestStatus = bytes;
                connection.ifPresent(c -> publish(c, Subjects.fleet(self), bytes));
            });
        }
    }

    /** True when the server has confirmed the batch. */
    private boolean sendBatch(Connection connection) throws InterruptedException {
        List<FleetEvent> someEvents = new ArrayList<>();
        List<Receipt> someReceipts = new ArrayList<>();
        synchronized (this) {
            events.stream().limit(BATCH).forEach(someEvents::add);
            Stream.concat(receipts.stream(), refusals.stream()).limit(BATCH).forEach(someReceipts::add);
        }
        boolean sent = true;
        for (Receipt receipt : someReceipts) {
            sent &= publish(connection, Subjects.receipt(self), encoded(Json.RECEIPT, receipt));
        }
        for (FleetEvent event : someEvents) {
            sent &= publish(connection, Subjects.event(self), encoded(Json.EVENT, event));
        }
        return sent && confirmed(connection, someReceipts, someEvents);
    }

    private boolean confirmed(Connection connection, List<Receipt> someReceipts, List<FleetEvent> someEvents)
            throws InterruptedException {
        if (someReceipts.isEmpty() && someEvents.isEmpty()) {
            return true;
        }
        try {
            connection.flush(CONFIRM);
        } catch (TimeoutException | IllegalStateException e) {
            LOG.debug("event=reports_unconfirmed receipts={} error={}", someReceipts.size(), e.toString());
            return false;
        }
        synchronized (this) {
            someReceipts.forEach(sent -> (sent.state() == Receipt.State.REFUSED ? refusals : receipts).remove(sent));
            someEvents.forEach(events::remove);
        }
        return true;
    }

    private <T> Optional<byte[]> encoded(JsonCodec<T> codec, T value) {
        try {
            return Optional.of(codec.encode(value));
        } catch (RuntimeException e) {
            failed(value.getClass().getSimpleName(), e);
            return Optional.empty();
        }
    }

    private static boolean publish(Connection connection, String subject, Optional<byte[]> bytes) {
        return bytes.isEmpty() || publish(connection, subject, bytes.get());
    }

    private static boolean publish(Connection connection, String subject, byte[] bytes) {
        try {
            connection.publish(subject, bytes);
            return true;
        } catch (IllegalStateException | IllegalArgumentException e) {
            LOG.debug("event=report_unsent subject={} error={}", subject, e.toString());
            return false;
        }
    }
}
