// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.feeds.Feed;
import dev.secbeat.node.feeds.FeedVersion;
import dev.secbeat.node.kernel.ListBuilder;
import dev.secbeat.node.kernel.ListEntries;
import dev.secbeat.node.kernel.SourceList;
import dev.secbeat.node.time.NodeClock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list that a feed is: its newest good version, without entries that have ended, and nothing at all once the feed is stale.
 * Owned by the watching thread; the figures are for all threads.
 */
final class FeedList implements WatchedList {
    private static final Logger LOG = LoggerFactory.getLogger(FeedList.class);

    private final Feed feed;
    private final boolean dryRun;
    private final NodeClock clock;
    private final ListOrigin origin;
    private long seen;
    private boolean stale;
    private long nextEndMillis = Long.MAX_VALUE;
    private Optional<ListEntries> next = Optional.empty();
    private volatile ListEntries inForce = ListEntries.none();
    private volatile long refused;
    private volatile long loadedMillis;

    FeedList(Feed feed, boolean dryRun, NodeClock clock) {
        this.feed = feed;
        this.dryRun = dryRun;
        this.clock = clock;
        this.origin = ListOrigin.ofFeed(feed.origin());
    }

    @Override
    public String name() {
        return feed.name();
    }

    @Override
    public void look(int room) {
        long nowMillis = clock.epochMillis();
        Optional<FeedVersion> version = feed.version();
        long number = version.map(FeedVersion::number).orElse(0L);
        boolean nowStale = feed.isStale(nowMillis);
        if (number == seen && nowStale == stale && (nowStale || nowMillis < nextEndMillis)) {
            return;
        }
        if (nowStale && !stale) {
            LOG.warn(
                    "event=feed_expired feed={} age_ms={} max_age_ms={} source=\"{}\" meaning=\"nothing of it is dropped any"
                            + " more\" action=\"see event=feed_refused for why it could not be refreshed\"",
                    name(),
                    feed.ageMillis(nowMillis),
                    feed.maxAgeMillis(),
                    feed.origin());
        }
        seen = number;
        stale = nowStale;
        if (nowStale || version.isEmpty()) {
            next = Optional.of(ListEntries.none());
            return;
        }
        build(version.get().entries(), nowMillis, room);
    }

    private void build(Map<Prefix, Long> entries, long nowMillis, int room) {
        ListBuilder list = new ListBuilder(room);
        nextEndMillis = Long.MAX_VALUE;
        for (Map.Entry<Prefix, Long> entry : entries.entrySet()) {
            long endMillis = entry.getValue();
            if (endMillis <= nowMillis) {
                continue;
            }
            nextEndMillis = Math.min(nextEndMillis, endMillis);
            if (!add(list, entry.getKey())) {
                refuse("there is no room for more than " + room + " entries: raise [xdp] list_entries");
                return;
            }
        }
        next = Optional.of(list.build());
    }

    private static boolean add(ListBuilder list, Prefix prefix) {
        return switch (prefix.family()) {
            case IPV4 -> list.add4((int) prefix.low(), prefix.length());
            case IPV6 -> list.add6(prefix.high(), prefix.low(), prefix.length());
        };
    }

    @Override
    public boolean isWaiting() {
        return next.isPresent();
    }

    @Override
    public SourceList wanted(long nowMillis) {
        return new SourceList(next.orElse(inForce), dryRun, origin.note(next.isPresent() ? nowMillis : loadedMillis));
    }

    @Override
    public void accept(long nowMillis) {
        next.ifPresent(entries -> {
            if (entries.size() != inForce.size()) {
                LOG.info(
                        "event=list_loaded list={} entries={} source=\"{}\"{}",
                        name(),
                        entries.size(),
                        feed.origin(),
                        dryRun ? " dry_run=true" : "");
            }
            inForce = entries;
            loadedMillis = nowMillis;
        });
        next = Optional.empty();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile lets others read.
    public void refuse(String problem) {
        next = Optional.empty();
        refused++;
        LOG.warn(
                "event=list_refused list={} at=\"{}\" problem=\"{}\" meaning=\"the version before stays in force\"",
                name(),
                feed.origin(),
                problem);
    }

    @Override
    public int entries() {
        return inForce.size();
    }

    @Override
    public ListOrigin origin() {
        return origin;
    }

    @Override
    public long errors() {
        return refused + feed.failures();
    }

    @Override
    public long loadedMillis() {
        return loadedMillis;
    }
}
