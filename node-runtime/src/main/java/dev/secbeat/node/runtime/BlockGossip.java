// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.BlockCodec;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.RelayTier;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.verdict.Enforcer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells peers of blocks: new decisions at once, and a page of the whole map each second for ever, which repairs what was
 * lost. Where a region has a relay the page goes to the relay alone, and the relay tells all: else in a large fleet
 * everyone would hear everyone of the same map. Bounded per turn. What a peer is told that joins is {@link SnapshotGiver}'s.
 */
final class BlockGossip {
    private static final long REPAIR_NANOS = 1_000_000_000;
    private static final int DECISIONS_PER_TURN = 1024;

    private final BlockMap map;
    private final Enforcer enforcer;
    private final RelayTier relays;
    private int repairCursor;
    private boolean begun;
    private long repairNanos;

    BlockGossip(BlockMap map, Enforcer enforcer, RelayTier relays) {
        this.map = map;
        this.enforcer = enforcer;
        this.relays = relays;
    }

    /** Sends what is due; returns the number of pages. */
    int publish(DeltaChannel channel, long nowNanos) {
        if (!begun) {
            begun = true;
            repairNanos = nowNanos;
        }
        return sendDecisions(channel) + sendRepair(channel, nowNanos);
    }

    private int sendDecisions(DeltaChannel channel) {
        List<BlockEntry> decisions = new ArrayList<>();
        enforcer.drainOutgoing(decisions::add, DECISIONS_PER_TURN);
        List<byte[]> pages = BlockCodec.pages(decisions);
        pages.forEach(page -> channel.publishBlocks(page, page.length));
        return pages.size();
    }

    private int sendRepair(DeltaChannel channel, long nowNanos) {
        if (nowNanos - repairNanos < REPAIR_NANOS) {
            return 0;
        }
        repairNanos = nowNanos;
        if (map.size() == 0) {
            return 0;
        }
        SnapshotMessage.Page page = map.page(repairCursor, 0);
        repairCursor = page.isLast() ? 0 : page.next();
        Optional<NodeId> relay = relays.isOn() && !relays.isRelay() ? relays.relay(nowNanos) : Optional.empty();
        if (relay.isPresent()) {
            channel.send(relay.get(), SnapshotCodec.encode(new SnapshotMessage.Repair(page.content())));
        } else {
            channel.publishBlocks(page.content(), page.content().length);
        }
        return 1;
    }
}
