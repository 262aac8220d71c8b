// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.crdt.SnapshotPart;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;

/**
 * Hands peers this node's counts and block map, page by page, to each what it has asked for and no more: one that goes away
 * no longer asks, and that ends it.
 *
 * <p>Work is bounded whatever is asked: at most {@value #PAGES_PER_TURN} pages a turn and {@value #PAGES_PER_SECOND} a
 * second over all peers, which take turns page by page; each of them has one order for counts and one for blocks, a newer
 * ask replacing the older. A cursor is all there is to remember, so nothing is copied and nothing can grow.
 *
 * <p>Owned by the node loop's thread.
 */
final class SnapshotGiver {
    static final int PAGES_PER_TURN = 4;
    /** 4 MB/s. */
    static final int PAGES_PER_SECOND = 512;
    /** Pages of each part that a hello asks for: a round trip less for whoever joins a fleet that holds little. */
    static final int FIRST_PAGES = 4;
    /** A hello is answered at most so often to each peer. */
    static final long HELLO_NANOS = 250_000_000;

    static final int MAX_ORDERS = 256;
    private static final int MAX_BURST = 32;
    private static final int MAX_PEERS = 1_024;
    private static final double NANOS_PER_SECOND = 1e9;

    private record Order(NodeId peer, SnapshotPart part) {}

    private final GlobalCounter counter;
    private final BlockMap blocks;
    private final long incarnation;
    private final LoopCounters counters;
    private final BooleanSupplier isPutOff;
    private final SequencedMap<Order, SnapshotMessage.Ask> orders = new LinkedHashMap<>();
    private final Map<NodeId, Long> helloNanos = new LinkedHashMap<>();
    private double allowed = MAX_BURST;
    private long allowedNanos;
    private boolean begun;

    /** @param isPutOff whether blocks had better not be compared now; who wants them without comparing gets them all the same */
    SnapshotGiver(
            GlobalCounter counter, BlockMap blocks, long incarnation, LoopCounters counters, BooleanSupplier isPutOff) {
        this.isPutOff = isPutOff;
        this.counter = counter;
        this.blocks = blocks;
        this.incarnation = incarnation;
        this.counters = counters;
    }

    /** A peer joins, and is to be told of {@code parts}. */
    void onHello(NodeId peer, Collection<SnapshotPart> parts, long nowNanos) {
        Long before = helloNanos.get(peer);
        if (before != null && nowNanos - before < HELLO_NANOS) {
            return;
        }
        if (before == null && helloNanos.size() >= MAX_PEERS) {
            helloNanos.remove(helloNanos.keySet().iterator().next());
        }
        helloNanos.put(peer, nowNanos);
        for (SnapshotPart part : parts) {
            onAsk(peer, new SnapshotMessage.Ask(part, 0, FIRST_PAGES, incarnation, 0));
        }
    }

    /** A peer asks for pages; without room for its order it is left to ask again. */
    void onAsk(NodeId peer, SnapshotMessage.Ask ask) {
        Order order = new Order(peer, ask.part());
        if (orders.containsKey(order) || orders.size() < MAX_ORDERS) {
            boolean known = ask.incarnation() == incarnation || ask.cursor() == 0;
            orders.put(order, known ? ask : at(ask, 0, ask.pages()));
        } else {
            counters.snapshotAsksRefused++;
        }
    }

    /** Sends what is asked for and may be sent; returns the number of pages. */
    int publish(DeltaChannel channel, long nowNanos) {
        allow(nowNanos);
        int pages = 0;
        while (pages < PAGES_PER_TURN && allowed >= 1) {
            Map.Entry<Order, SnapshotMessage.Ask> first = orders.pollFirstEntry();
            if (first == null) {
                return pages;
            }
            Order order = first.getKey();
            SnapshotMessage.Ask ask = first.getValue();
            SnapshotMessage.Page page = page(ask, nowNanos);
            channel.send(order.peer, SnapshotCodec.encode(page));
            allowed--;
            pages++;
            if (!page.isLast() && ask.pages() > 1) {
                orders.put(order, at(ask, page.next(), ask.pages() - 1)); // Behind all others.
            }
        }
        return pages;
    }

    private void allow(long nowNanos) {
        double earned = begun ? (nowNanos - allowedNanos) * PAGES_PER_SECOND / NANOS_PER_SECOND : 0;
        allowed = Math.min(MAX_BURST, allowed + earned);
        allowedNanos = nowNanos;
        begun = true;
    }

    private SnapshotMessage.Page page(SnapshotMessage.Ask ask, long nowNanos) {
        return switch (ask.part()) {
            case COUNTS -> counter.page(ask.cursor(), nowNanos);
            case BLOCKS ->
                ask.digest() != 0 && (ask.digest() == blocks.digest() || isPutOff.getAsBoolean())
                        ? SnapshotMessage.Page.noMoreBlocks(ask.cursor(), incarnation)
                        : blocks.page(ask.cursor(), incarnation);
        };
    }

    private SnapshotMessage.Ask at(SnapshotMessage.Ask ask, int cursor, int pages) {
        return new SnapshotMessage.Ask(ask.part(), cursor, pages, incarnation, ask.digest());
    }
}
