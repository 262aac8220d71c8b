// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.GuardWords;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.BlockControl;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What each key has had blocked without a second person's word, as long as it is in force, added up by country: many orders
 * that are each little of a country can be as much as one that takes two.
 *
 * <p>Sums only grow as orders come. What has ended is found by looking at all prefixes again and again, a few a turn, and adding up
 * anew; until then a key counts for more than it has, never for less. What is under way, an order in parts, counts as far as it has
 * been looked at; a prefix of it that its key orders besides before it is carried out counts twice. Where no country is known nothing is kept.
 *
 * <p>Bounded in prefixes: while some could not be kept, whatever the key blocks of any country takes two. Owned by the loop's thread.
 */
final class LoneBlocks {
    /** Prefixes kept of one key: as many as orders remember for their undoing. */
    static final int MOST_OF_ONE = PastOrders.MAX_CHANGES;

    /** Prefixes kept of all keys. */
    static final int MOST = 2 * MOST_OF_ONE;

    /** Prefixes looked at in a turn. */
    static final int SLICE = CommandBody.MAX_PREFIXES / 4;

    /** Pause between two looks at all prefixes of a key. */
    static final long REST_NANOS = 1_000_000_000L;

    private final Supplier<CountryMap> countries;
    private final double share;
    private final BlockControl control;
    private final Map<String, Tally> tallies = new HashMap<>();
    private int kept;
    private Optional<Sum> underWay = Optional.empty();

    LoneBlocks(GuardSettings guards, BlockControl control) {
        this.countries = guards.countries();
        this.share = guards.countryShare();
        this.control = control;
    }

    /** Adds what an order, or some of it, has changed. */
    void add(PastOrder order) {
        if (order.by().isEmpty() || countries.get().isEmpty()) {
            return;
        }
        Optional<Sum> besides = underWay.filter(other -> other.isBesides(order));
        for (PastOrder.Change change : order.changes()) {
            PriorState after = change.after();
            if (after.active() && after.origin() == Origin.OPERATOR) {
                besides.ifPresent(other -> other.add(change.prefix()));
                tallies.computeIfAbsent(order.by(), _ -> new Tally()).add(change.prefix(), after.untilMillis());
            }
        }
    }

    /** What an order comes to together with all that its key has blocked by the time its first prefix is added. */
    Sum sum(UUID order, String key) {
        return new Sum(order, key);
    }

    /** Looks at some more whether they are in force; no work that has to be done soon. */
    void look(long nowNanos, long epochMillis) {
        int left = SLICE;
        for (Tally tally : tallies.values()) {
            left -= tally.look(left, nowNanos, epochMillis);
        }
        if (left < SLICE) {
            tallies.values().removeIf(tally -> tally.isEmpty(epochMillis));
        }
    }

    /** Prefixes kept. */
    int size() {
        return kept;
    }

    /** Also what is not known to this node yet, as after a restart, counts until its time is over. */
    private boolean isOver(Prefix prefix, long untilMillis, long epochMillis) {
        Optional<BlockEntry> standing = control.standing(prefix);
        return untilMillis <= epochMillis
                || (standing.isPresent() && !standing.get().blocksAt(epochMillis));
    }

    /** Of one key. */
    private final class Tally {
        private final Map<Prefix, Long> untilMillis = new HashMap<>();
        private final Deque<Prefix> line = new ArrayDeque<>();
        private CountryMap.Cover cover = countries.get().cover();
        /** Being added up anew from those at the end of the line; else the same. */
        private CountryMap.Cover next = cover;

        private int unseen;
        private boolean hasRested = true;
        private long restsUntilNanos;
        private long uncountedUntilMillis;

        void add(Prefix prefix, long until) {
            boolean isNew = !untilMillis.containsKey(prefix);
            if (isNew && (line.size() >= MOST_OF_ONE || kept >= MOST)) {
                uncountedUntilMillis = Math.max(uncountedUntilMillis, until);
                return;
            }
            untilMillis.put(prefix, until);
            if (isNew) {
                line.addLast(prefix);
                kept++;
                OptionalInt _ = cover.add(prefix);
                if (unseen > 0) {
                    OptionalInt _ = next.add(prefix);
                }
            }
        }

        int look(int most, long nowNanos, long epochMillis) {
            if (unseen == 0) {
                hasRested |= nowNanos - restsUntilNanos >= 0;
                if (!hasRested || line.isEmpty()) {
                    return 0;
                }
                next = countries.get().cover();
                unseen = line.size();
            }
            int some = Math.min(most, unseen);
            for (int i = 0; i < some; i++) {
                Prefix prefix = line.removeFirst();
                if (isOver(prefix, untilMillis.getOrDefault(prefix, 0L), epochMillis)) {
                    untilMillis.remove(prefix);
                    kept--;
                } else {
                    line.addLast(prefix);
                    OptionalInt _ = next.add(prefix);
                }
            }
            unseen -= some;
            if (unseen == 0) {
                cover = next;
                hasRested = false;
                restsUntilNanos = nowNanos + REST_NANOS;
            }
            return some;
        }

        boolean holds(Prefix prefix) {
            return untilMillis.containsKey(prefix);
        }

        boolean isEmpty(long epochMillis) {
            return line.isEmpty() && uncountedUntilMillis <= epochMillis;
        }
    }

    /** An order together with what its key has blocked alone. */
    final class Sum {
        private final UUID order;
        private final String key;
        private Optional<CountryMap.Cover> cover = Optional.empty();
        private boolean begun;
        private OptionalInt country = OptionalInt.empty();
        private List<Prefix> tooMuch = List.of();

        private Sum(UUID order, String key) {
            this.order = order;
            this.key = key;
        }

        /** From now on its order is under way: what its key orders besides comes on top, and counts for it as well. */
        void begin() {
            if (!begun) {
                begun = true;
                cover = Optional.of(earlier().map(tally -> tally.cover.copy()).orElseGet(countries.get()::cover))
                        .filter(_ -> !countries.get().isEmpty());
                underWay = Optional.of(this);
            }
        }

        /** Its order is over; what it has changed counts from now on. */
        void end() {
            underWay = underWay.filter(sum -> sum != this);
        }

        private Optional<Tally> earlier() {
            return Optional.ofNullable(tallies.get(key));
        }

        private boolean isBesides(PastOrder other) {
            return key.equals(other.by()) && !order.equals(other.command());
        }

        private void beginBesides() {
            if (!begun) {
                begun = true;
                cover = underWay.filter(sum -> sum.key.equals(key))
                        .flatMap(sum -> sum.cover)
                        .or(() -> earlier().map(tally -> tally.cover))
                        .map(CountryMap.Cover::copy);
            }
        }

        /** Adds a prefix; one that the key has blocked already adds nothing. */
        void add(Prefix prefix) {
            beginBesides();
            if (cover.isEmpty()
                    || earlier().filter(tally -> tally.holds(prefix)).isPresent()) {
                return;
            }
            OptionalInt most = cover.get().add(prefix);
            if (country.isEmpty()
                    && most.isPresent()
                    && cover.get().share(most.getAsInt()).part() >= share) {
                country = most;
                tooMuch = List.of(prefix);
            }
        }

        /**
         * Why a second person must agree, if so.
         *
         * @param own the country of which most is of the order itself, if of any
         */
        Optional<String> whyTwo(Optional<CountryShare> own, long epochMillis) {
            beginBesides();
            if (country.isPresent()) {
                CountryShare all = cover.orElseThrow().share(country.getAsInt());
                return Optional.of(GuardWords.takesTwoTogether(all, tooMuch.getFirst(), share));
            }
            return earlier()
                    .filter(tally -> tally.uncountedUntilMillis > epochMillis)
                    .flatMap(_ -> own)
                    .map(some -> GuardWords.takesTwoUncounted(some, MOST_OF_ONE));
        }
    }
}
