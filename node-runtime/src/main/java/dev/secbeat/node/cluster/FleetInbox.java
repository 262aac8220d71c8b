// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.cluster.ConnectionState.Phase;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonCodec;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the fleet publishes and passes on what can be read and comes from whom it says. Safe for all threads. */
final class FleetInbox {
    private static final Logger LOG = LoggerFactory.getLogger(FleetInbox.class);
    private static final int MAX_NODES = 4_096;

    private final FleetListener listener;
    private final PendingAnswers pending;
    private final Map<NodeId, Heard> statuses = new ConcurrentHashMap<>();
    private final AtomicLong rejected = new AtomicLong();

    private final PeerSilence silence;

    FleetInbox(FleetListener listener, PendingAnswers pending, PeerSilence silence) {
        this.silence = silence;
        this.listener = listener;
        this.pending = pending;
    }

    Map<NodeId, Heard> statuses() {
        Map<NodeId, Heard> heard = new HashMap<>(statuses);
        heard.keySet().removeIf(silence::isSilent);
        return Map.copyOf(heard);
    }

    long rejected() {
        return rejected.get();
    }

    void takeStatus(Message message) {
        fromNode(message, Json.STATUS, NodeStatus::node).ifPresent(this::heard);
    }

    void takeReceipt(Message message) {
        fromNode(message, Json.RECEIPT, Receipt::node).ifPresent(receipt -> {
            pending.answered(receipt);
            listener.onReceipt(receipt);
        });
    }

    void takeEvent(Message message) {
        fromNode(message, Json.EVENT, FleetEvent::node).ifPresent(listener::onEvent);
    }

    void takePlan(Message message) {
        decode(message, Json.PLAN).ifPresent(plan -> {
            pending.answered(plan);
            listener.onPlan(plan);
        });
    }

    void takeOutcome(Message message) {
        decode(message, Json.OUTCOME).ifPresent(outcome -> {
            pending.answered(outcome);
            listener.steering().onOutcome(outcome);
        });
    }

    void takeSteering(Message message) {
        decode(message, Json.STEERING).ifPresent(report -> listener.steering().onReport(report));
    }

    void takeLeader(Message message) {
        decode(message, Json.LEADER).ifPresent(listener::onLeader);
    }

    /**
     * Takes commands of one connection, one at a time.
     *
     * @param dropped how many the client has thrown away so far
     */
    MessageHandler commands(LongSupplier dropped) {
        AtomicLong told = new AtomicLong();
        return message -> {
            long lost = dropped.getAsLong();
            long more = lost - told.getAndSet(lost);
            if (more > 0) {
                listener.onCommandsLost(more);
            }
            decode(message, Json.COMMAND).ifPresent(listener::onCommand);
        };
    }

    /** An answer to a question: its sender is not proven by the subject, the inbox is merely private. */
    Optional<NodeStatus> takeAnswer(Message message) {
        Optional<NodeStatus> status = decode(message, Json.STATUS).filter(said -> silence.hears(said.node()));
        status.ifPresent(this::heard);
        return status;
    }

    void connectionChanged(ConnectionState state) {
        synchronized (this) {
            notifyAll();
        }
        listener.onConnection(state);
    }

    synchronized ConnectionState awaitConnection(
            Supplier<ConnectionState> state, Predicate<ConnectionState> enough, Duration timeout)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        ConnectionState now = state.get();
        while (!now.isConnected() && now.phase() != Phase.REFUSED && now.phase() != Phase.CLOSED && !enough.test(now)) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (leftMillis <= 0) {
                break;
            }
            wait(leftMillis);
            now = state.get();
        }
        return now;
    }

    private void heard(NodeStatus status) {
        Heard before = statuses.get(status.node());
        if (before == null && statuses.size() >= MAX_NODES) {
            rejected.incrementAndGet();
            return;
        }
        statuses.put(status.node(), new Heard(status, System.nanoTime()));
        listener.onStatus(status);
    }

    private <T> Optional<T> fromNode(Message message, JsonCodec<T> codec, Function<T, NodeId> sender) {
        Optional<T> value = decode(message, codec);
        Optional<NodeId> owner = SubjectOwner.of(message.getSubject());
        if (value.isPresent() && !value.map(sender).equals(owner)) {
            reject(message, "the sender is not the node it names");
            return Optional.empty();
        }
        return value.filter(said -> silence.hears(sender.apply(said)));
    }

    private <T> Optional<T> decode(Message message, JsonCodec<T> codec) {
        try {
            return Optional.of(codec.decode(message.getData()));
        } catch (DecodeException e) {
            reject(message, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void reject(Message message, String why) {
        long count = rejected.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.warn(
                    "event=message_rejected subject={} why=\"{}\" rejected_total={}", message.getSubject(), why, count);
        }
    }
}
