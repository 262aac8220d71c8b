// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.crdt.SnapshotPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Fetches the snapshots of peers: asks each for some pages, and for the next when they are there. What is lost is asked for
 * again from where it is missing; a peer that does not answer {@value #MAX_TRIES} times is given up, as each second's
 * refresh repairs the rest.
 *
 * <p>What is on the way is bounded: counts of {@value #MOST_COUNTS} peers at a time, {@value SnapshotCodec#MAX_PAGES} pages
 * each, and blocks of one peer: it is the same map everywhere, so the others are asked with a digest of what is held
 * already, and have nothing to send where nothing is missing. The content of a page is merged whatever becomes of it
 * here: it is a peer's word like any other.
 *
 * <p>Nobody holds the place of others for good: who is not at the end after {@value #STINT_NANOS} ns goes on behind those that wait, and
 * pages that lead to no end are given up.
 *
 * <p>Owned by the node loop's thread.
 */
final class SnapshotTaker {
    static final int MOST_COUNTS = 8;
    static final int MOST_BLOCKS = 1;
    static final long RETRY_NANOS = 1_000_000_000;
    static final int MAX_TRIES = 5;
    static final int MAX_TRANSFERS = 2_048;
    /** In which a peer that has no other joiner hands over four million blocks. */
    static final long STINT_NANOS = 60_000_000_000L;
    /** Of one transfer: several times those of the largest tables. */
    static final int MOST_PAGES = 1 << 18;

    private static final long SWEEP_NANOS = 100_000_000;
    /** Less than the silence after which a peer counts as new. */
    private static final long FRESH_NANOS = 5_000_000_000L;

    private record Key(NodeId peer, SnapshotPart part) {}

    /** One part of one peer on its way. */
    private static final class Transfer {
        private long incarnation;
        private int expected;
        private int awaited;
        private int tries;
        private int pages;
        private long heardNanos;
        /** Whether it has been asked for anything in its present stint, and since when. */
        private boolean isAsked;

        private long askedNanos;
        /** Pages that came before the one expected: where each begins, and the next. */
        private final Map<Integer, Integer> early = new HashMap<>();
    }

    private final BlockMap blocks;
    private final LoopCounters counters;
    private final SequencedMap<Key, Transfer> transfers = new LinkedHashMap<>();
    /** When the first page of each came. */
    private final SequencedMap<Key, Long> firstPages = new LinkedHashMap<>();

    private boolean hasAllBlocks;
    private boolean changed;
    private boolean begun;
    private long sweptNanos;

    SnapshotTaker(BlockMap blocks, LoopCounters counters) {
        this.blocks = blocks;
        this.counters = counters;
    }

    /** Fetches what {@code peer} holds, unless that is under way or was begun just now, as after a hello. */
    void want(NodeId peer, long nowNanos) {
        for (SnapshotPart part : SnapshotPart.values()) {
            Key key = new Key(peer, part);
            Long begunNanos = firstPages.get(key);
            if (begunNanos == null || nowNanos - begunNanos >= FRESH_NANOS) {
                begin(key, 0, nowNanos);
            }
        }
    }

    /** Fetches the blocks of {@code peer} if its digest is another than that of what is held here. */
    void compare(NodeId peer, long nowNanos) {
        begin(new Key(peer, SnapshotPart.BLOCKS), 0, nowNanos);
    }

    /** A page has come and its content been merged. The first one of a peer that was said hello begins a transfer. */
    void onPage(NodeId peer, SnapshotMessage.Page page, long nowNanos) {
        Key key = new Key(peer, page.part());
        if (page.cursor() == 0) {
            noteFirst(key, nowNanos);
            if (!page.isLast()) {
                begin(key, SnapshotGiver.FIRST_PAGES, nowNanos);
            }
        }
        Transfer transfer = transfers.get(key);
        if (transfer == null || !isOfSameStart(transfer, page)) {
            return;
        }
        transfer.heardNanos = nowNanos;
        transfer.tries = 0;
        if (++transfer.pages > MOST_PAGES) {
            giveUp(key);
            return;
        }
        if (page.cursor() == transfer.expected || transfer.early.size() < SnapshotCodec.MAX_PAGES) {
            transfer.early.put(page.cursor(), page.next());
        }
        advance(key, transfer);
    }

    /** Asks for what is due; returns the number of messages. */
    int publish(DeltaChannel channel, long nowNanos) {
        if (!begun || nowNanos - sweptNanos >= SWEEP_NANOS) {
            begun = true;
            sweptNanos = nowNanos;
            giveUpSilent(nowNanos);
            endStints(nowNanos);
        }
        if (!changed) {
            return 0;
        }
        changed = false;
        int asks = 0;
        for (SnapshotPart part : SnapshotPart.values()) {
            asks += askFor(part, channel, nowNanos);
        }
        return asks;
    }

    /** Parts of snapshots that are not there as a whole yet. */
    int underWay() {
        return transfers.size();
    }

    private void noteFirst(Key key, long nowNanos) {
        firstPages.remove(key);
        firstPages.put(key, nowNanos);
        if (firstPages.size() > MAX_TRANSFERS) {
            firstPages.pollFirstEntry();
        }
    }

    private void begin(Key key, int awaited, long nowNanos) {
        if (!transfers.containsKey(key) && transfers.size() < MAX_TRANSFERS) {
            Transfer transfer = new Transfer();
            transfer.awaited = awaited;
            transfer.heardNanos = nowNanos;
            transfers.put(key, transfer);
            changed = true;
        }
    }

    /** Whether the page goes on with what is there; a new start of the peer begins anew with its first page. */
    private static boolean isOfSameStart(Transfer transfer, SnapshotMessage.Page page) {
        if (transfer.incarnation != page.incarnation()) {
            if (page.cursor() != 0 && transfer.incarnation != 0) {
                return false;
            }
            transfer.incarnation = page.incarnation();
            transfer.expected = 0;
            transfer.early.clear();
        }
        return page.cursor() >= transfer.expected;
    }

    private void advance(Key key, Transfer transfer) {
        Integer next = transfer.early.remove(transfer.expected);
        while (next != null && next != SnapshotMessage.END) {
            transfer.expected = next;
            transfer.awaited = Math.max(0, transfer.awaited - 1);
            next = transfer.early.remove(transfer.expected);
        }
        if (next != null) {
            transfers.remove(key);
            hasAllBlocks |= key.part == SnapshotPart.BLOCKS;
            counters.snapshotsTaken++;
        }
        changed |= next != null || transfer.awaited == 0;
    }

    private void giveUpSilent(long nowNanos) {
        List<Key> silent = new ArrayList<>();
        transfers.forEach((key, transfer) -> {
            if (transfer.awaited > 0 && nowNanos - transfer.heardNanos >= RETRY_NANOS) {
                transfer.awaited = 0;
                transfer.tries++;
                changed = true;
                if (transfer.tries >= MAX_TRIES) {
                    silent.add(key);
                }
            }
        });
        silent.forEach(this::giveUp);
    }

    private void giveUp(Key key) {
        transfers.remove(key);
        counters.snapshotsGivenUp++;
        changed = true;
    }

    private void endStints(long nowNanos) {
        List<Map.Entry<Key, Transfer>> over = transfers.entrySet().stream()
                .filter(entry -> entry.getValue().isAsked && nowNanos - entry.getValue().askedNanos >= STINT_NANOS)
                .toList();
        for (Map.Entry<Key, Transfer> entry : over) {
            Transfer transfer = entry.getValue();
            transfer.isAsked = false;
            transfer.awaited = 0;
            transfers.putLast(entry.getKey(), transfer);
            changed = true;
        }
    }

    private int askFor(SnapshotPart part, DeltaChannel channel, long nowNanos) {
        int room = part == SnapshotPart.COUNTS ? MOST_COUNTS : MOST_BLOCKS;
        for (var transfer : transfers.entrySet()) {
            // What a hello brings was not asked for: by beginning anew without end a peer would keep others from
            // theirs.
            boolean isUnderWay = transfer.getValue().isAsked && transfer.getValue().awaited > 0;
            room -= transfer.getKey().part == part && isUnderWay ? 1 : 0;
        }
        int asks = 0;
        for (var transfer : transfers.entrySet()) {
            if (room > 0 && transfer.getKey().part == part && transfer.getValue().awaited == 0) {
                channel.send(transfer.getKey().peer, ask(part, transfer.getValue(), nowNanos));
                room--;
                asks++;
            }
        }
        return asks;
    }

    private byte[] ask(SnapshotPart part, Transfer transfer, long nowNanos) {
        transfer.awaited = SnapshotCodec.MAX_PAGES;
        transfer.heardNanos = nowNanos;
        if (!transfer.isAsked) {
            transfer.isAsked = true;
            transfer.askedNanos = nowNanos;
        }
        boolean maySkip = part == SnapshotPart.BLOCKS && hasAllBlocks;
        return SnapshotCodec.encode(new SnapshotMessage.Ask(
                part, transfer.expected, SnapshotCodec.MAX_PAGES, transfer.incarnation, maySkip ? blocks.digest() : 0));
    }
}
