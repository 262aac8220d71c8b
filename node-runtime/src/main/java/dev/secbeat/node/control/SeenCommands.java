// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * Memory of commands, for as long as they could come again: ids against replay, and per prefix the newest order, so that
 * two commands that overtake each other on the way end the same on every node.
 *
 * <p>Both memories are bounded. Ids are never forgotten early: when they are full, commands are refused.
 */
final class SeenCommands {
    static final int MAX_IDS = 100_000;
    private static final int MAX_PREFIXES = 4 * CommandBody.MAX_PREFIXES_IN_PARTS;

    private final Map<UUID, Long> expiryById = new HashMap<>();
    private final SequencedMap<Prefix, Decided> newest = new LinkedHashMap<>();

    SeenCommands(Map<UUID, Long> expiryById) {
        this.expiryById.putAll(expiryById);
    }

    boolean contains(UUID id) {
        return expiryById.containsKey(id);
    }

    /** Remembers the id; false when there is no room even after forgetting what has expired. */
    boolean remember(Command command, long epochMillis) {
        return remember(command.id(), command.expiresAt().toEpochMilli(), epochMillis);
    }

    boolean remember(UUID id, long expiresAtMillis, long epochMillis) {
        if (expiryById.size() >= MAX_IDS) {
            expiryById.values().removeIf(expiresAt -> expiresAt < epochMillis);
        }
        if (expiryById.size() >= MAX_IDS) {
            return false;
        }
        expiryById.put(id, expiresAtMillis);
        return true;
    }

    /** Forgets a command that changed nothing and may come again. */
    void forget(UUID id) {
        expiryById.remove(id);
    }

    /** Whether a command issued later (of two at once: with the larger id) has decided one of {@code prefixes}. */
    boolean isSuperseded(Command command, List<Prefix> prefixes) {
        return prefixes.stream().anyMatch(prefix -> isSuperseded(command, prefix));
    }

    boolean isSuperseded(Command command, Prefix prefix) {
        Decided last = newest.get(prefix);
        return last != null && Order.of(command).isOlderThan(last.by);
    }

    /**
     * When this node last decided {@code prefix} by an order that is remembered, epoch milliseconds of its own clock; 0 when there is
     * none.
     */
    long decidedAtMillis(Prefix prefix) {
        Decided last = newest.get(prefix);
        return last == null ? 0 : last.atMillis;
    }

    void decided(Command command, List<Prefix> prefixes, long epochMillis) {
        Decided decided = new Decided(Order.of(command), epochMillis);
        for (Prefix prefix : prefixes) {
            newest.putLast(prefix, decided);
        }
        while (newest.size() > MAX_PREFIXES) {
            newest.pollFirstEntry();
        }
    }

    private record Decided(Order by, long atMillis) {}

    private record Order(long issuedAtMillis, UUID id) {
        static Order of(Command command) {
            return new Order(command.issuedAt().toEpochMilli(), command.id());
        }

        boolean isOlderThan(Order other) {
            int byTime = Long.compare(issuedAtMillis, other.issuedAtMillis);
            return byTime != 0 ? byTime < 0 : id.compareTo(other.id) < 0;
        }
    }
}
