// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.crdt.BlockCodec;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.verdict.Enforcer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Tells peers of blocks: new decisions at once, the whole map when a peer joins, and a page of it each second for ever,
 * which repairs what was lost. Bounded per turn; answers to joining peers at most once in {@value #SNAPSHOT_NANOS} ns.
 */
final class BlockGossip {
    private static final long SNAPSHOT_NANOS = 250_000_000;
    private static final long REPAIR_NANOS = 1_000_000_000;
    private static final int DECISIONS_PER_TURN = 1024;
    private static final int PAGES_PER_TURN = 4;

    private final BlockMap map;
    private final Enforcer enforcer;
    private Iterator<BlockEntry> snapshot = Collections.emptyIterator();
    private Iterator<BlockEntry> repair = Collections.emptyIterator();
    private boolean snapshotWanted;
    private boolean begun;
    private long snapshotNanos;
    private long repairNanos;

    BlockGossip(BlockMap map, Enforcer enforcer) {
        this.map = map;
        this.enforcer = enforcer;
    }

    void wantSnapshot() {
        snapshotWanted = true;
    }

    /** Sends what is due; returns the number of pages. */
    int publish(DeltaChannel channel, long nowNanos) {
        if (!begun) {
            begun = true;
            snapshotNanos = nowNanos - SNAPSHOT_NANOS;
            repairNanos = nowNanos;
        }
        return sendDecisions(channel) + sendSnapshot(channel, nowNanos) + sendRepair(channel, nowNanos);
    }

    private int sendDecisions(DeltaChannel channel) {
        List<BlockEntry> decisions = new ArrayList<>();
        enforcer.drainOutgoing(decisions::add, DECISIONS_PER_TURN);
        return send(channel, decisions.iterator(), Integer.MAX_VALUE);
    }

    private int sendSnapshot(DeltaChannel channel, long nowNanos) {
        if (snapshotWanted && !snapshot.hasNext() && nowNanos - snapshotNanos >= SNAPSHOT_NANOS) {
            snapshotWanted = false;
            snapshotNanos = nowNanos;
            snapshot = map.all().iterator();
        }
        return send(channel, snapshot, PAGES_PER_TURN);
    }

    private int sendRepair(DeltaChannel channel, long nowNanos) {
        if (nowNanos - repairNanos < REPAIR_NANOS) {
            return 0;
        }
        repairNanos = nowNanos;
        if (!repair.hasNext()) {
            repair = map.all().iterator();
        }
        return send(channel, repair, 1);
    }

    private static int send(DeltaChannel channel, Iterator<BlockEntry> entries, int maxPages) {
        int pages = 0;
        while (entries.hasNext() && pages < maxPages) {
            byte[] page = BlockCodec.encode(entries);
            channel.publishBlocks(page, page.length);
            pages++;
        }
        return pages;
    }
}
