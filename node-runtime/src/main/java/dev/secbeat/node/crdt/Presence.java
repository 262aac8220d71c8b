// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Which peers are there, and what part of a limit is this side's while some are not: with n of N known nodes on this side
 * it is n / N, so that all sides of a partition together let through no more than the limit.
 *
 * <p>A peer is away when it has not been heard for {@value #LIVE_MILLIS} ms. It lessens a limit only once its last counts
 * have left the limit's window too, until when they are judged with the rest; and only for {@value #MEMORY_MILLIS} ms, after
 * which it is taken to be gone for good.
 *
 * <p>The first peer that comes back restores the whole limit at once, before anything it tells is judged, and for
 * {@value #SETTLE_MILLIS} ms and the window, within which the others of its side are heard too: what was counted apart is
 * never judged together by a share. A side that comes and goes is therefore judged by whole limits.
 */
final class Presence {
    static final long LIVE_MILLIS = 5_000;
    static final long MEMORY_MILLIS = 900_000;
    static final long SETTLE_MILLIS = 5_000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final boolean sharing;
    private int peers;
    /** Peers that are away. */
    private final Map<NodeId, Away> away = new HashMap<>();

    /**
     * A peer that is away.
     *
     * @param heardMillis when it was last heard
     * @param nodes for how many it stands
     */
    private record Away(long heardMillis, int nodes) {}

    private long returnedMillis = NEVER;

    /** @param sharing false: limits are whole, whoever is there */
    Presence(boolean sharing) {
        this.sharing = sharing;
    }

    /** Takes note of who was heard how long ago. */
    void recount(Map<NodeId, Long> ages, long nowMillis) {
        recount(ages, _ -> 1, nowMillis);
    }

    /** The same where a peer may stand for several nodes. */
    void recount(Map<NodeId, Long> ages, ToIntFunction<NodeId> nodesOf, long nowMillis) {
        peers = ages.keySet().stream().mapToInt(nodesOf).sum();
        away.clear();
        ages.forEach((peer, age) -> {
            if (age > LIVE_MILLIS) {
                away.put(peer, new Away(nowMillis - age, nodesOf.applyAsInt(peer)));
            }
        });
    }

    /** A peer is heard. */
    void heard(NodeId peer, long nowMillis) {
        if (!away.isEmpty() && away.remove(peer) != null) {
            returnedMillis = nowMillis;
        }
    }

    /** The part of a limit over {@code windowMillis} that is this side's; above 0, at most 1. */
    double share(int windowMillis, long nowMillis) {
        if (!sharing || away.isEmpty() || nowMillis - returnedMillis < SETTLE_MILLIS + windowMillis) {
            return 1;
        }
        int missed = 0;
        int known = peers + 1;
        for (Away peer : away.values()) {
            long silence = nowMillis - peer.heardMillis;
            if (silence > MEMORY_MILLIS) {
                known -= peer.nodes;
            } else if (silence > LIVE_MILLIS + windowMillis) {
                missed += peer.nodes;
            }
        }
        return (known - missed) / (double) known;
    }
}
