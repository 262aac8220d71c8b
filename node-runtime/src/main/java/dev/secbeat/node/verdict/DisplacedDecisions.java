// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What operators' decisions that came from peers have displaced. A command reaches all nodes, and its decision from one
 * node can reach another before the command does: what stood before the command is then known only from here.
 *
 * <p>Nodes that carry out one command decide alike, each under a version of its own: those count as one. Bounded; the oldest
 * goes first. Owned by one thread.
 */
final class DisplacedDecisions {
    private static final int CAPACITY = 100_000;

    private record Displaced(BlockEntry by, Optional<BlockEntry> before) {}

    private final SequencedMap<Prefix, Displaced> displaced = new LinkedHashMap<>();

    /** A peer's {@code entry} has come to stand where {@code before} stood. */
    void heard(BlockEntry entry, Optional<BlockEntry> before) {
        if (!entry.isOfOperators()) {
            decidedHere(entry.prefix());
            return;
        }
        if (before.isPresent() && isAlike(before.get(), entry)) {
            return;
        }
        displaced.remove(entry.prefix());
        displaced.put(entry.prefix(), new Displaced(entry, before));
        if (displaced.size() > CAPACITY) {
            displaced.pollFirstEntry();
        }
    }

    /** This node has decided on {@code prefix} itself, with knowledge of what stood. */
    void decidedHere(Prefix prefix) {
        displaced.remove(prefix);
    }

    /** What stood before {@code standing} and all that are like it; itself, when that is not known. */
    Optional<BlockEntry> before(BlockEntry standing) {
        Displaced found = displaced.get(standing.prefix());
        return found != null && isAlike(found.by(), standing) ? found.before() : Optional.of(standing);
    }

    private static boolean isAlike(BlockEntry one, BlockEntry other) {
        return one.origin() == other.origin()
                && one.active() == other.active()
                && one.sparedUntilMillis() == other.sparedUntilMillis()
                && (!one.active() || one.expiresAtMillis() == other.expiresAtMillis());
    }
}
