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
import org.jspecify.annotations.Nullable;

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
    private final SequencedMap<Prefix, Order> newest = new LinkedHashMap<>();

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

    /** Whether a command issued later (of two at once: with the larger id) has decided one of {@code prefixes}. */
    boolean isSuperseded(Command command, List<Prefix> prefixes) {
        return prefixes.stream().anyMatch(prefix -> isSuperseded(command, prefix));
    }

    boolean isSuperseded(Command command, Prefix prefix) {
        return Order.of(command).isOlderThan(newest.get(prefix));
    }

    void decided(Command command, List<Prefix> prefixes) {
        Order order = Order.of(command);
        for (Prefix prefix : prefixes) {
            newest.remove(prefix);
            newest.put(prefix, order);
        }
        while (newest.size() > MAX_PREFIXES) {
            newest.pollFirstEntry();
        }
    }

    private record Order(long issuedAtMillis, UUID id) {
        static Order of(Command command) {
            return new Order(command.issuedAt().toEpochMilli(), command.id());
        }

        boolean isOlderThan(@Nullable Order other) {
            if (other == null) {
                return false;
            }
            int byTime = Long.compare(issuedAtMillis, other.issuedAtMillis);
            return byTime != 0 ? byTime < 0 : id.compareTo(other.id) < 0;
        }
    }
}
