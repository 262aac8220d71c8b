// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Joins what a peer reports into the state. A peer writes its own components only: whose they are is what the transport
 * proved, and a message that names another node is refused.
 */
final class DeltaMerge implements DeltaCodec.Visitor {
    private final List<Lane> lanes;
    private final NodeId self;
    private final Writers writers;
    private Lane lane;
    private boolean unknownRule;
    private @Nullable NodeId sender;
    private long nowMillis;
    private int writer;
    private long bits;
    private @Nullable CountLimit limit;
    private int tag;
    long entries;

    /** @param lanes looked up anew for each message; never empty */
    DeltaMerge(List<Lane> lanes, NodeId self, Writers writers) {
        this.lanes = lanes;
        this.self = self;
        this.writers = writers;
        lane = lanes.getFirst();
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
        if (from == null || from.equals(self) || header.nodeHash() != NodeHash.of(from)) {
            return false;
        }
        Lane known = find(header);
        if (known == null) {
            unknownRule = true;
            return false;
        }
        lane = known;
        return onWriter(from, header);
    }

    private @Nullable Lane find(DeltaCodec.Header header) {
        for (Lane one : lanes) {
            if (one.isOf(header.grouping(), header.bucketMillis())) {
                return one;
            }
        }
        return null;
    }

    private boolean onWriter(NodeId from, DeltaCodec.Header header) {
        OptionalInt index = writers.indexOf(from, header.incarnation(), nowMillis);
        if (index.isEmpty()) {
            return false;
        }
        writer = index.getAsInt();
        Writers.Writer known = writers.get(writer);
        known.heardMillis = nowMillis;
        known.clock.observe(nowMillis, header.monotonicMillis());
        return true;
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
        limit = lane.state.limit(dimension);
        entries++;
    }

    @Override
    public void onCount(long bucket, long count) {
        if (limit == null || isPast(bucket)) {
            return;
        }
        CounterState state = lane.state;
        int slot = state.slotFor(bits, tag, nowMillis);
        int cell = state.cellFor(slot, writer, bucket);
        if (cell == CellPool.NONE) {
            return;
        }
        long grown = state.cells.raise(cell, bucket, count);
        if (grown > 0) {
            if (bucket >= lane.rates.firstProven(slot, writer, limit.windowMillis(), nowMillis)) {
                state.pour(slot, grown, nowMillis);
            }
            state.touch(slot, grown, nowMillis);
            lane.reports.onPeerReport(slot);
        }
    }

    /** Whether the bucket has left the longest window already: not worth a slot. */
    private boolean isPast(long bucket) {
        CounterSettings settings = lane.state.settings;
        long endMillis = (bucket + 1) * settings.bucketMillis()
                + writers.get(writer).clock.offsetMillis();
        return endMillis < nowMillis - settings.windowMillis();
    }
}
