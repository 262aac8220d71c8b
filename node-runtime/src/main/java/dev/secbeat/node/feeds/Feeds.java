// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.feeds.FeedSettings.LocalFile;
import dev.secbeat.node.feeds.FeedSettings.Web;
import dev.secbeat.node.time.NodeClock;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All feeds of a node. One thread looks at one after the other, whichever is due first, so there is never more than one
 * request under way.
 *
 * <p>Thread rule: any thread; what was kept on disk is read when this is made.
 */
public final class Feeds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);
    private static final long JOIN_MILLIS = 5_000;
    private static final long MOST_REST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final NodeClock clock;
    private final WebReader web;
    private final List<Feed> feeds;
    private final Thread thread = Thread.ofPlatform().name("feeds").daemon().unstarted(this::run);
    private volatile boolean stopping;

    /** @param folder where the last good versions are kept */
    public Feeds(List<FeedSettings> feeds, Path folder, NodeClock clock) {
        this(
                feeds,
                folder,
                clock,
                WebReader.Limits.STANDARD,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    Feeds(List<FeedSettings> feeds, Path folder, NodeClock clock, WebReader.Limits limits, DoubleSupplier dice) {
        this.clock = clock;
        this.web = new WebReader(limits);
        this.feeds = feeds.stream()
                .map(feed -> new Feed(feed, reader(feed), cache(feed, folder), clock, dice))
                .toList();
    }

    /** Begins to look. */
    public void start() {
        thread.start();
    }

    /** The feeds, in the order of their settings. */
    public List<Feed> all() {
        return feeds;
    }

    /** Ends a request under way, and keeps what the disk does not know yet. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        web.close();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FeedReader reader(FeedSettings feed) {
        return switch (feed.source()) {
            case LocalFile(Path file) -> new FileFeedReader(feed, file);
            case Web source when feed.format() instanceof FeedFormat.CrowdSec -> new CrowdSecReader(feed, source, web);
            case Web source -> new WebFeedReader(feed, source, web);
        };
    }

    /** A file is there after a restart as well. */
    private static Optional<FeedCache> cache(FeedSettings feed, Path folder) {
        return feed.source() instanceof LocalFile ? Optional.empty() : Optional.of(new FeedCache(folder, feed));
    }

    private void run() {
        try {
            while (!stopping && !feeds.isEmpty()) {
                lookAtNext();
            }
        } catch (InterruptedException e) {
            LOG.debug("event=feeds_stopped");
        }
        boolean interrupted = Thread.interrupted(); // It would close the file that is written now.
        LOG.debug("event=feeds_kept interrupted={}", interrupted);
        feeds.forEach(Feed::keep);
    }

    private void lookAtNext() throws InterruptedException {
        long nowNanos = clock.nanoTime();
        Feed next = feeds.stream()
                .min(Comparator.comparingLong(feed -> feed.dueNanos() - nowNanos))
                .orElseThrow();
        long restNanos = next.dueNanos() - nowNanos;
        if (restNanos > 0) {
            TimeUnit.NANOSECONDS.sleep(Math.min(restNanos, MOST_REST_NANOS));
            return;
        }
        try {
            next.look();
        } catch (RuntimeException e) {
            LOG.error("event=feed_failed feed={} meaning=\"its version before stays\"", next.name(), e);
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
