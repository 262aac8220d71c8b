// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.feeds.Feed;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Series;
import dev.secbeat.node.time.NodeClock;
import java.util.List;

/** Says how the metrics of feeds are read, beside those that they have as lists. Any thread. */
final class FeedReadings {
    private static final double MILLIS = 1_000;

    private FeedReadings() {}

    static void register(List<Feed> feeds, NodeClock clock, NodeMetrics metrics) {
        metrics.register(
                Series.FEED_AGE,
                out -> feeds.forEach(feed -> out.put(feed.ageMillis(clock.epochMillis()) / MILLIS, feed.name())));
        metrics.register(
                Series.FEED_STALE,
                out -> feeds.forEach(feed -> out.put(feed.isStale(clock.epochMillis()) ? 1 : 0, feed.name())));
        metrics.register(Series.FEED_BAD, out -> feeds.forEach(feed -> out.put(feed.bad(), feed.name())));
        metrics.register(
                Series.FEED_FAILURES, out -> feeds.forEach(feed -> out.put((double) feed.failures(), feed.name())));
    }
}
