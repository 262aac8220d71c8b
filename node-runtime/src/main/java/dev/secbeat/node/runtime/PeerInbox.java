// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.BlockCodec;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.verdict.Enforcer;

/** Takes in what peers send; whatever it is, it is counted and never throws for its content. */
final class PeerInbox implements DeltaChannel.Receiver {
    private final GlobalCounter counter;
    private final Enforcer enforcer;
    private final BlockGossip gossip;
    private final LoopCounters counters;
    private final TroubleReporter troubles;
    private long nowNanos;
    private long epochMillis;

    PeerInbox(
            GlobalCounter counter,
            Enforcer enforcer,
            BlockGossip gossip,
            LoopCounters counters,
            TroubleReporter troubles) {
        this.counter = counter;
        this.enforcer = enforcer;
        this.gossip = gossip;
        this.counters = counters;
        this.troubles = troubles;
    }

    void beginTurn(long turnNanos, long turnEpochMillis) {
        nowNanos = turnNanos;
        epochMillis = turnEpochMillis;
    }

    @Override
    public void onDelta(NodeId sender, byte[] bytes) {
        counters.deltasIn++;
        counters.note(counter.merge(sender, bytes, nowNanos));
    }

    @Override
    public void onBlocks(NodeId sender, byte[] bytes) {
        counters.blockPagesIn++;
        BlockCodec.Page page = BlockCodec.decode(bytes);
        counters.note(page.outcome());
        for (BlockEntry entry : page.entries()) {
            if (enforcer.accept(entry) == BlockMap.Outcome.FROM_THE_FUTURE) {
                troubles.report(
                        "clock-apart",
                        "a block from " + sender + " is dated more than a minute ahead of this node's clock and was"
                                + " not taken: blocks may differ between nodes until the clocks agree; check NTP on both",
                        epochMillis);
            }
        }
    }

    @Override
    public void onSnapshotRequest(NodeId sender) {
        counters.snapshotRequestsIn++;
        counter.publishAllSoon();
        gossip.wantSnapshot();
    }
}
