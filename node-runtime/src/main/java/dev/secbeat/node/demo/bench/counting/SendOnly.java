// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaChannel;

/** A channel that shows each delta to {@code taker} and brings nothing. */
record SendOnly(Taker taker) implements DeltaChannel {
    /** Takes a delta; the bytes are the sender's and must be copied. */
    @FunctionalInterface
    interface Taker {
        void take(byte[] bytes, int length);
    }

    @Override
    public void publishDelta(byte[] bytes, int length) {
        taker.take(bytes, length);
    }

    @Override
    public void publishBlocks(byte[] bytes, int length) {
        // A counter sends none.
    }

    @Override
    public void requestSnapshots() {
        // There is nobody to ask.
    }

    @Override
    public void send(NodeId peer, byte[] bytes) {
        // Nobody has asked.
    }

    @Override
    public int poll(Receiver receiver, int limit) {
        return 0;
    }
}
