// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is the relay of a region, without a third party: whoever speaks as the relay is, while it speaks. Once it has been
 * silent for {@value #SILENCE_MILLIS} ms, or is known to have started anew, the node with the lowest name takes the seat, once
 * it has looked around for {@value #SETTLE_MILLIS} ms. Each stint has an epoch above all heard before; of two that
 * believe to be the relay, the one with the lower epoch resigns when it hears of the other.
 *
 * <p>Two at a time do no harm (see {@link RegionFeeds}): this decides how long a region is without a relay, not whether
 * counts are sound. Owned by the node loop's thread.
 */
final class RelaySeat {
    static final long SILENCE_MILLIS = 1_200;
    static final long SETTLE_MILLIS = 1_500;
    /**
     * A peer is reckoned with after this, less than what it waits itself: one that has just started anew does not keep the
     * others waiting, and those that start together do not overlook each other.
     */
    static final long RECKONED_MILLIS = 1_000;
    /** Everybody is heard each second. */
    private static final long LIVE_MILLIS = 2_500;

    private static final long NOT_BEGUN = Long.MIN_VALUE;

    private final NodeId self;
    private final long incarnation;
    private long begunMillis = NOT_BEGUN;
    private long highestEpoch;
    /** Highest epoch of an own stint, the top apart. */
    private long ownEpoch;

    private boolean hasHadTop;
    /** The seat's last holder heard of; this node while it holds the seat. */
    private RegionFeeds.@Nullable Stint holder;

    private long holderMillis;

    RelaySeat(NodeId self, long incarnation) {
        this.self = self;
        this.incarnation = incarnation;
    }

    /** A node of this region speaks as its relay. */
    void onClaim(RegionFeeds.Stint claim, long nowMillis) {
        highestEpoch = Math.max(highestEpoch, claim.epoch());
        RegionFeeds.Stint current = holder;
        if (current == null || claim.equals(current) || claim.outranks(current) || isSilent(nowMillis)) {
            holder = claim;
            holderMillis = nowMillis;
        }
    }

    /**
     * Takes the seat or gives it up where that is due.
     *
     * @param wanted whether there is to be a relay at all
     * @param peers starts of other nodes of this region
     * @param epochMillis wall clock, so that a node that knows nothing begins above what was before it
     */
    void turn(boolean wanted, Collection<Writers.Writer> peers, long nowMillis, long epochMillis) {
        begunMillis = begunMillis == NOT_BEGUN ? nowMillis : begunMillis;
        if (isHeld()) {
            holderMillis = nowMillis;
            if (!wanted) {
                holder = null;
            }
            return;
        }
        boolean free = holder == null || isSilent(nowMillis) || hasStartedAnew(peers);
        if (wanted && free && nowMillis - begunMillis >= SETTLE_MILLIS && isLowest(peers, nowMillis)) {
            holder = new RegionFeeds.Stint(self, incarnation, nextEpoch(epochMillis));
            holderMillis = nowMillis;
        }
    }

    /**
     * Above all heard and above the wall clock. Once somebody has used up the top, above what this start of the node has had: a
     * stint must not come twice, for the sums of the second begin anew under the name of the first, and a lower epoch is heard
     * all the same when the one before has fallen silent.
     */
    private long nextEpoch(long epochMillis) {
        highestEpoch = Math.clamp(Math.max(highestEpoch + 1, epochMillis), 1, RelayCodec.MAX_EPOCH);
        if (highestEpoch == RelayCodec.MAX_EPOCH && !hasHadTop) {
            hasHadTop = true;
            return highestEpoch;
        }
        ownEpoch = highestEpoch < RelayCodec.MAX_EPOCH ? highestEpoch : Math.max(ownEpoch + 1, epochMillis);
        return ownEpoch;
    }

    /** Whether this node holds the seat. */
    boolean isHeld() {
        RegionFeeds.Stint current = holder;
        return current != null && current.relay().equals(self);
    }

    /** Who holds the seat, if anyone is heard to. */
    Optional<RegionFeeds.Stint> holder(long nowMillis) {
        return isSilent(nowMillis) ? Optional.empty() : Optional.ofNullable(holder);
    }

    private boolean isSilent(long nowMillis) {
        return nowMillis - holderMillis > SILENCE_MILLIS;
    }

    private boolean hasStartedAnew(Collection<Writers.Writer> peers) {
        RegionFeeds.Stint current = holder;
        return current != null
                && peers.stream()
                        .anyMatch(peer -> peer.node.equals(current.relay())
                                && peer.incarnation != current.incarnation()
                                && peer.knownMillis >= holderMillis);
    }

    /** Of those that are there; the last holder has fallen silent, or would hold the seat still. */
    private boolean isLowest(Collection<Writers.Writer> peers, long nowMillis) {
        RegionFeeds.Stint last = holder;
        return peers.stream()
                .noneMatch(peer -> peer.node.compareTo(self) < 0
                        && (last == null || !peer.node.equals(last.relay()))
                        && nowMillis - peer.heardMillis <= LIVE_MILLIS
                        && nowMillis - peer.knownMillis >= RECKONED_MILLIS);
    }
}
