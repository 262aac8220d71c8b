// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The replicated block map: per prefix two last-writer-wins registers side by side, the newest word of operators and the
 * newest of counting, each ordered by hybrid logical time, then by writer. What counting says neither shortens a block of
 * operators nor takes the place of the memory of an unblock. A word of counting older than the operators' on the same prefix
 * says nothing any more and is not held.
 *
 * <p>Merging is commutative, associative and idempotent: it is the join of a product of two registers (Shapiro et al. 2011),
 * and leaving out the counting's older word keeps it one, for whatever is joined to it later has an operators' word at least
 * as new. What is in force, {@link BlockState}, is derived from both words and from the {@link Pardons} of operators, never
 * stored: a word of counting that a pardon spares is held, without force, until it ends or the pardon has run its course, and
 * comes back should operators take the pardon back before.
 *
 * <p>A decision confined to a region or a node is held there alone, so that a node holds the newest of what concerns it, and
 * merging is what it is among the nodes that hold to the same.
 *
 * <p>A tombstone outlives the block it ends, so that a late copy of the block cannot bring it back. Memory is bounded: when
 * full, the word of counting that ends first makes room; operators' never do. An operator's word and one of this node
 * always take that place; a word of counting of another node must end later than what goes, so that full maps which tell
 * each other of their words come to rest.
 *
 * <p>Owned by the node loop's thread. Times are epoch milliseconds passed in.
 */
public final class BlockMap {
    /** How much longer than {@link BlockEntry#LONGEST_MILLIS} a block may last: clocks differ. */
    static final long BLOCK_SLACK_MILLIS = 10 * 60_000;

    /** The same for tombstones: longer, so that the end of any block that was taken is taken too. */
    static final long TOMBSTONE_SLACK_MILLIS = 2 * 60 * 60_000;

    /** What became of an entry. */
    public enum Outcome {
        /** It is held now, and in force unless a word of the others says more: see {@link #state}. */
        APPLIED,
        /** What is held is at least as new; of a word of counting also: the operators' is newer. */
        OLDER,
        /** It had ended before it came. */
        EXPIRED,
        /** Its version is more than a minute ahead of this node's wall clock. */
        FROM_THE_FUTURE,
        /** A block wider or longer than anyone may order, or a rate-limit entry for more than one source of any rule. */
        TOO_WIDE,
        /** A word of counting on what an operator has unblocked for longer: without force, though held if there is room. */
        SPARED,
        /** No room. */
        FULL,
        /** It is for other nodes. */
        ELSEWHERE
    }

    /** The prefix decides between equals, so that a run can be repeated. */
    private static final Comparator<BlockEntry> FIRST_TO_END = BlockMap::compareEnds;

    /** Slack of the queues, in which entries linger that have left the map. */
    private static final int LINGERING = 1024;

    private final NodeId self;
    private final BlockRoom room;
    private final HybridClock clock = new HybridClock();
    private final BlockRegisters words = new BlockRegisters();
    private final BlockStamps stamps;
    private final PriorityQueue<BlockEntry> endings = new PriorityQueue<>(FIRST_TO_END);
    private final PriorityQueue<BlockEntry> automatic = new PriorityQueue<>(FIRST_TO_END);
    private final RestingBlocks resting = new RestingBlocks();
    private final Predicate<BlockEntry> spares = resting::spares;
    private long changes;
    private Set<Grouping> counted = Set.of(Grouping.ADDRESS);

    /** An empty map of at most {@code capacity} entries, tombstones included. */
    public BlockMap(NodeId self, int capacity) {
        this(self, new BlockRoom(capacity));
    }

    /** The same of as many entries as {@code room} has; what they take of it is told there. */
    public BlockMap(NodeId self, BlockRoom room) {
        this.self = self;
        this.room = room;
        stamps = new BlockStamps(self, clock, words);
    }

    /** Tells what the rules here take for one source, and may hence be blocked by counting; single addresses always may. */
    public void setCounted(Collection<Grouping> groupings) {
        counted = Set.copyOf(groupings);
    }

    /** Stamps what this node decides. */
    public BlockStamps stamps() {
        return stamps;
    }

    /** As {@link #merge(BlockEntry, long, Consumer)}, for who has nothing to do for what made room. */
    Outcome merge(BlockEntry entry, long epochMillis) {
        return merge(entry, epochMillis, _ -> {});
    }

    /**
     * Stores {@code entry} if it is newer than what is held; safe for whatever a peer may send.
     *
     * @param displaced told of the entry that had to make room, if one had
     */
    public Outcome merge(BlockEntry entry, long epochMillis, Consumer<BlockEntry> displaced) {
        if (!entry.scope().includes(self)) {
            return Outcome.ELSEWHERE;
        }
        if (HybridClock.isTooFarAhead(entry.version(), epochMillis)) {
            return Outcome.FROM_THE_FUTURE;
        }
        if (entry.expiresAtMillis() <= epochMillis) {
            return Outcome.EXPIRED;
        }
        if (isTooMuch(entry, epochMillis)) {
            return Outcome.TOO_WIDE;
        }
        clock.observe(entry.version());
        BlockEntry held = words.inPlaceOf(entry);
        if ((held != null && !entry.isNewerThan(held)) || isOverruled(entry)) {
            return Outcome.OLDER;
        }
        boolean spared = !entry.isOfOperators() && resting.spares(entry);
        if (held == null && words.size() >= room.capacity() && !overrulesOther(entry)) {
            if (spared) {
                return Outcome.SPARED;
            }
            if (!makeRoomFor(entry, displaced)) {
                return Outcome.FULL;
            }
        }
        put(entry);
        return spared ? Outcome.SPARED : Outcome.APPLIED;
    }

    /** Whether operators have said something newer. */
    private boolean isOverruled(BlockEntry entry) {
        BlockEntry said = entry.isOfOperators() ? null : words.operators(entry.prefix());
        return said != null && said.isNewerThan(entry);
    }

    /** Whether the word of counting goes with this one of operators. */
    private boolean overrulesOther(BlockEntry entry) {
        BlockEntry counted = entry.isOfOperators() ? words.counting(entry.prefix()) : null;
        return counted != null && entry.isNewerThan(counted);
    }

    /** Whether counting may not block {@code prefix} now, for an operator has unblocked what it touches. */
    public boolean isSpared(Prefix prefix, long epochMillis) {
        return resting.spares(prefix, epochMillis);
    }

    /** What is in force on exactly {@code prefix} at {@code epochMillis}. */
    public BlockState state(Prefix prefix, long epochMillis) {
        return BlockState.of(words.operators(prefix), words.counting(prefix), spares, epochMillis);
    }

    /** Whether anything is said of any prefix of {@code length}: else nobody need look for one around another. */
    public boolean hasLength(Family family, int length) {
        return words.hasLength(family, length);
    }

    /** Whether this node decided on {@code entry}. */
    public boolean isOwn(BlockEntry entry) {
        return entry.writer().equals(self);
    }

    /** Drops the block of {@code prefix} by counting, which has had to make room elsewhere; empty when there is none. */
    public Optional<BlockEntry> evict(Prefix prefix) {
        return Optional.ofNullable(words.counting(prefix))
                .filter(BlockEntry::active)
                .filter(this::remove);
    }

    /** Forgets {@code entry}, which this node does not hold to; whether it was held. Peers may tell it again. */
    public boolean letGo(BlockEntry entry) {
        return remove(entry);
    }

    /**
     * Drops what has ended, and what a pardon has lifted that has ended.
     *
     * @param changed told of each word whose prefix may stand otherwise by now: ended, or lifted by a pardon, or back after one
     * @return the number of them
     */
    public int expire(long epochMillis, Consumer<BlockEntry> changed) {
        List<BlockEntry> told = new ArrayList<>();
        resting.lookAtPardons(words, told);
        Pardons over = Pardons.NONE;
        while (!endings.isEmpty() && endings.element().expiresAtMillis() <= epochMillis) {
            BlockEntry entry = endings.remove();
            if (remove(entry)) {
                told.add(entry);
                if (entry.sparedUntilMillis() > 0) {
                    over = over == Pardons.NONE ? new Pardons() : over;
                    over.add(entry);
                }
            }
        }
        for (BlockEntry lifted : resting.sparedBy(over)) {
            boolean _ = remove(lifted);
        }
        changes += told.size();
        told.forEach(changed);
        return told.size();
    }

    /** Words that block, those that give way to a pardon left out; a copy. */
    Collection<BlockEntry> active() {
        List<BlockEntry> active = new ArrayList<>();
        words.forEach(entry -> {
            if (entry.active() && !resting.spares(entry)) {
                active.add(entry);
            }
        });
        return active;
    }

    /** Hands over the word that stands on each prefix blocked at {@code epochMillis}, in no order, without a copy. */
    public void forEachBlocking(long epochMillis, Consumer<BlockEntry> taker) {
        words.forEachOfOperators(entry -> {
            if (blocks(entry, epochMillis)) {
                taker.accept(entry);
            }
        });
        words.forEachOfCounting(entry -> {
            BlockEntry said = words.operators(entry.prefix());
            if (blocks(entry, epochMillis) && (said == null || !blocks(said, epochMillis))) {
                taker.accept(entry);
            }
        });
    }

    private boolean blocks(BlockEntry entry, long epochMillis) {
        return entry.blocksAt(epochMillis) && !(entry.isAutomatic() && resting.spares(entry));
    }

    /** Hands over each word of operators that spares what touches its prefix at {@code epochMillis}, by prefix. */
    public void forEachSparing(long epochMillis, Consumer<BlockEntry> taker) {
        resting.forEachPardon(entry -> {
            if (epochMillis < entry.sparedUntilMillis()) {
                taker.accept(entry);
            }
        });
    }

    /** All words, tombstones included; a copy. */
    Collection<BlockEntry> all() {
        List<BlockEntry> all = new ArrayList<>();
        words.forEach(all::add);
        return all;
    }

    /**
     * A bounded piece of all entries, tombstones included: what is held all the while is met on the way from cursor 0 to
     * the end, whatever comes and goes.
     *
     * @param incarnation of this start of the node, which the page names
     */
    public SnapshotMessage.Page page(int cursor, long incarnation) {
        return words.page(cursor, incarnation);
    }

    /** Order-free digest of the words that block; equal on nodes that hold the same. */
    public long digest() {
        return resting.digest();
    }

    /** Another number each time when what is in force may have changed but by running out of time, see {@link #expire}. */
    public long changes() {
        return changes;
    }

    /** Words held, tombstones included; a prefix can have two. */
    public int size() {
        return words.size();
    }

    private static int compareEnds(BlockEntry one, BlockEntry other) {
        int order = Long.compare(one.expiresAtMillis(), other.expiresAtMillis());
        return order != 0 ? order : one.prefix().compareTo(other.prefix());
    }

    private void put(BlockEntry entry) {
        changes++;
        BlockEntry before = words.put(entry);
        if (before != null) {
            resting.remove(before);
            room.left(before);
        }
        BlockEntry counted = words.counting(entry.prefix());
        if (counted != null && overrulesOther(entry)) {
            boolean _ = remove(counted);
        }
        room.entered(entry);
        resting.add(entry);
        endings.add(entry);
        if (!entry.isOfOperators()) {
            automatic.add(entry);
        }
        forgetGone(endings);
        forgetGone(automatic);
    }

    /** Bounds what lingers; pays for itself, as it happens once in so many entries. */
    private void forgetGone(PriorityQueue<BlockEntry> queue) {
        if (queue.size() > 2 * words.size() + LINGERING) {
            queue.removeIf(entry -> !words.holds(entry));
        }
    }

    private boolean remove(BlockEntry entry) {
        boolean removed = words.remove(entry);
        if (removed) {
            changes++;
            resting.remove(entry);
            room.left(entry);
        }
        return removed;
    }

    /** Lets go of the rate-limit entry that ends first, if {@code entry} may take its place; in logarithmic time. */
    private boolean makeRoomFor(BlockEntry entry, Consumer<BlockEntry> displaced) {
        while (!automatic.isEmpty() && !words.holds(automatic.element())) {
            automatic.remove();
        }
        if (automatic.isEmpty() || !mayTakePlaceOf(automatic.element(), entry)) {
            return false;
        }
        BlockEntry least = automatic.remove();
        boolean _ = remove(least);
        displaced.accept(least);
        return true;
    }

    private boolean mayTakePlaceOf(BlockEntry least, BlockEntry entry) {
        if (entry.isOfOperators()) {
            return true;
        }
        return entry.active() && (isOwn(entry) || least.expiresAtMillis() < entry.expiresAtMillis());
    }

    /** What no honest node can have decided: wider or longer than a command or a rule may ask for. */
    private boolean isTooMuch(BlockEntry entry, long epochMillis) {
        long slack = entry.active() ? BLOCK_SLACK_MILLIS : TOMBSTONE_SLACK_MILLIS;
        if (entry.expiresAtMillis() - epochMillis > BlockEntry.LONGEST_MILLIS + slack) {
            return true;
        }
        Prefix prefix = entry.prefix();
        boolean matters = entry.active() || entry.sparedUntilMillis() > 0;
        return (matters && prefix.length() < prefix.family().widestBlock())
                || (entry.isAutomatic() && !isOneSource(prefix));
    }

    private boolean isOneSource(Prefix prefix) {
        return SourceKey.isOneSource(prefix) || counted.stream().anyMatch(grouping -> grouping.isSource(prefix));
    }
}
