// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;

/** Reads who speaks from a relay's delta, and nothing else: what the own region counts is known first hand. */
final class RelayClaim implements DeltaCodec.Visitor {
    private final long nodeHash;
    private boolean proven;
    private long incarnation;

    RelayClaim(NodeId sender) {
        nodeHash = RelayCodec.nodeHash(sender);
    }

    /** Whether a well-formed delta in the sender's name was read. */
    boolean isProven() {
        return proven;
    }

    /** The start of the node that speaks. */
    long incarnation() {
        return incarnation;
    }

    @Override
    public boolean onHeader(DeltaCodec.Header header) {
        proven = header.nodeHash() == nodeHash;
        incarnation = header.incarnation();
        return false; // Ends the visit.
    }

    @Override
    public void onEcho(long startHash, long offsetMillis) {
        throw new IllegalStateException("the visit ended with the header");
    }

    @Override
    public void onEntry(Family family, long sourceBits, Dimension dimension) {
        throw new IllegalStateException("the visit ended with the header");
    }

    @Override
    public void onCount(long bucket, long count) {
        throw new IllegalStateException("the visit ended with the header");
    }
}
