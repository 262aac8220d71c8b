// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts sources and blocks of all nodes together, away from the FX thread. A node that is not heard any more no longer
 * counts. Safe for all threads.
 */
public final class BoardBuilder {
    static final int MAX_NODES = 2_048;
    private static final int BLOCK_TIMES = 4_096;

    private record Heard(DropRates drops, long nanos) {}

    private final Map<NodeId, Heard> heard = new HashMap<>();
    private final BlockTimes times = new BlockTimes(BLOCK_TIMES);
    private final BlockReasons reasons = new BlockReasons();
    private final SourceBook sources = new SourceBook();
    private Board last = Board.EMPTY;

    /** Takes a heartbeat received at {@code nowNanos}; returns whether there was room for its node. */
    public synchronized boolean accept(NodeStatus status, long nowNanos) {
        Heard before = heard.get(status.node());
        if (before != null) {
            heard.put(status.node(), new Heard(before.drops().next(status), nowNanos));
        } else if (heard.size() < MAX_NODES) {
            heard.put(status.node(), new Heard(DropRates.first(status), nowNanos));
        } else {
            return false;
        }
        return true;
    }

    /** Takes an event: enforcement tells how fast blocks reached kernels. */
    public synchronized void accept(FleetEvent event) {
        if (event instanceof FleetEvent.Enforced done) {
            times.accept(done);
        }
    }

    /** Takes an order: it tells why something is blocked. */
    public synchronized void accept(OrderHeard order) {
        reasons.accept(order);
    }

    /** Nodes that are heard now, by id: those a command to the whole fleet should be answered by. */
    public synchronized List<NodeId> liveNodes(long nowNanos) {
        return fresh(nowNanos).stream().map(drops -> drops.of().node()).sorted().toList();
    }

    /**
     * The board as of now; to be called about once a second, each call being one sample of the trends. While no node at
     * all is heard it stays as it was last: how old that is, the link's freshness tells.
     */
    public synchronized Board build(long nowNanos, long epochMillis) {
        heard.values().removeIf(node -> age(node, nowNanos).isGone());
        List<DropRates> fresh = fresh(nowNanos);
        if (!fresh.isEmpty()) {
            List<NodeStatus> nodes = fresh.stream().map(DropRates::of).toList();
            List<BlockRow> blocks = BlockBook.rows(nodes, times, reasons, epochMillis);
            last = new Board(sources.rows(fresh, blocks), blocks, LimitRow.rows(nodes, epochMillis));
        }
        return last;
    }

    private List<DropRates> fresh(long nowNanos) {
        return heard.values().stream()
                .filter(node -> age(node, nowNanos).isFresh())
                .map(Heard::drops)
                .toList();
    }

    private static Freshness age(Heard node, long nowNanos) {
        return Freshness.HEARTBEAT.at((nowNanos - node.nanos()) / 1_000_000);
    }
}
