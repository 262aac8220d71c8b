// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Holds counts back to fixed ticks, as a fleet without reports at once would send them; blocks and questions go at once. For
 * comparison only. One thread.
 */
final class TickedChannel implements DeltaChannel {
    private final DeltaChannel inner;
    private final long tickNanos;
    private final List<byte[]> held = new ArrayList<>();
    private long nextNanos;

    /** The first tick is at {@code firstNanos}. */
    TickedChannel(DeltaChannel inner, long tickNanos, long firstNanos) {
        this.inner = inner;
        this.tickNanos = tickNanos;
        nextNanos = firstNanos;
    }

    /** Sends what is held if a tick has come; returns the number of messages sent. */
    int tick(long nowNanos) {
        if (nowNanos - nextNanos < 0) {
            return 0;
        }
        nextNanos += (Math.floorDiv(nowNanos - nextNanos, tickNanos) + 1) * tickNanos;
        int sent = held.size();
        held.forEach(bytes -> inner.publishDelta(bytes, bytes.length));
        held.clear();
        return sent;
    }

    @Override
    public void publishDelta(byte[] bytes, int length) {
        held.add(Arrays.copyOf(bytes, length));
    }

    @Override
    public void publishBlocks(byte[] bytes, int length) {
        inner.publishBlocks(bytes, length);
    }

    @Override
    public void requestSnapshots() {
        inner.requestSnapshots();
    }

    @Override
    public void send(NodeId peer, byte[] bytes) {
        inner.send(peer, bytes);
    }

    @Override
    public int poll(Receiver receiver, int limit) {
        return inner.poll(receiver, limit);
    }
}
