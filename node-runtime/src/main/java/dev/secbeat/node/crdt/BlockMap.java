// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The replicated block map: per prefix the newest decision wins (LWW-Element-Map), ordered by hybrid logical time, then by
 * writer. Merging is commutative, associative and idempotent.
 *
 * <p>But for the {@link Pardons} of operators: while one lasts, automatic blocks that touch it are not held, whichever is
 * newer. What a node let go of so comes back with the pages its peers repeat, should the operator take the pardon back.
 *
 * <p>A decision confined to a region or a node is held there alone, so that a node holds the newest of what concerns it, and
 * merging is what it is among the nodes that hold to the same.
 *
 * <p>A tombstone outlives the block it ends, so that a late copy of the block cannot bring it back. Memory is bounded: when
 * full, the rate-limit entry that ends first makes room; operators' never do. An operator's entry and one of this node
 * always take that place; a rate-limit entry of another node must end later than what goes, so that full maps which tell
 * each other of their entries come to rest.
 *
 * <p>Owned by the node loop's thread. Times are epoch milliseconds passed in.
 */
public final class BlockMap {
    /** A tombstone is kept at least this long past the end of what it ended. */
    static final long TOMBSTONE_MILLIS = 120_000;

    /** How much longer than {@link BlockEntry#LONGEST_MILLIS} a block may last: clocks differ. */
    static final long BLOCK_SLACK_MILLIS = 10 * 60_000;

    /** The same for tombstones: longer, so that the end of any block that was taken is taken too. */
    static final long TOMBSTONE_SLACK_MILLIS = 2 * 60 * 60_000;

    /** What became of an entry. */
    public enum Outcome {
        /** It is in force now. */
        APPLIED,
        /** What is held is at least as new. */
        OLDER,
        /** It had ended before it came. */
        EXPIRED,
        /** Its version is more than a minute ahead of this node's wall clock. */
        FROM_THE_FUTURE,
        /** A block wider or longer than anyone may order, or a rate-limit entry for more than one source of any rule. */
        TOO_WIDE,
        /** A rate-limit entry for what an operator has unblocked for longer. */
        SPARED,
        /** No room. */
        FULL,
        /** It is for other nodes. */
        ELSEWHERE
    }

    /** The prefix decides between equals, so that a run can be repeated. */
    private static final Comparator<BlockEntry> FIRST_TO_END =
            Comparator.comparingLong(BlockEntry::expiresAtMillis).thenComparing(BlockEntry::prefix);

    /** Slack of the queues, in which entries linger that have left the map. */
    private static final int LINGERING = 1024;

    private final NodeId self;
    private final int capacity;
    private final HybridClock clock = new HybridClock();
    private final Map<Prefix, BlockEntry> entries = new HashMap<>();
    private final PriorityQueue<BlockEntry> endings = new PriorityQueue<>(FIRST_TO_END);
    private final PriorityQueue<BlockEntry> automatic = new PriorityQueue<>(FIRST_TO_END);
    private final BlockShelf shelf = new BlockShelf();
    private final Pardons pardons = new Pardons();
    private Set<Grouping> counted = Set.of(Grouping.ADDRESS);
    private boolean sweepDue;
    private long digest;

    /** An empty map of at most {@code capacity} entries, tombstones included. */
    public BlockMap(NodeId self, int capacity) {
        this.self = self;
        this.capacity = capacity;
    }

    /** Tells what the rules here take for one source, and may hence be blocked by counting; single addresses always may. */
    public void setCounted(Collection<Grouping> groupings) {
        counted = Set.copyOf(groupings);
    }

    /**
     * An operator's unblock as of now, newer than all seen; not stored yet, see {@link #merge}.
     *
     * @param sparedUntilMillis until when counting blocks nothing that touches {@code prefix}; 0: it may at once
     */
    public BlockEntry stampUnblock(Prefix prefix, long expiresAtMillis, long sparedUntilMillis, long epochMillis) {
        long spared = sparedUntilMillis <= epochMillis ? 0 : sparedUntilMillis;
        BlockEntry entry = stamp(prefix, Origin.OPERATOR, false, Math.max(expiresAtMillis, spared), epochMillis);
        return new BlockEntry(prefix, entry.version(), self, Origin.OPERATOR, false, entry.expiresAtMillis(), spared);
    }

    /**
     * A decision of this node as of now, newer than all seen; not stored yet, see {@link #merge}. The expiry of a
     * tombstone is put off until what it ends is surely over.
     */
    public BlockEntry stamp(Prefix prefix, Origin origin, boolean active, long expiresAtMillis, long epochMillis) {
        long expires = expiresAtMillis;
        if (!active) {
            BlockEntry ended = entries.get(prefix);
            long end = ended == null || !ended.active() ? epochMillis : Math.max(epochMillis, ended.expiresAtMillis());
            expires = Math.max(expires, end + TOMBSTONE_MILLIS);
            if (ended != null) { // A tombstone said again lives as long as before, not longer each time.
                expires = Math.max(expires, ended.expiresAtMillis());
            }
        }
        return new BlockEntry(prefix, clock.next(epochMillis), self, origin, active, expires);
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
        if (pardons.spares(entry)) {
            return Outcome.SPARED;
        }
        BlockEntry held = entries.get(entry.prefix());
        if (held != null && !overrules(entry, held)) {
            return Outcome.OLDER;
        }
        if (held == null && entries.size() >= capacity && !makeRoomFor(entry, displaced)) {
            return Outcome.FULL;
        }
        put(entry);
        return Outcome.APPLIED;
    }

    /** Whether counting may not block {@code prefix} now, for an operator has unblocked what it touches. */
    public boolean isSpared(Prefix prefix, long epochMillis) {
        return pardons.spares(prefix, epochMillis);
    }

    /** Lets go of all automatic blocks that are spared, if there may be any; looks at all entries then. */
    private int sweepSpared(Consumer<BlockEntry> lifted) {
        if (!sweepDue) {
            return 0;
        }
        sweepDue = false;
        List<BlockEntry> spared =
                entries.values().stream().filter(this::isSpared).toList();
        for (BlockEntry entry : spared) {
            boolean _ = remove(entry);
            lifted.accept(entry);
        }
        return spared.size();
    }

    /** Whether {@code entry} is a block that has given way to a pardon. */
    public boolean isSpared(BlockEntry entry) {
        return pardons.spares(entry);
    }

    /** The newer overrules; a pardon also overrules an automatic block that was decided while it lasts. */
    private static boolean overrules(BlockEntry entry, BlockEntry held) {
        return entry.isNewerThan(held)
                || (held.isAutomatic() && !held.reinstated() && held.decidedAtMillis() < entry.sparedUntilMillis());
    }

    /** The newest decision on exactly {@code prefix}, tombstones included. */
    public Optional<BlockEntry> get(Prefix prefix) {
        return Optional.ofNullable(entries.get(prefix));
    }

    /** Whether this node decided on {@code entry}. */
    public boolean isOwn(BlockEntry entry) {
        return entry.writer().equals(self);
    }

    /** Drops the block of {@code prefix}, which has had to make room elsewhere; empty unless it is a rate-limit block. */
    public Optional<BlockEntry> evict(Prefix prefix) {
        Optional<BlockEntry> held = get(prefix).filter(entry -> entry.active() && entry.origin() == Origin.RATE_LIMIT);
        return held.filter(this::remove);
    }

    /** Forgets {@code entry}, which this node does not hold to; whether it was held. Peers may tell it again. */
    public boolean letGo(BlockEntry entry) {
        return remove(entry);
    }

    /** Drops what has ended or is spared by an unblock taken since, tells {@code ended} of each and returns the number. */
    public int expire(long epochMillis, Consumer<BlockEntry> ended) {
        int count = sweepSpared(ended);
        while (!endings.isEmpty() && endings.element().expiresAtMillis() <= epochMillis) {
            BlockEntry entry = endings.remove();
            if (remove(entry)) {
                ended.accept(entry);
                count++;
            }
        }
        return count;
    }

    /** Entries that block, tombstones left out; a copy. */
    Collection<BlockEntry> active() {
        List<BlockEntry> active = new ArrayList<>();
        for (BlockEntry entry : entries.values()) {
            if (entry.active()) {
                active.add(entry);
            }
        }
        return active;
    }

    /** Hands over each entry that blocks at {@code epochMillis}, in no order, without a copy. */
    public void forEachBlocking(long epochMillis, Consumer<BlockEntry> taker) {
        for (BlockEntry entry : entries.values()) {
            if (entry.blocksAt(epochMillis) && !isSpared(entry)) {
                taker.accept(entry);
            }
        }
    }

    /** All entries, tombstones included; a copy. */
    Collection<BlockEntry> all() {
        return List.copyOf(entries.values());
    }

    /**
     * A bounded piece of all entries, tombstones included: what is held all the while is met on the way from cursor 0 to
     * the end, whatever comes and goes.
     *
     * @param incarnation of this start of the node, which the page names
     */
    public SnapshotMessage.Page page(int cursor, long incarnation) {
        return shelf.page(cursor, incarnation);
    }

    /** Order-free digest of the active entries; equal on nodes that hold the same. */
    public long digest() {
        return digest;
    }

    /** Entries held, tombstones included. */
    public int size() {
        return entries.size();
    }

    private void put(BlockEntry entry) {
        BlockEntry before = entries.put(entry.prefix(), entry);
        shelf.put(entry);
        if (before != null) {
            pardons.remove(before);
        }
        pardons.add(entry);
        sweepDue |= entry.sparedUntilMillis() > 0;
        digest += digestOf(entry) - (before == null ? 0 : digestOf(before));
        endings.add(entry);
        if (entry.origin() == Origin.RATE_LIMIT) {
            automatic.add(entry);
        }
        forgetGone(endings);
        forgetGone(automatic);
    }

    /** Bounds what lingers; pays for itself, as it happens once in so many entries. */
    private void forgetGone(PriorityQueue<BlockEntry> queue) {
        if (queue.size() > 2 * entries.size() + LINGERING) {
            queue.removeIf(entry -> !isHeld(entry));
        }
    }

    private boolean isHeld(BlockEntry entry) {
        return entry.equals(entries.get(entry.prefix()));
    }

    private boolean remove(BlockEntry entry) {
        boolean removed = entries.remove(entry.prefix(), entry);
        if (removed) {
            shelf.remove(entry.prefix());
            pardons.remove(entry);
            digest -= digestOf(entry);
        }
        return removed;
    }

    /** Lets go of the rate-limit entry that ends first, if {@code entry} may take its place; in logarithmic time. */
    private boolean makeRoomFor(BlockEntry entry, Consumer<BlockEntry> displaced) {
        while (!automatic.isEmpty() && !isHeld(automatic.element())) {
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
        if (entry.origin() == Origin.OPERATOR) {
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

    private static long digestOf(BlockEntry entry) {
        if (!entry.active()) {
            return 0;
        }
        Prefix prefix = entry.prefix();
        long hash = NodeHash.mix(prefix.high() ^ prefix.family().bits());
        hash = NodeHash.mix(hash ^ prefix.low());
        hash = NodeHash.mix(hash ^ prefix.length());
        return NodeHash.mix(hash ^ entry.version() ^ NodeHash.of(entry.writer()));
    }
}
