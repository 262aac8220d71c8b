// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/** What orders come to when each is carried out at once, wholly and alone. Nothing ends by itself in it. */
final class OrderModel {
    /** What is said of a prefix: as a block, its end; else until when counting spares it. */
    record Said(boolean active, Origin origin, long untilMillis) {}

    static final Said NOTHING = new Said(false, Origin.OPERATOR, 0);

    private record Change(Prefix prefix, Said before, Said after) {}

    private final Map<Prefix, Said> said = new HashMap<>();
    private final Map<UUID, List<Change>> past = new HashMap<>();
    private final Map<Prefix, UUID> last = new HashMap<>();

    void block(UUID id, List<Prefix> prefixes, long untilMillis) {
        prefixes.forEach(prefix -> decide(id, prefix, new Said(true, Origin.OPERATOR, untilMillis)));
    }

    void unblock(UUID id, List<Prefix> prefixes, long sparedUntilMillis) {
        prefixes.forEach(prefix -> decide(id, prefix, new Said(false, Origin.OPERATOR, sparedUntilMillis)));
    }

    void undo(UUID id, UUID undone) {
        for (Change change : List.copyOf(past.getOrDefault(undone, List.of()))) {
            Said now = said.get(change.prefix);
            if (undone.equals(last.get(change.prefix)) && (now == null || now.equals(change.after))) {
                decide(id, change.prefix, change.before);
            }
        }
    }

    /** Counting blocks the source unless it is shut out already, or spared. */
    void flood(Prefix source, LongSupplier untilMillis) {
        boolean shutOut = said.entrySet().stream()
                .anyMatch(entry -> entry.getValue().active && entry.getKey().contains(source));
        boolean spared = said.entrySet().stream()
                .anyMatch(entry -> isPardon(entry.getValue()) && entry.getKey().overlaps(source));
        if (!shutOut && !spared) {
            said.put(source, new Said(true, Origin.RATE_LIMIT, untilMillis.getAsLong()));
        }
    }

    Said said(Prefix prefix) {
        return said.getOrDefault(prefix, NOTHING);
    }

    boolean isBlocked(Prefix prefix) {
        return said(prefix).active;
    }

    private void decide(UUID id, Prefix prefix, Said after) {
        past.computeIfAbsent(id, _ -> new ArrayList<>()).add(new Change(prefix, said(prefix), after));
        last.put(prefix, id);
        said.put(prefix, after);
        if (isPardon(after)) {
            said.entrySet()
                    .removeIf(entry -> entry.getValue().active
                            && entry.getValue().origin == Origin.RATE_LIMIT
                            && entry.getKey().overlaps(prefix));
        }
    }

    private static boolean isPardon(Said what) {
        return !what.active && what.untilMillis > 0;
    }
}
