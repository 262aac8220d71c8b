// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.control.ReceivedCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait, in a line for each key that is trusted and one for all others. Lines take turns, each in its own order, and where
 * there is no room whoever takes the most of it loses its newest: who gives a few commands is heard, however many others give. What a
 * command names as its key is not proven here, for a signature costs more than a place: a flood under the name of one holds up the orders
 * of that one alone.
 *
 * <p>Bounded in commands and in bytes; there are no more lines than trusted keys, and one. Safe for all threads: one side is the client's
 * reading thread, the other whoever carries them out. Both hold the lock for a few instructions, and for a look at all lines where it is full.
 */
public final class CommandLines {
    private static final String OTHERS = "";

    /** @param key that it names, trusted or not */
    private record Waiting(String key, ReceivedCommand command, int size) {}

    private static final class Line {
        private final String key;
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(4);
        private long bytes;

        Line(String key) {
            this.key = key;
        }
    }

    private final int maxCommands;
    private final long maxBytes;

    /** Only those in which something waits. */
    private final Map<String, Line> lines = new HashMap<>();

    /** The same, the one whose turn it is first. */
    private final ArrayDeque<Line> turns = new ArrayDeque<>();

    private Set<String> known = Set.of();
    private int commands;
    private long bytes;
    private long dropped;

    /** @param maxBytes of what is added, by the sizes told with it */
    public CommandLines(int maxCommands, long maxBytes) {
        this.maxCommands = maxCommands;
        this.maxBytes = maxBytes;
    }

    /** The keys that have lines of their own from now on; what waits changes over, that of each key in its order. */
    public synchronized void know(Set<String> keys) {
        if (keys.equals(known)) {
            return;
        }
        known = keys;
        List<Waiting> all = new ArrayList<>(commands);
        turns.forEach(line -> all.addAll(line.waiting));
        lines.clear();
        turns.clear();
        commands = 0;
        bytes = 0;
        all.forEach(this::append);
    }

    /**
     * Adds a command behind those of its key.
     *
     * @param key that it names; empty where it names none
     * @return what is left out for it: itself, or others
     */
    public synchronized List<ReceivedCommand> add(String key, ReceivedCommand command, int size) {
        Line line = append(new Waiting(key, command, size));
        List<ReceivedCommand> left = new ArrayList<>();
        while (commands > maxCommands || bytes > maxBytes) {
            Line most = greediest(line);
            left.add(taken(most, most.waiting.removeLast()));
            dropped++;
        }
        return left;
    }

    /** The next command, or null when there is none. */
    public synchronized @Nullable ReceivedCommand poll() {
        Line line = turns.pollFirst();
        if (line == null) {
            return null;
        }
        turns.addLast(line);
        return taken(line, line.waiting.removeFirst());
    }

    /** Commands lost since start. */
    synchronized long dropped() {
        return dropped;
    }

    private Line append(Waiting one) {
        String key = known.contains(one.key) ? one.key : OTHERS;
        Line line = lines.get(key);
        if (line == null) {
            line = new Line(key);
            lines.put(key, line);
            turns.addLast(line);
        }
        line.waiting.addLast(one);
        line.bytes += one.size;
        bytes += one.size;
        commands++;
        return line;
    }

    private ReceivedCommand taken(Line line, Waiting one) {
        line.bytes -= one.size;
        bytes -= one.size;
        commands--;
        if (line.waiting.isEmpty()) {
            lines.remove(line.key);
            boolean _ = turns.remove(line);
        }
        return one.command;
    }

    /** Who takes the most room; of those that take as much {@code adding}. */
    private Line greediest(Line adding) {
        Line most = adding;
        for (Line line : turns) {
            most = room(line) > room(most) ? line : most;
        }
        return most;
    }

    /** A command takes one part of all there may be, and its bytes theirs. */
    private double room(Line line) {
        return (double) line.waiting.size() / maxCommands + (double) line.bytes / maxBytes;
    }
}
