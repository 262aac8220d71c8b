// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what each source does over all nodes: a replicated, windowed, grow-only counter.
 *
 * <p>Idea: a G-Counter (Shapiro, Preguica, Baquero, Zawirski 2011) per (source, dimension) and time bucket. A node writes
 * its own component only; joining takes the larger count of each bucket, which is commutative, associative and
 * idempotent, so messages may be lost, repeated and reordered. A bucket that left the window is dropped, so nothing needs
 * to be subtracted, and a restarted node begins a component of its own beside its old one.
 *
 * <p>Time: buckets carry the writer's monotonic clock and are mapped when asked about, see {@link PeerClock}. Rates: see
 * {@link WindowRates}. Reporting: see {@link Reports}. Bounded memory: see {@link SourceTable}.
 *
 * <p>Limits that take other prefixes for a source, or whose windows need wider buckets, are counted in a {@link Lane} each:
 * several counters beside each other that share the clocks of the peers.
 *
 * <p>Owned by the node loop's thread. Times are monotonic nanoseconds of this node and must not go back.
 */
public final class GlobalCounter {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final FleetView fleet;
    private final CounterSettings settings;
    private final Lanes lanes;
    private final DeltaMerge merge;
    private final RelayTier relays;

    /** Takes each source found over its limit. */
    @FunctionalInterface
    public interface Judge {

        /**
         * Looks at one source.
         *
         * @param proven events surely inside the window that ends now, never more than there truly were
         * @param estimate best guess of the same, for people to read
         * @param sustained whether it was proven over some windows side by side, where this one does not show it
         */
        void onSource(SourceKey source, CountLimit limit, long proven, double estimate, boolean sustained);

        /**
         * Asked after {@link #onSource}: whether the source is spared for the time being. What it did up to now is never held
         * against it again then, so that it starts from nothing when it no longer is.
         */
        default boolean spares(SourceKey source) {
            return false;
        }
    }

    /**
     * An empty counter.
     *
     * @param incarnation of this start of the node; larger than that of any earlier start
     */
    public GlobalCounter(NodeId self, long incarnation, CounterSettings settings) {
        this(self, incarnation, settings, false, RelayUse.NEVER);
    }

    /** An empty counter of a fleet without relays; see the constructor with all. */
    public GlobalCounter(NodeId self, long incarnation, CounterSettings settings, boolean sharing) {
        this(self, incarnation, settings, sharing, RelayUse.NEVER);
    }

    /**
     * An empty counter.
     *
     * @param sharing whether the limits are shared out while peers are away; see {@link #recount}
     * @param relayUse how other regions are heard; see {@link #relays}
     */
    public GlobalCounter(NodeId self, long incarnation, CounterSettings settings, boolean sharing, RelayUse relayUse) {
        this.settings = settings;
        fleet = new FleetView(self, incarnation, sharing);
        lanes = new Lanes(fleet, settings);
        RegionFeeds feeds = new RegionFeeds(self.region(), relayUse);
        merge = new DeltaMerge(lanes, fleet, feeds);
        relays = new RelayTier(lanes, fleet, merge, feeds, relayUse);
    }

    /**
     * Replaces all limits; a source is held to each that covers it. What has no limit is not counted. What was counted for a
     * limit that stays is kept.
     *
     * @param passing limits that come and go: those whose windows are longer than a second are counted in wider buckets, by
     *     their windows alone, so that nodes agree on where, whatever else they count
     */
    public void setLimits(Collection<CountLimit> limits, Collection<CountLimit> passing) {
        lanes.setLimits(limits, passing);
    }

    /** Sets how many other nodes share the limits. */
    public void setPeers(int peers) {
        fleet.peers = Math.max(0, peers);
    }

    /**
     * Looks who is away, so that each side of a partition can judge by its share of the limits; call it each second.
     *
     * @return the least share of any limit by which this node judges, above 0, 1 unless limits are shared out and peers
     *     that were there are away
     */
    public double recount(long nowNanos) {
        long nowMillis = millis(nowNanos);
        fleet.presence.recount(relays.ages(nowMillis), relays::nodesOf, nowMillis);
        return fleet.presence.share(0, nowMillis);
    }

    /**
     * Counts events this node saw of an address, for each limit that counts them.
     *
     * @param sourceBits of the address, as in {@link SourceKey#bits()}
     * @param sinceNanos the events happened after this; they are filed here, at their earliest, so that counts which
     *     piled up while this node stood still cannot look like a burst
     */
    public void count(Family family, long sourceBits, Dimension dimension, long count, long sinceNanos, long nowNanos) {
        if (count > 0) {
            int all = lanes.size(); // Not by an iterator: this runs for each report and allocates nothing.
            for (int i = 0; i < all; i++) {
                count(lanes.get(i), family, sourceBits, dimension, count, millis(sinceNanos), millis(nowNanos));
            }
        }
    }

    private static void count(
            Lane lane,
            Family family,
            long addressBits,
            Dimension dimension,
            long count,
            long sinceMillis,
            long nowMillis) {
        CounterState state = lane.state;
        if (!state.grouping.counts(family)) {
            return;
        }
        long sourceBits = state.grouping.sourceBits(family, addressBits);
        CountLimit limit = state.limit(family, sourceBits, dimension);
        if (limit == null) {
            return;
        }
        long bucket = Math.floorDiv(sinceMillis, (long) state.settings.bucketMillis());
        int slot = state.slotFor(sourceBits, DeltaCodec.tag(family, dimension), nowMillis);
        int cell = state.cellFor(slot, Writers.SELF, bucket, nowMillis);
        if (cell == CellPool.NONE || !state.cells.add(cell, bucket, count)) {
            return;
        }
        state.enter(slot, limit, count, lane.rates.earliestMillis(Writers.SELF, bucket), nowMillis);
        state.table.unreported[slot] += count;
        state.table.unreportedFrom[slot] = Math.min(state.table.unreportedFrom[slot], bucket); // It may be an old one.
        state.touch(slot, count, nowMillis);
        lane.reports.onOwnCount(slot, nowMillis);
        if (state.relay != null) {
            state.relay.onRegionCount(slot, Writers.SELF, bucket, count, nowMillis);
        }
    }

    /** How counts of other regions come and those of this one go, where a region has one relay. */
    public RelayTier relays() {
        return relays;
    }

    /** Joins a peer's delta; {@code sender} is whom the transport proved. Anything but TAKEN changed nothing. */
    public DeltaCodec.Outcome merge(NodeId sender, byte[] bytes, long nowNanos) {
        return merge.merge(sender, bytes, millis(nowNanos));
    }

    /** Sends the peers what is due; returns the number of messages. */
    public int publish(DeltaChannel channel, long nowNanos) {
        int sent = 0;
        for (Lane lane : lanes) {
            sent += lane.reports.publish(channel::publishDelta, millis(nowNanos));
        }
        return sent;
    }

    /**
     * A bounded piece of this node's own counts, for a peer that joins: those of all suspects, that is of whatever has been
     * worth a word to anyone. A source held all the while is met on the way from cursor 0 to the end.
     */
    public SnapshotMessage.Page page(int cursor, long nowNanos) {
        return lanes.page(cursor, millis(nowNanos));
    }

    /** Shows {@code judge} the sources over their limit among those that grew since the last call; returns how many grew. */
    public int judge(Judge judge, long nowNanos) {
        int grown = 0;
        for (Lane lane : lanes) {
            grown += judge(judge, lane, millis(nowNanos));
        }
        return grown;
    }

    private static int judge(Judge judge, Lane lane, long nowMillis) {
        CounterState state = lane.state;
        int size = state.touched.size();
        while (!state.touched.isEmpty()) { // Taken off one by one: a judge that throws loses one source, not the list.
            int slot = state.touched.popInt();
            state.table.lower(slot, SourceTable.TOUCHED);
            if (state.table.isTaken(slot)) {
                judgeSlot(judge, lane, slot, nowMillis);
            }
        }
        return size;
    }

    /** Ends all suspicion of sources in {@code prefix}: only what they do from now on counts against them. */
    public void pardon(Prefix prefix, long nowNanos) {
        for (Lane lane : lanes) {
            lane.state.pardon(prefix, millis(nowNanos));
        }
    }

    /**
     * The sources with the highest estimates, highest first; {@code blocked} is left false. Looks at all sources. Of several
     * limits on one dimension of a source the one shows of which it uses most.
     */
    public List<SourceCount> top(int count, long nowNanos) {
        if (lanes.size() == 1) {
            return TopSources.of(lanes.first(), count, millis(nowNanos));
        }
        Map<List<Object>, SourceCount> most = new LinkedHashMap<>();
        for (Lane lane : lanes) {
            for (SourceCount found : TopSources.of(lane, count, millis(nowNanos))) {
                most.merge(
                        List.of(found.source(), found.dimension()),
                        found,
                        (one, other) -> one.global() / one.limit() >= other.global() / other.limit() ? one : other);
            }
        }
        return most.values().stream()
                .sorted(Comparator.comparingDouble(SourceCount::global).reversed())
                .limit(Math.max(0, count))
                .toList();
    }

    /** By peer: milliseconds since it was last heard. */
    public Map<NodeId, Long> peerAges(long nowNanos) {
        return fleet.writers.peerAges(millis(nowNanos));
    }

    /** By peer: how far behind its counts are here, in milliseconds; see {@code Writers}. */
    public Map<NodeId, Long> peerLags(long nowNanos) {
        return fleet.writers.peerLags(millis(nowNanos), settings.assumedDelayMillis());
    }

    public CounterStats stats() {
        return lanes.stats(merge.entries);
    }

    /** What is behind, for a closer look within this room. */
    Lanes lanes() {
        return lanes;
    }

    private static void judgeSlot(Judge judge, Lane lane, int slot, long nowMillis) {
        CounterState state = lane.state;
        boolean isStrictest = true;
        boolean over = false;
        for (LimitTable.Row row : state.limits.of(state.table.tag(slot) >>> 1)) {
            if (row.covers(state.family(slot), state.table.bits(slot))) {
                over |= judgeSlot(judge, lane, slot, row.limit, isStrictest, nowMillis);
                isStrictest = false;
            }
        }
        if (over && judge.spares(state.source(slot))) {
            state.forgive(slot, nowMillis);
        }
    }

    /** @param inLedger whether the slot's ledger is kept by this limit */
    private static boolean judgeSlot(
            Judge judge, Lane lane, int slot, CountLimit limit, boolean inLedger, long nowMillis) {
        CounterState state = lane.state;
        long proven = lane.rates.proven(slot, limit.windowMillis(), nowMillis);
        boolean sustained = inLedger && state.ledger.isOver(slot, limit, nowMillis);
        boolean over = sustained || proven > state.allowed(limit, nowMillis);
        if (over) {
            double estimate = lane.rates.estimate(slot, limit.windowMillis(), nowMillis);
            judge.onSource(state.source(slot), limit, proven, estimate, sustained);
        }
        return over;
    }

    private static long millis(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_MILLI);
    }
}
