// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The limits that operators gave: of each the newest word, a last-writer-wins register ordered by hybrid logical time, then by
 * writer. Merging is commutative, associative and idempotent while there is room. That a limit was ended is remembered an
 * hour longer than it would have lasted, so that a node that was away cannot bring it back.
 *
 * <p>Bounded: in words, and in limits in force. When full, the memory of the end that is over first makes room; a limit in force
 * never does. Owned by the node loop's thread. Times are epoch milliseconds passed in.
 */
public final class LimitMap {
    /** Most limits in force that operators may give. */
    public static final int MOST_IN_FORCE = 64;

    /** Most words held: limits, the memory of ended ones, and what two sides of a partition gave apart. */
    static final int MOST_WORDS = 4 * MOST_IN_FORCE;

    private static final long REMEMBERED_MILLIS = Duration.ofHours(1).toMillis();
    private static final long SLACK_MILLIS = Duration.ofMinutes(10).toMillis();

    /** What became of a word. */
    public enum Outcome {
        APPLIED,
        /** What is held is at least as new. */
        OLDER,
        /** It was over before it came. */
        EXPIRED,
        /** Its version is more than a minute ahead of this node's clock. */
        FROM_THE_FUTURE,
        /** For more or for longer than anybody may give. */
        TOO_MUCH,
        /** It is for other nodes. */
        ELSEWHERE,
        /** No room. */
        FULL
    }

    private final NodeId self;
    private final HybridClock clock = new HybridClock();
    private final SortedMap<LimitKey, LimitEntry> words = new TreeMap<>();

    public LimitMap(NodeId self) {
        this.self = self;
    }

    /**
     * A decision of this node as of now, newer than all seen, which remembers what stands; not stored yet.
     *
     * @param terms empty to end it
     */
    public LimitEntry stamp(
            LimitKey key, Optional<LimitTerms> terms, UUID command, long issuedAtMillis, long epochMillis) {
        Optional<LimitTerms> before = find(key).flatMap(word -> word.at(epochMillis));
        long over = before.map(LimitTerms::untilMillis).orElse(epochMillis) + REMEMBERED_MILLIS;
        return new LimitEntry(
                key,
                terms,
                clock.next(epochMillis),
                self,
                terms.map(LimitTerms::untilMillis).orElse(over),
                command,
                issuedAtMillis,
                before);
    }

    /** Stores {@code entry} if it is newer than what is held; safe for whatever a peer may send. */
    public Outcome merge(LimitEntry entry, long epochMillis) {
        if (!entry.key().scope().includes(self)) {
            return Outcome.ELSEWHERE;
        }
        if (HybridClock.isTooFarAhead(entry.version(), epochMillis)) {
            return Outcome.FROM_THE_FUTURE;
        }
        if (entry.expiresAtMillis() <= epochMillis) {
            return Outcome.EXPIRED;
        }
        if (isTooMuch(entry, epochMillis)) {
            return Outcome.TOO_MUCH;
        }
        clock.observe(entry.version());
        LimitEntry held = words.get(entry.key());
        if (held != null && !entry.isNewerThan(held)) {
            return Outcome.OLDER;
        }
        if (held == null && words.size() >= MOST_WORDS && !makeRoom(entry)) {
            return Outcome.FULL;
        }
        words.put(entry.key(), entry);
        return Outcome.APPLIED;
    }

    /** Drops what is over; whether there was any. */
    public boolean expire(long epochMillis) {
        return words.values().removeIf(word -> word.expiresAtMillis() <= epochMillis);
    }

    /** The newest word on exactly {@code key}. */
    public Optional<LimitEntry> find(LimitKey key) {
        return Optional.ofNullable(words.get(key));
    }

    /** All words, the memory of ended limits included, in the order of their keys; a copy. */
    public List<LimitEntry> all() {
        return List.copyOf(words.values());
    }

    /** The words of limits that are in force, in the order of their keys; a copy. */
    public List<LimitEntry> inForce(long epochMillis) {
        return words.values().stream()
                .filter(word -> word.at(epochMillis).isPresent())
                .toList();
    }

    private boolean makeRoom(LimitEntry entry) {
        Optional<LimitEntry> ended = words.values().stream()
                .filter(word -> word.terms().isEmpty())
                .min(Comparator.comparingLong(LimitEntry::expiresAtMillis));
        if (entry.terms().isEmpty() || ended.isEmpty()) {
            return false;
        }
        words.remove(ended.get().key());
        return true;
    }

    private static boolean isTooMuch(LimitEntry entry, long epochMillis) {
        long longest = BlockEntry.LONGEST_MILLIS + SLACK_MILLIS + (entry.terms().isPresent() ? 0 : REMEMBERED_MILLIS);
        return entry.expiresAtMillis() - epochMillis > longest
                || !LimitRule.isPossible(entry.key().within());
    }
}
