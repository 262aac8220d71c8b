// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Joins what a peer reports into the state. A peer writes its own components only: whose they are is what the transport
 * proved, and a message that names another node is refused.
 */
final class DeltaMerge implements DeltaCodec.Visitor {
    private final CounterState state;
    private final WindowRates rates;
    private final Reports reports;
    private @Nullable NodeId sender;
    private long nowMillis;
    private int writer;
    private long bits;
    private @Nullable CountLimit limit;
    private int tag;
    long entries;

    DeltaMerge(CounterState state, WindowRates rates, Reports reports) {
        this.state = state;
        this.rates = rates;
        this.reports = reports;
    }

    DeltaCodec.Outcome merge(NodeId from, byte[] bytes, long atMillis) {
        sender = from;
        nowMillis = atMillis;
        return DeltaCodec.decode(bytes, this);
    }

    @Override
    public boolean onHeader(DeltaCodec.Header header) {
        NodeId from = sender;
        if (from == null
                || from.equals(state.self)
                || header.nodeHash() != NodeHash.of(from)
                || header.bucketMillis() != state.settings.bucketMillis()) {
            return false;
        }
        OptionalInt index = state.writers.indexOf(from, header.incarnation(), nowMillis);
        if (index.isEmpty()) {
            return false;
        }
        writer = index.getAsInt();
        Writers.Writer known = state.writers.get(writer);
        if (!known.clock.isHeard()) {
            reports.wantSnapshot(); // Its counts prove nothing to us, nor ours to it, before both have told of each
            // other.
        }
        known.heardMillis = nowMillis;
        known.clock.observe(nowMillis, header.monotonicMillis());
        return true;
    }

    @Override
    public void onEcho(long startHash, long offsetMillis) {
        if (startHash == state.writers.get(Writers.SELF).startHash) {
            state.writers.get(writer).clock.echo(offsetMillis);
        }
    }

    @Override
    public void onEntry(Family entryFamily, long sourceBits, Dimension dimension) {
        bits = sourceBits;
        tag = DeltaCodec.tag(entryFamily, dimension);
        limit = state.limit(dimension);
        entries++;
    }

    @Override
    public void onCount(long bucket, long count) {
        if (limit == null || isPast(bucket)) {
            return;
        }
        int slot = state.slotFor(bits, tag, nowMillis);
        int cell = state.cellFor(slot, writer, bucket);
        if (cell == CellPool.NONE) {
            return;
        }
        long grown = state.cells.raise(cell, bucket, count);
        if (grown > 0) {
            state.enter(slot, limit, grown, rates.earliestMillis(writer, bucket), nowMillis);
            state.touch(slot, grown, nowMillis);
            reports.onPeerReport(slot);
        }
    }

    /** Whether the bucket has left the longest window already: not worth a slot. */
    private boolean isPast(long bucket) {
        long offset = state.writers.get(writer).clock.offsetMillis();
        long endMillis = (bucket + 1) * state.settings.bucketMillis() + offset;
        return endMillis < nowMillis - state.settings.windowMillis();
    }
}
