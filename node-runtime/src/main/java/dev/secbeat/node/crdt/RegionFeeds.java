// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From whom the counts of each other region are taken: from its nodes themselves or from one stint of one relay, from one at
 * a time.
 *
 * <p>Idea: what was taken from the feed before had happened by the time it was taken. So the new feed's buckets count from
 * those on that begin after that time, by the same lower bound of an event's time that every proof rests on (see
 * {@link WindowRates#earliestMillis}). No event is in both, whatever the clocks of the two and however long both of them
 * believe to be the relay: taking turns makes counts too low for the time at the seam, never too high.
 *
 * <p>A higher epoch takes over at once; of equals the lower name. What is lower is heard again once the feed has been
 * silent for {@value #SILENCE_MILLIS} ms, so that no epoch, however high, blinds the fleet for longer than its owner speaks.
 *
 * <p>Owned by the node loop's thread.
 */
final class RegionFeeds {
    static final long SILENCE_MILLIS = 2_000;
    /** A region that is silent for so long is gone for good. */
    static final long FORGET_MILLIS = 900_000;

    static final int MAX_REGIONS = 256;
    static final long NEVER = Long.MIN_VALUE / 2;

    private static final long OPEN = Long.MAX_VALUE;

    /** One relay's time in office. */
    record Stint(NodeId relay, long incarnation, long epoch) {
        /** Whether this one goes before the other. */
        boolean outranks(Stint other) {
            if (epoch != other.epoch) {
                return epoch > other.epoch;
            }
            int order = relay.compareTo(other.relay);
            return order != 0 ? order < 0 : incarnation > other.incarnation;
        }
    }

    private static final class Feed {
        /** Null while the nodes are heard themselves. */
        private @Nullable Stint stint;

        private boolean begun;
        private int nodes;
        private long heardMillis;
        /** Nothing was taken after this; {@link #OPEN} until the turn that took something is over. */
        private long sealedMillis;

        private long changedMillis;
        /** What begins before this is left to the feed before; {@link #OPEN} until the turn that changed it is over. */
        private long floorMillis = NEVER;
    }

    private final RegionId own;
    private final RelayUse use;
    private final Map<RegionId, Feed> feeds = new HashMap<>();
    long stale;
    long changes;

    RegionFeeds(RegionId own, RelayUse use) {
        this.own = own;
        this.use = use;
    }

    /** Whether what a node of {@code region} tells of itself is to be taken now; then it has been heard. */
    boolean takesNodesOf(RegionId region, long nowMillis) {
        if (region.equals(own) || use == RelayUse.NEVER) {
            return true;
        }
        if (use == RelayUse.ALWAYS) {
            return false;
        }
        Feed feed = feed(region);
        if (feed == null || (feed.stint != null && !isSilent(feed, nowMillis))) {
            return false;
        }
        if (feed.stint != null) {
            change(feed, null, nowMillis);
        }
        hear(feed, 0, nowMillis);
        return true;
    }

    /** Whether what {@code stint} tells of its region is to be taken now; then it has been heard. */
    boolean takesRelay(Stint stint, int nodes, long nowMillis) {
        RegionId region = stint.relay.region();
        Feed feed = region.equals(own) || use == RelayUse.NEVER ? null : feed(region);
        if (feed == null) {
            return false;
        }
        Stint current = feed.stint;
        if (!stint.equals(current)) {
            if (current != null && !stint.outranks(current) && !isSilent(feed, nowMillis)) {
                stale++;
                return false;
            }
            change(feed, stint, nowMillis);
        }
        hear(feed, nodes, nowMillis);
        return true;
    }

    /** Of the region's counts only those count that happened after this local time. */
    long floorMillis(RegionId region) {
        Feed feed = feeds.get(region);
        return feed == null ? NEVER : feed.floorMillis;
    }

    /** A turn ends; {@code nowMillis} is when it began, so that what the turn before took was taken before. */
    void endTurn(long nowMillis) {
        feeds.values().removeIf(feed -> nowMillis - feed.heardMillis > FORGET_MILLIS);
        for (Feed feed : feeds.values()) {
            if (feed.sealedMillis == OPEN && feed.heardMillis < nowMillis) {
                feed.sealedMillis = nowMillis;
            }
            if (feed.floorMillis == OPEN && feed.changedMillis < nowMillis) {
                feed.floorMillis = nowMillis + 1;
            }
        }
    }

    /** Whether the region's counts come by a relay, or would if one were heard. */
    boolean isRelayed(RegionId region) {
        Feed feed = feeds.get(region);
        return !region.equals(own) && (use == RelayUse.ALWAYS || (feed != null && feed.stint != null));
    }

    /** By region with a relay: how many nodes it spoke for last. */
    Map<RegionId, Integer> relayedNodes() {
        Map<RegionId, Integer> nodes = new HashMap<>();
        feeds.forEach((region, feed) -> {
            if (feed.stint != null) {
                nodes.put(region, feed.nodes);
            }
        });
        return nodes;
    }

    /** Milliseconds since the region was last heard. */
    long ageMillis(RegionId region, long nowMillis) {
        Feed feed = feeds.get(region);
        return feed == null ? Long.MAX_VALUE / 2 : nowMillis - feed.heardMillis;
    }

    private @Nullable Feed feed(RegionId region) {
        Feed known = feeds.get(region);
        if (known == null && feeds.size() < MAX_REGIONS) {
            known = new Feed();
            feeds.put(region, known);
        }
        return known;
    }

    private static boolean isSilent(Feed feed, long nowMillis) {
        return nowMillis - feed.heardMillis > SILENCE_MILLIS;
    }

    private void change(Feed feed, @Nullable Stint next, long nowMillis) {
        if (feed.begun) {
            changes++;
            feed.changedMillis = nowMillis;
            feed.floorMillis = feed.sealedMillis == OPEN ? OPEN : Math.max(feed.floorMillis, feed.sealedMillis + 1);
        }
        feed.stint = next;
    }

    private static void hear(Feed feed, int nodes, long nowMillis) {
        feed.begun = true;
        feed.nodes = nodes;
        feed.heardMillis = nowMillis;
        feed.sealedMillis = OPEN;
    }
}
