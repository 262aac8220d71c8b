// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Receipt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Receipts that wait until the disk has what they tell of, so that they can say so; not longer than {@link #MOST_NANOS}:
 * a block is in force whatever the disk does, and its sender must hear that. The trail's word of what became of a command
 * waits for the disk however long that takes: a process that ends in between must not take for carried out, after a
 * restart, what its journal lacks. Bounded. Owned by the loop's thread.
 */
final class ReceiptShelf {
    /** Longest that a receipt waits for the disk. */
    static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final int MOST_WAITING = 4_096;
    private static final int MOST_BEGUN = 1_024;
    private static final int MOST_TOLD = 256;

    private record Waiting(Receipt receipt, long after, long through, long sinceNanos) {}

    private record Unwritten(AuditEntry.Outcome outcome, long after, long through) {}

    private final DecisionLog log;
    private final ReceiptOutbox outbox;
    private final AuditLog audit;
    private final Deque<Unwritten> unwritten = new ArrayDeque<>();
    private final SequencedMap<UUID, Long> begun = new LinkedHashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final SequencedSet<UUID> durable = new LinkedHashSet<>();

    ReceiptShelf(DecisionLog log, ReceiptOutbox outbox, AuditLog audit) {
        this.log = log;
        this.outbox = outbox;
        this.audit = audit;
    }

    /** What a command decides comes after this. */
    void begin(UUID command) {
        begun.putIfAbsent(command, log.newest());
        if (begun.size() > MOST_BEGUN) {
            begun.pollFirstEntry();
        }
    }

    /** Writes {@code outcome} down, of what was begun once the disk has all that the command decided; before {@link #send}. */
    void write(AuditEntry.Outcome outcome) {
        Long after = begun.get(outcome.commandId());
        if (after == null) {
            audit.append(outcome);
            return;
        }
        unwritten.addLast(new Unwritten(outcome, after, log.newest()));
        if (unwritten.size() > MOST_WAITING) {
            audit.append(unwritten.removeFirst().outcome());
        }
        writeSettled();
    }

    /** Those that came first are on the disk first. */
    private void writeSettled() {
        while (!unwritten.isEmpty()
                && log.state(unwritten.getFirst().after(), unwritten.getFirst().through())
                        != DecisionLog.State.PENDING) {
            audit.append(unwritten.removeFirst().outcome());
        }
    }

    /** Sends {@code receipt}; one of what has been applied, once the disk has all that the command decided. */
    void send(Receipt receipt, long nowNanos) {
        Long after = begun.remove(receipt.commandId());
        boolean carriedOut = receipt.state() == Receipt.State.APPLIED || receipt.state() == Receipt.State.DRILLED;
        if (!carriedOut || after == null) {
            outbox.send(receipt);
            return;
        }
        waiting.addLast(new Waiting(receipt, after, log.newest(), nowNanos));
        if (waiting.size() > MOST_WAITING) {
            outbox.send(waiting.removeFirst().receipt());
        }
        release(nowNanos);
    }

    /** Sends again what has been sent before, unless it still waits. */
    void repeat(Receipt receipt) {
        if (waiting.stream().noneMatch(one -> one.receipt().commandId().equals(receipt.commandId()))) {
            outbox.send(durable.contains(receipt.commandId()) ? receipt.durable() : receipt);
        }
    }

    /** Writes and sends what need not wait any longer; those that came first are on the disk first. */
    void release(long nowNanos) {
        writeSettled();
        while (!waiting.isEmpty()) {
            Waiting first = waiting.getFirst();
            DecisionLog.State state = log.state(first.after(), first.through());
            if (state == DecisionLog.State.PENDING && nowNanos - first.sinceNanos() < MOST_NANOS) {
                return;
            }
            waiting.removeFirst();
            boolean onDisk = state == DecisionLog.State.DURABLE;
            if (onDisk) {
                remember(first.receipt().commandId());
            }
            outbox.send(onDisk ? first.receipt().durable() : first.receipt());
        }
    }

    private void remember(UUID command) {
        durable.add(command);
        if (durable.size() > MOST_TOLD) {
            durable.removeFirst();
        }
    }
}
