// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.LimitCodec;
import dev.secbeat.node.crdt.LimitMap;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.verdict.LimitBook;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells peers of limits that operators gave and hears theirs: new words at once, all of them to who joins, and all again
 * and again for ever, which repairs what was lost: each second in a small fleet, less often in a large one, where others say the
 * same. There are few words, so all of them are a page or several, and no page is there while there are none.
 *
 * <p>Owned by the loop's thread.
 */
final class LimitGossip {
    private static final long REPAIR_NANOS = 1_000_000_000;
    private static final long JOIN_NANOS = 250_000_000;
    private static final int SMALL_FLEET = 16;
    private static final int MOST_JOINING = 64;

    private final LimitBook limits;
    private final LoopCounters counters;
    private final TroubleReporter troubles;
    private final Set<NodeId> joined = new LinkedHashSet<>();
    private long greetedNanos;
    private boolean begun;
    private long toldNanos;

    LimitGossip(LimitBook limits, LoopCounters counters, TroubleReporter troubles) {
        this.limits = limits;
        this.counters = counters;
        this.troubles = troubles;
    }

    /** A peer joins; it is told soon, alone. */
    void onHello(NodeId peer) {
        if (joined.size() < MOST_JOINING) {
            joined.add(peer);
        }
    }

    /** Takes a page that a peer sent. */
    void take(NodeId sender, byte[] bytes, long epochMillis) {
        LimitCodec.Page page = LimitCodec.decode(bytes);
        counters.note(MessageKind.BLOCKS, page.outcome());
        for (LimitEntry word : page.words()) {
            LimitMap.Outcome outcome = limits.accept(word);
            if (outcome == LimitMap.Outcome.FROM_THE_FUTURE) {
                troubles.report(
                        "clock-apart",
                        "a limit from " + sender + " is dated more than a minute ahead of this node's clock and was not"
                                + " taken: limits may differ between nodes until the clocks agree; check NTP on both",
                        epochMillis);
            } else if (outcome == LimitMap.Outcome.FULL) {
                troubles.report(
                        "limits-full",
                        "no room for the limit on " + word.key() + ", which " + sender
                                + " holds sources to: this node does not; end some with 'secbeat unlimit'",
                        epochMillis);
            }
        }
    }

    /** Sends what is due; returns the number of pages. */
    int publish(DeltaChannel channel, int fleetNodes, long nowNanos) {
        long age = nowNanos - toldNanos;
        long period = REPAIR_NANOS * Math.max(1, fleetNodes / SMALL_FLEET);
        List<LimitEntry> fresh = limits.drainOutgoing();
        boolean all = !begun || age >= period;
        if (all) {
            begun = true;
            toldNanos = nowNanos;
        }
        List<byte[]> pages = LimitCodec.pages(all ? limits.words() : fresh);
        pages.forEach(page -> channel.publishBlocks(page, page.length));
        return pages.size() + greet(channel, nowNanos);
    }

    private int greet(DeltaChannel channel, long nowNanos) {
        if (joined.isEmpty() || nowNanos - greetedNanos < JOIN_NANOS) {
            return 0;
        }
        greetedNanos = nowNanos;
        List<byte[]> pages = LimitCodec.pages(limits.words());
        for (NodeId peer : joined) {
            pages.forEach(page -> channel.send(peer, SnapshotCodec.encode(new SnapshotMessage.Repair(page))));
        }
        int sent = joined.size() * pages.size();
        joined.clear();
        return sent;
    }
}
