// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    private final NodeId self;
    private final long incarnation;
    private final CounterSettings settings;
    private final Writers writers;
    /** First the one for single addresses and short windows, which is always there. */
    private final List<Lane> lanes = new ArrayList<>();

    private final DeltaMerge merge;
    private int peers;

    private record Key(Grouping grouping, int bucketMillis) {}

    /** Takes each source found over its limit. */
    @FunctionalInterface
    public interface Judge {

        /**
         * Looks at one source.
         *
         * @param proven events surely inside the window that ends now, never more than there truly were
         * @param estimate best guess of the same, for people to read
         * @param sustained whether the source has kept above its limit over many windows
         */
        void onSource(SourceKey source, CountLimit limit, long proven, double estimate, boolean sustained);
    }

    /**
     * An empty counter.
     *
     * @param incarnation of this start of the node; larger than that of any earlier start
     */
    public GlobalCounter(NodeId self, long incarnation, CounterSettings settings) {
        this.self = self;
        this.incarnation = incarnation;
        this.settings = settings;
        writers = new Writers(self, incarnation);
        lanes.add(new Lane(self, incarnation, settings, Grouping.ADDRESS, writers, true));
        merge = new DeltaMerge(lanes, self, writers);
    }

    /**
     * Replaces all limits; at most one counts of those that agree in dimension, grouping and width of buckets, the last.
     * What has no limit is not counted. What was counted for a limit that stays is kept.
     */
    public void setLimits(Collection<CountLimit> limits) {
        Map<Key, List<CountLimit>> wanted = new LinkedHashMap<>();
        for (CountLimit limit : limits) {
            Key key = new Key(limit.grouping(), settings.widthFor(limit.windowMillis()));
            if (isBase(key) && limit.windowMillis() > settings.windowMillis()) {
                throw new IllegalArgumentException("a window of " + limit.windowMillis()
                        + " ms is longer than this counter keeps: " + settings.windowMillis() + " ms");
            }
            wanted.computeIfAbsent(key, _ -> new ArrayList<>()).add(limit);
        }
        lanes.getFirst()
                .state
                .setLimits(wanted.getOrDefault(new Key(Grouping.ADDRESS, settings.bucketMillis()), List.of()));
        removeAllBut(wanted);
        wanted.forEach((key, ofLane) -> {
            if (!isBase(key)) {
                laneFor(key, ofLane).state.setLimits(ofLane);
            }
        });
        setPeers(peers);
    }

    private boolean isBase(Key key) {
        return lanes.getFirst().isOf(key.grouping, key.bucketMillis);
    }

    private void removeAllBut(Map<Key, List<CountLimit>> wanted) {
        for (Lane lane : List.copyOf(lanes.subList(1, lanes.size()))) {
            List<CountLimit> limits = wanted.get(new Key(lane.state.grouping, lane.state.settings.bucketMillis()));
            if (limits == null || longest(limits) != lane.state.settings.windowMillis()) {
                lane.state.clear();
                lanes.remove(lane);
            }
        }
    }

    private Lane laneFor(Key key, Collection<CountLimit> limits) {
        for (Lane lane : lanes) {
            if (lane.isOf(key.grouping, key.bucketMillis)) {
                return lane;
            }
        }
        CounterSettings sized = settings.withBuckets(key.bucketMillis, longest(limits));
        Lane lane = new Lane(self, incarnation, sized, key.grouping, writers, false);
        lanes.add(lane);
        return lane;
    }

    private static int longest(Collection<CountLimit> limits) {
        return limits.stream().mapToInt(CountLimit::windowMillis).max().orElse(0);
    }

    /** Sets how many other nodes share the limits. */
    public void setPeers(int newPeers) {
        peers = Math.max(0, newPeers);
        for (Lane lane : lanes) {
            lane.state.peers = peers;
        }
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
            for (int i = 0;
                    i < lanes.size();
                    i++) { // Not by an iterator: this runs for each report and allocates nothing.
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
        CountLimit limit = state.limit(dimension);
        if (limit == null || !state.grouping.counts(family)) {
            return;
        }
        long bucket = Math.floorDiv(sinceMillis, (long) state.settings.bucketMillis());
        long sourceBits = state.grouping.sourceBits(family, addressBits);
        int slot = state.slotFor(sourceBits, DeltaCodec.tag(family, dimension), nowMillis);
        int cell = state.cellFor(slot, Writers.SELF, bucket);
        if (cell == CellPool.NONE || !state.cells.add(cell, bucket, count)) {
            return;
        }
        if (bucket >= lane.rates.firstProven(slot, Writers.SELF, limit.windowMillis(), nowMillis)) {
            state.pour(slot, count, nowMillis);
        }
        state.table.unreported[slot] += count;
        state.table.unreportedFrom[slot] = Math.min(state.table.unreportedFrom[slot], bucket); // It may be an old one.
        state.touch(slot, count, nowMillis);
        lane.reports.onOwnCount(slot, limit, nowMillis);
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

    /** Tells all own counts soon, for a peer that joins; at most once in {@value Reports#SNAPSHOT_MILLIS} ms. */
    public void publishAllSoon() {
        lanes.forEach(lane -> lane.reports.wantSnapshot());
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
            @Nullable CountLimit limit = state.table.isTaken(slot) ? state.limitOf(state.table.tag(slot)) : null;
            if (limit != null) {
                judgeSlot(judge, lane, slot, limit, nowMillis);
            }
        }
        return size;
    }

    /** Ends all suspicion of sources in {@code prefix}: only what they do from now on counts against them. */
    public void pardon(Prefix prefix, long nowNanos) {
        lanes.forEach(lane -> lane.state.pardon(prefix, millis(nowNanos)));
    }

    /**
     * The same for one source and one limit, as the judge was shown them: for one that is spared for the time being, so
     * that it starts from nothing when it no longer is.
     */
    public void forgive(SourceKey source, CountLimit limit, long nowNanos) {
        for (Lane lane : lanes) {
            if (limit.equals(lane.state.limit(limit.dimension()))) {
                int slot = lane.state.table.find(source.bits(), DeltaCodec.tag(source.family(), limit.dimension()));
                if (slot != SourceTable.NONE) {
                    lane.state.forgive(slot, millis(nowNanos));
                }
            }
        }
    }

    /**
     * The sources with the highest estimates, highest first; {@code blocked} is left false. Looks at all sources. Of several
     * limits on one dimension of a source the one shows of which it uses most.
     */
    public List<SourceCount> top(int count, long nowNanos) {
        if (lanes.size() == 1) {
            return TopSources.of(lanes.getFirst(), count, millis(nowNanos));
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
        return writers.peerAges(millis(nowNanos));
    }

    /** By peer: how far behind its counts are here, in milliseconds; see {@code Writers}. */
    public Map<NodeId, Long> peerLags(long nowNanos) {
        return writers.peerLags(millis(nowNanos), settings.assumedDelayMillis());
    }

    public CounterStats stats() {
        int sources = 0;
        int components = 0;
        long evictions = 0;
        long refused = 0;
        for (Lane lane : lanes) {
            sources += lane.state.table.used();
            components += lane.state.cells.used();
            evictions += lane.state.evictions;
            refused += lane.state.cellsRefused;
        }
        return new CounterStats(sources, components, evictions, refused, merge.entries);
    }

    private static void judgeSlot(Judge judge, Lane lane, int slot, CountLimit limit, long nowMillis) {
        WindowRates rates = lane.rates;
        long proven = rates.proven(slot, limit.windowMillis(), nowMillis);
        boolean sustained = rates.isSustained(slot, limit, nowMillis);
        if (sustained || proven > limit.mostInWindow()) {
            double estimate = rates.estimate(slot, limit.windowMillis(), nowMillis);
            judge.onSource(lane.state.source(slot), limit, proven, estimate, sustained);
        }
    }

    private static long millis(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_MILLI);
    }
}
