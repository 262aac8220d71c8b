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
    private final Writers writers;
    /** By sender: the hash of its name, which would else be made of text for each message. */
    private final Map<NodeId, Long> hashes = new HashMap<>();

    private Lane lane;
    private CounterState state;
    private boolean unknownRule;
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
    long entries;

    DeltaMerge(Lanes lanes, FleetView fleet) {
        this.lanes = lanes;
        this.fleet = fleet;
        writers = fleet.writers;
        lane = lanes.first();
        state = lane.state;
    }

    DeltaCodec.Outcome merge(NodeId from, byte[] bytes, long atMillis) {
        sender = from;
        nowMillis = atMillis;
        unknownRule = false;
        DeltaCodec.Outcome outcome = DeltaCodec.decode(bytes, this);
        return unknownRule ? DeltaCodec.Outcome.UNKNOWN_RULE : outcome;
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
        return onWriter(from, header);
    }

    private boolean onWriter(NodeId from, DeltaCodec.Header header) {
        OptionalInt index = writers.indexOf(from, header.incarnation(), nowMillis);
        if (index.isEmpty()) {
            return false;
        }
        fleet.presence.heard(from, nowMillis);
        writer = index.getAsInt();
        Writers.Writer known = writers.get(writer);
        if (!known.clock.isHeard()) {
            // Counts prove nothing before both sides have told each other of their clocks.
            lanes.first().reports.wantEchoes();
        }
        known.heardMillis = nowMillis;
        known.clock.observe(nowMillis, header.monotonicMillis());
        long firstMillis = nowMillis - state.settings.windowMillis() - known.clock.offsetMillis();
        firstBucket = Math.ceilDiv(firstMillis, (long) state.settings.bucketMillis()) - 1;
        return true;
    }

    private long hashOf(NodeId node) {
        if (hashes.size() >= Writers.MAX_WRITERS) {
            hashes.clear();
        }
        return hashes.computeIfAbsent(node, NodeHash::of);
    }

    @Override
    public void onEcho(long startHash, long offsetMillis) {
        if (startHash == writers.get(Writers.SELF).startHash) {
            writers.get(writer).clock.echo(offsetMillis);
        }
    }

    @Override
    public void onEntry(Family entryFamily, long sourceBits, Dimension dimension) {
        bits = sourceBits;
        tag = DeltaCodec.tag(entryFamily, dimension);
        limit = state.limit(dimension);
        slot = SourceTable.NONE;
        entries++;
    }

    @Override
    public void onCount(long bucket, long count) {
        CountLimit counted = limit;
        if (counted == null || bucket < firstBucket) {
            return;
        }
        if (slot == SourceTable.NONE) {
            slot = state.slotFor(bits, tag, nowMillis);
            cell = state.cellFor(slot, writer, bucket);
        }
        if (cell == CellPool.NONE) {
            return;
        }
        long grown = state.cells.raise(cell, bucket, count);
        if (grown > 0) {
            state.enter(slot, counted, grown, lane.rates.earliestMillis(writer, bucket), nowMillis);
            state.touch(slot, grown, nowMillis);
            lane.reports.onPeerReport(slot);
        }
    }
}
