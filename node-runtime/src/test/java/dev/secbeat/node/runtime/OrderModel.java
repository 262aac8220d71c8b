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
import java.util.stream.IntStream;

/**
 * What orders come to when each is carried out at once, wholly and alone, beside what counting says. Nothing ends by itself in
 * it.
 */
final class OrderModel {
    /** What is said of a prefix: as a block, its end; else until when counting spares it. */
    record Said(boolean active, Origin origin, long untilMillis) {}

    static final Said NOTHING = new Said(false, Origin.OPERATOR, 0);

    private record Change(Prefix prefix, Said before, Said after) {}

    /** Something said, with its place among all that was. */
    private record Word(Said said, int turn) {}

    private final Map<Prefix, Word> operators = new HashMap<>();
    private final Map<Prefix, Word> counting = new HashMap<>();
    private final Map<UUID, List<Change>> past = new HashMap<>();
    private final Map<Prefix, UUID> last = new HashMap<>();
    private int turns;

    void block(UUID id, List<Prefix> prefixes, long untilMillis) {
        prefixes.forEach(prefix -> decide(id, prefix, new Said(true, Origin.OPERATOR, untilMillis)));
    }

    void unblock(UUID id, List<Prefix> prefixes, long sparedUntilMillis) {
        prefixes.forEach(prefix -> decide(id, prefix, new Said(false, Origin.OPERATOR, sparedUntilMillis)));
    }

    void undo(UUID id, UUID undone) {
        for (Change change : List.copyOf(past.getOrDefault(undone, List.of()))) {
            Said now = said(change.prefix);
            if (undone.equals(last.get(change.prefix)) && (now.equals(NOTHING) || now.equals(change.after))) {
                decide(id, change.prefix, change.before);
            }
        }
    }

    /** Counting blocks the source unless it is shut out already, or spared. */
    void flood(Prefix source, LongSupplier untilMillis) {
        boolean shutOut =
                IntStream.rangeClosed(0, source.length()).anyMatch(length -> isBlocked(source.widened(length)));
        boolean spared = operators.entrySet().stream()
                .anyMatch(entry ->
                        isPardon(entry.getValue().said) && entry.getKey().overlaps(source));
        if (!shutOut && !spared) {
            counting.put(source, new Word(new Said(true, Origin.RATE_LIMIT, untilMillis.getAsLong()), ++turns));
        }
    }

    /** The operators' word, unless it is none and counting has blocked since and is not spared. */
    Said said(Prefix prefix) {
        Word ordered = operators.getOrDefault(prefix, new Word(NOTHING, 0));
        Word counted = counting.getOrDefault(prefix, new Word(NOTHING, 0));
        if (ordered.said.active && !isLifted(prefix, ordered)) {
            return ordered.said;
        }
        boolean countedStands = counted.turn > ordered.turn && !isLifted(prefix, counted);
        return countedStands ? counted.said : ordered.said.active ? NOTHING : ordered.said;
    }

    boolean isBlocked(Prefix prefix) {
        return said(prefix).active;
    }

    /** All that is blocked by counting gives way to every pardon, what was put back only to those given since. */
    private boolean isLifted(Prefix prefix, Word word) {
        boolean putBack = word.equals(operators.get(prefix));
        return word.said.origin == Origin.RATE_LIMIT
                && operators.entrySet().stream()
                        .anyMatch(entry -> isPardon(entry.getValue().said)
                                && entry.getKey().overlaps(prefix)
                                && (!putBack || entry.getValue().turn > word.turn));
    }

    private void decide(UUID id, Prefix prefix, Said after) {
        past.computeIfAbsent(id, _ -> new ArrayList<>()).add(new Change(prefix, said(prefix), after));
        last.put(prefix, id);
        operators.put(prefix, new Word(after, ++turns));
    }

    private static boolean isPardon(Said what) {
        return !what.active && what.untilMillis > 0;
    }
}
