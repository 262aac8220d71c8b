// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;

/**
 * Port: how this node's counter deltas and block entries reach its peers and theirs reach it. May lose, repeat and
 * reorder messages. Called by the node loop's thread alone; never blocks.
 */
public interface DeltaChannel {

    /** Sends a counter delta (see {@code DeltaCodec}) to all peers. The bytes are copied before return. */
    void publishDelta(byte[] bytes, int length);

    /** Sends block entries (see {@code BlockCodec}) to all peers. The bytes are copied before return. */
    void publishBlocks(byte[] bytes, int length);

    /** Asks every peer for its own counters and its block map; answers arrive like any other message. */
    void requestSnapshots();

    /**
     * Hands over messages that have arrived, at most {@code limit}.
     *
     * @return number handed over
     */
    int poll(Receiver receiver, int limit);

    /** Takes what peers sent. {@code sender} is proven by the transport, not by the payload. */
    interface Receiver {
        void onDelta(NodeId sender, byte[] bytes);

        void onBlocks(NodeId sender, byte[] bytes);

        /** A joining peer asks for this node's own counters and its block map; answer by publishing both. */
        void onSnapshotRequest(NodeId sender);
    }
}
