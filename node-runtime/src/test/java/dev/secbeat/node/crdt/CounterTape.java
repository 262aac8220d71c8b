// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what a counter publishes, and brings it nothing. */
final class CounterTape implements DeltaChannel {
    final List<byte[]> deltas = new ArrayList<>();

    /** Plays all to {@code counter}, as {@code sender}'s, and forgets it; returns what became of each. */
    List<DeltaCodec.Outcome> playTo(GlobalCounter counter, NodeId sender, long nowNanos) {
        List<DeltaCodec.Outcome> outcomes = deltas.stream()
                .map(bytes -> counter.merge(sender, bytes, nowNanos))
                .toList();
        deltas.clear();
        return outcomes;
    }

    @Override
    public void publishDelta(byte[] bytes, int length) {
        deltas.add(Arrays.copyOf(bytes, length));
    }

    @Override
    public void publishBlocks(byte[] bytes, int length) {
        throw new AssertionError("a counter publishes no blocks");
    }

    @Override
    public void requestSnapshots() {
        throw new AssertionError("a counter asks for nothing");
    }

    @Override
    public void send(NodeId peer, byte[] bytes) {
        throw new AssertionError("a counter tells nobody alone");
    }

    @Override
    public int poll(Receiver receiver, int limit) {
        return 0;
    }
}
