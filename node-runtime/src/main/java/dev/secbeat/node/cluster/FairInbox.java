// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one kind that wait, in a line for each sender. Senders take turns by the length of what they send, each in its
 * own order. Where there is no room, whoever takes the most of it loses its oldest: a sender that keeps to its part of the
 * room loses nothing, however much others send.
 *
 * <p>Safe for all threads: one side is the client's reading thread, the other the node loop. Both hold the lock for a few
 * instructions, and for a look at all senders where it is full of the messages of many.
 */
final class FairInbox {
    static final int MAX_SENDERS = 1_024;
    /** Of all senders, {@link Waiting#room} counted. */
    static final long MAX_BYTES = 8L << 20;
    /** Of one sender: what a peer is asked for at once, several times. */
    static final long MAX_SENDER_BYTES = 2L << 20;
    /** What a message takes besides its content, at least. */
    static final int OVERHEAD_BYTES = 128;
    /** Costs that end a sender's turn: those of one page. */
    static final int TURN = 8;

    private static final int COST_BYTES = 1_024;

    /** A message; handed over once, compared by no one. */
    @SuppressWarnings("ArrayRecordComponent")
    record Waiting(NodeId sender, byte[] bytes) {
        /** Effort of reading it: 1 for each KB begun, and no more than for a page, since nothing longer is read. */
        int cost() {
            return Math.clamp((bytes.length + COST_BYTES - 1) / COST_BYTES, 1, TURN);
        }

        private long room() {
            return (long) bytes.length + OVERHEAD_BYTES;
        }
    }

    private static final class Line {
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(4);
        private long bytes;
        private int costs;
    }

    /** Only those in which something waits. */
    private final Map<NodeId, Line> lines = new HashMap<>();
    /** The same, the one whose turn it is first. */
    private final ArrayDeque<Line> turns = new ArrayDeque<>();

    private long bytes;
    private long dropped;

    /** Adds a message behind those of its sender. */
    synchronized void add(NodeId sender, byte[] content) {
        Waiting message = new Waiting(sender, content);
        Line line = message.room() > MAX_SENDER_BYTES ? null : lineOf(sender);
        if (line == null) {
            dropped++;
            return;
        }
        line.waiting.addLast(message);
        line.bytes += message.room();
        bytes += message.room();
        while (line.bytes > MAX_SENDER_BYTES) {
            dropOldest(line);
        }
        while (bytes > MAX_BYTES) {
            dropOldest(greediest(line));
        }
    }

    /** The next message, or null when there is none. */
    synchronized @Nullable Waiting poll() {
        Line line = turns.peekFirst();
        if (line == null) {
            return null;
        }
        Waiting message = take(line);
        line.costs += message.cost();
        if (line.costs >= TURN && !line.waiting.isEmpty()) {
            line.costs = 0;
            turns.addLast(turns.removeFirst());
        }
        return message;
    }

    /** Messages lost since start. */
    synchronized long dropped() {
        return dropped;
    }

    private @Nullable Line lineOf(NodeId sender) {
        Line line = lines.get(sender);
        if (line == null && lines.size() < MAX_SENDERS) {
            line = new Line();
            lines.put(sender, line);
            turns.addLast(line);
        }
        return line;
    }

    /** Who takes the most room; {@code adding} if that is more than an equal part, so that a flood is no search. */
    private Line greediest(Line adding) {
        if (adding.bytes * turns.size() > MAX_BYTES) {
            return adding;
        }
        Line most = adding;
        for (Line line : turns) {
            most = line.bytes > most.bytes ? line : most;
        }
        return most;
    }

    private void dropOldest(Line line) {
        Waiting _ = take(line);
        dropped++;
    }

    private Waiting take(Line line) {
        Waiting message = line.waiting.removeFirst();
        line.bytes -= message.room();
        bytes -= message.room();
        if (line.waiting.isEmpty()) {
            lines.remove(message.sender);
            boolean _ = turns.remove(line); // The first, unless it makes room for others.
        }
        return message;
    }
}
