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

    /** As its region's relay, sends what it sums (see {@code RelayCodec}) to all peers; lost where there are no relays. */
    default void publishRelay(byte[] bytes, int length) {}

    /** Says whether counter deltas of all regions are of use, or of this node's own only; all, unless said. */
    default void wantEveryone(boolean all) {}

    /** Sends block entries (see {@code BlockCodec}) to all peers. The bytes are copied before return. */
    void publishBlocks(byte[] bytes, int length);

    /** Says hello to every peer: each tells the beginning of its own counters and its block map; see {@link #send}. */
    void requestSnapshots();

    /** Sends a {@link SnapshotMessage} (see {@link SnapshotCodec}) to one peer alone. The bytes are not changed later. */
    void send(NodeId peer, byte[] bytes);

    /**
     * Hands over messages that have arrived, at most {@code limit}, and fewer where they are long.
     *
     * @return number handed over
     */
    int poll(Receiver receiver, int limit);

    /** Takes what peers sent. {@code sender} is proven by the transport, not by the payload. */
    interface Receiver {
        void onDelta(NodeId sender, byte[] bytes);

        /** {@code sender} speaks as the relay of its region. */
        default void onRelay(NodeId sender, byte[] bytes) {}

        void onBlocks(NodeId sender, byte[] bytes);

        /** A joining peer says hello: tell it the beginning of this node's own counters and its block map. */
        void onSnapshotRequest(NodeId sender);

        /** What the peer told this node alone. */
        void onDirect(NodeId sender, byte[] bytes);
    }
}
