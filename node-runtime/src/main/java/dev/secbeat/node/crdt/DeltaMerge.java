// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Joins what a peer reports into the state. A peer writes its own components only: whose they are is what the transport
 * proved, and a message that names another node is refused.
 */
final class DeltaMerge implements DeltaCodec.Visitor {
    private final Lanes lanes;
    private final FleetView fleet;
    private final RegionFeeds feeds;
    private final Writers writers;
    /** By sender: the hash of its name, which would else be made of text for each message. */
    private final Map<NodeId, Long> hashes = new HashMap<>();

    private Lane lane;
    private CounterState state;
    private boolean unknownRule;
    private boolean unheard;
    private @Nullable NodeId sender;
    private long nowMillis;
    private int writer;
    /** Older ones have left the longest window already: not worth a slot. */
    private long firstBucket;

    private long bits;
    private @Nullable CountLimit limit;
    private int tag;
    /** Found at the entry's first count that is worth it, for the others too. */
    private int slot;

    private int cell;
    /** What the delta came in when a relay sent it. */
    private RelayCodec.@Nullable Message relayed;
    /** What happened before is known from another feed. */
    private long floorMillis;
    /** Whether a relay was heard for the first time since this was last looked at. */
    boolean relayHeard;

    long entries;

    DeltaMerge(Lanes lanes, FleetView fleet, RegionFeeds feeds) {
        this.lanes = lanes;
        this.fleet = fleet;
        this.feeds = feeds;
        writers = fleet.writers;
        lane = lanes.first();
        state = lane.state;
    }

    DeltaCodec.Outcome merge(NodeId from, byte[] bytes, long atMillis) {
        sender = from;
        relayed = null;
        nowMillis = atMillis;
        return decode(bytes);
    }

    private DeltaCodec.Outcome decode(byte[] bytes) {
        unknownRule = false;
        unheard = false;
        DeltaCodec.Outcome outcome = DeltaCodec.decode(bytes, this);
        if (unheard) {
            return DeltaCodec.Outcome.NOT_HEARD;
        }
        return unknownRule ? DeltaCodec.Outcome.UNKNOWN_RULE : outcome;
    }

    /** The same of another region's sums. */
    DeltaCodec.Outcome mergeRelay(NodeId from, RelayCodec.Message message, long atMillis) {
        sender = from;
        relayed = message;
        nowMillis = atMillis;
        return decode(message.delta());
    }

    @Override
    public boolean onHeader(DeltaCodec.Header header) {
        NodeId from = sender;
        if (from == null || from.equals(fleet.self) || header.nodeHash() != hashOf(from)) {
            return false;
        }
        Lane known = lanes.find(header.grouping(), header.bucketMillis());
        if (known == null) {
            unknownRule = true;
            return false;
        }
        lane = known;
        state = known.state;
        return isFed(from, header.incarnation()) && onWriter(from, header);
    }

    /** Whether what the sender tells is what its region is to be known by now. */
    private boolean isFed(NodeId from, long incarnation) {
        RelayCodec.Message message = relayed;
        boolean fed = message == null
                ? feeds.takesNodesOf(from.region(), nowMillis)
                : feeds.takesRelay(
                        new RegionFeeds.Stint(from, incarnation, message.epoch()), message.nodes(), nowMillis);
        floorMillis = feeds.floorMillis(from.region());
        unheard = !fed;
        return fed;
    }

    private boolean onWriter(NodeId from, DeltaCodec.Header header) {
        OptionalInt index = relayed == null
                ? writers.indexOf(from, header.incarnation(), nowMillis)
                : writers.indexOfRelay(from, header.incarnation(), nowMillis);
        if (index.isEmpty()) {
            return false;
        }
        fleet.presence.heard(relayed == null ? from : RelayTier.asPeer(from.region()), nowMillis);
        writer = index.getAsInt();
        Writers.Writer known = writers.get(writer);
        if (!known.clock.isHeard()) {
            // Counts prove nothing before both sides have told each other of their clocks.
            wantEchoes();
        }
        known.heardMillis = nowMillis;
        known.clock.observe(nowMillis, header.monotonicMillis());
        long firstMillis = nowMillis - state.settings.windowMillis() - known.clock.offsetMillis();
        firstBucket = Math.ceilDiv(firstMillis, (long) state.settings.bucketMillis()) - 1;
        return true;
    }

    private void wantEchoes() {
        if (relayed == null) {
            lanes.first().reports.wantEchoes();
        } else {
            relayHeard = true;
        }
    }

    private long hashOf(NodeId node) {
        if (hashes.size() >= Writers.MAX_WRITERS) {
            hashes.clear();
        }
        long hash = hashes.computeIfAbsent(node, NodeHash::of);
        return relayed == null ? hash : RelayCodec.nodeHash(hash);
    }

    @Override
    public void onEcho(long startHash, long offsetMillis) {
        PeerClock clock = writers.get(writer).clock;
        if (startHash == writers.get(Writers.SELF).startHash) {
            clock.echo(offsetMillis, fleet.longestWindowMillis);
        } else if (relayed != null) {
            writers.ofRegion(startHash)
                    .ifPresent(ours -> clock.echoBy(ours.clock, offsetMillis, fleet.longestWindowMillis));
        }
    }

    @Override
    public void onEntry(Family entryFamily, long sourceBits, Dimension dimension) {
        bits = sourceBits;
        tag = DeltaCodec.tag(entryFamily, dimension);
        limit = state.limit(entryFamily, sourceBits, dimension);
        slot = SourceTable.NONE;
        entries++;
    }

    @Override
    public void onCount(long bucket, long count) {
        CountLimit counted = limit;
        if (counted == null || bucket < firstBucket) {
            return;
        }
        if (floorMillis != RegionFeeds.NEVER && lane.rates.earliestMillis(writer, bucket) < floorMillis) {
            return;
        }
        if (slot == SourceTable.NONE) {
            slot = state.slotFor(bits, tag, nowMillis);
            cell = state.cellFor(slot, writer, bucket, nowMillis);
        }
        if (cell == CellPool.NONE) {
            return;
        }
        long grown = state.cells.raise(cell, bucket, count);
        if (grown > 0) {
            state.enter(slot, counted, grown, lane.rates.earliestMillis(writer, bucket), nowMillis);
            state.touch(slot, grown, nowMillis);
            lane.reports.onPeerReport(slot);
            relay(bucket, grown);
        }
    }

    /** What a relay passes on: its own region's counts, and sources that other regions suspect. */
    private void relay(long bucket, long grown) {
        RelayReports relay = state.relay;
        if (relay == null) {
            return;
        }
        if (relayed != null) {
            relay.onForeignCount(slot, nowMillis);
        } else if (writers.get(writer).isOfRegion) {
            relay.onRegionCount(slot, writer, bucket, grown, nowMillis);
        }
    }
}
